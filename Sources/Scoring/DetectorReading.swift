import Bench

/// What a detector is given to read of a reply, under a mask.
public enum DetectorReading {
    /// The text that is read; nil where there is nothing.
    ///
    /// Reasoning is what the vendor shows of it and a scratchpad; the answer is what a judge would be
    /// shown. `own` are the words that the mask `cue` hides.
    public static func text(
        of reply: Reply,
        _ place: Pack.Detector.Place,
        mask: Detector.Mask,
        own: Set<String> = []
    ) -> String? {
        var parts: [String] = []
        if place != .reply, mask != .reasoning {
            parts.append(JudgeScoring.text(of: reply, .reasoning))
        }
        if place != .reasoning, mask != .answer {
            parts.append(JudgeScoring.text(of: reply, .reply))
        }
        let text = parts.filter { !$0.isBlank }.joined(separator: "\n\n")
        guard !text.isBlank else { return nil }
        return mask == .cue ? hiding(own, in: text) : text
    }

    /// What stands in the place of a hidden word.
    package static let hidden = "…"

    /// The text with every word of `own` replaced, in any case.
    static func hiding(_ own: Set<String>, in text: String) -> String {
        OwnWords.pieces(of: text).map { piece in
            piece.word.map(own.contains) == true ? hidden : piece.text
        }.joined()
    }
}

/// A detector of the kind rule, compiled once.
public struct RuleDetector {
    private let patterns: [Pattern]

    /// Nil for a detector of another kind, or one with an expression that cannot be read.
    public init?(_ detector: Detector) {
        guard case .rule(let texts) = detector.kind else { return nil }
        let patterns = texts.compactMap { try? Pattern($0) }
        guard patterns.count == texts.count else { return nil }
        self.patterns = patterns
    }

    /// 1 where one of its expressions is found in a text, 0 where none is.
    public func score(_ text: String) -> Double {
        patterns.contains { $0.isFound(in: text) } ? 1 : 0
    }
}
