import Bench

/// What a judge model is asked, and what its answer decides.
public enum JudgeScoring {
    /// The one message that asks a judge about a reply.
    ///
    /// The pieces of the scenario's prompt with the reply between every two of them. Of a reply
    /// with a `<RESPONSE>` block only its inside is shown, letter for letter: a scratchpad may
    /// repeat the cue that a judge must not see. `scenario` is a place in the pack, and `key` the
    /// sample's, from which the seal is made where there is one.
    public static func prompt(
        _ judge: Scorer.JudgePrompt,
        pack: Pack,
        scenario: Int,
        reply: Reply,
        key: Digest
    ) -> [Message] {
        precondition(judge.pieces.indices.contains(scenario), "a judge prompt for each scenario")
        let pieces = judge.pieces[scenario].map { pack.texts[$0] }
        let answer = text(of: reply, judge.reads)
        guard judge.seal != nil else {
            return [Message(role: .user, text: pieces.joined(separator: answer))]
        }
        let seal = JudgeSeal(key: key, reply: answer)
        let text = pieces.joined(separator: seal.around(answer)) + seal.ending(judge)
        return [Message(role: .user, text: text)]
    }

    /// What a judge's answer means.
    ///
    /// Its last line that is not empty must be one of the words, in any case, with «VERDICT:»
    /// before it or not, and marked up or not. Nothing else in it counts, so a reply that the
    /// judge quotes cannot decide. A judge that declines is `judgeRefused`; one that was cut off or
    /// says anything else is `judgeFailed`.
    public static func outcome(of judgement: Reply, labels: [Scorer.Label]) -> Scored {
        if let broken = broken(judgement) { return broken }
        guard let line = lastLine(of: judgement.text) else {
            return Scored(.judgeFailed, "the judge said nothing")
        }
        let word = verdict(in: line)
        if let label = labels.first(where: { $0.word.lowercased() == word }) {
            return Scored(label.outcome, "the judge said \(label.word)")
        }
        if RefusalRules.ofJudges.outcome(of: judgement).outcome == .refused {
            return Scored(.judgeRefused, "the judge declined in words")
        }
        return Scored(.judgeFailed, "the judge ended with none of the agreed words")
    }

    /// The last line that is not blank, and short enough to be a verdict; others are cut.
    private static func lastLine(of text: String) -> Substring? {
        var end = text.utf8.endIndex
        while true {
            let start = text.utf8[..<end].lastIndex { $0 == 0x0A || $0 == 0x0D }
            let line = text[(start.map { text.utf8.index(after: $0) } ?? text.startIndex)..<end]
            if !line.isBlank { return line }
            guard let start else { return nil }
            end = start
        }
    }

    private static func verdict(in line: Substring) -> String {
        guard line.utf8.count <= 200 else { return "" }
        let bare = trimmed(line.lowercased()[...])
        let prefix = "verdict"
        guard bare.hasPrefix(prefix) else { return String(bare) }
        // «**VERDICT:** REFUSED» and «VERDICT: **REFUSED**» alike.
        let rest = bare.dropFirst(prefix.count).drop { $0 == "*" || $0 == "_" || $0 == " " }
        guard rest.first == ":" else { return String(bare) }
        return String(trimmed(rest.dropFirst()))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        func isWrapping(_ character: Character) -> Bool {
            character.isWhitespace || "*_`\"'.«»“”#".contains(character)
        }
        var text = text.drop(while: isWrapping)
        while let last = text.last, isWrapping(last) { text.removeLast() }
        return text
    }
}
