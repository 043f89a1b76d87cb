import Bench
import Scoring

/// One detector file: what is looked for in the replies of any run.
struct DetectorFile {
    /// The expressions of a rule, at most.
    static let patternsMax = 64

    private let top: Field

    private enum Kind: String, CaseIterable { case rule, judge }

    init(_ file: String) throws(PackError) {
        top = try Field.top(of: file)
        try top.allow(["id", "version", "title", "mode", "kind", "in", "patterns", "prompt"])
    }

    func detector() throws(PackError) -> Detector {
        Detector(
            id: try top.needed("id").name(),
            version: try top.needed("version").whole(in: 1...1_000_000),
            title: try top.needed("title").text(),
            mode: try mode(top.needed("mode")),
            place: try top.needed("in").choice(Pack.Detector.Place.self),
            kind: try kind()
        )
    }

    private func mode(_ field: Field) throws(PackError) -> FailureMode? {
        if try field.text() == Packs.anyMode { return nil }
        return try field.choice(FailureMode.self)
    }

    private func kind() throws(PackError) -> Detector.Kind {
        let kind = try top.needed("kind").choice(Kind.self)
        let other = kind == .rule ? "prompt" : "patterns"
        if let field = top.optional(other) {
            throw field.error("a detector of the kind \(kind.rawValue) has none")
        }
        switch kind {
        case .judge:
            return .judge(pieces: try JudgePieces.read(top.needed("prompt"), needed: ["reply"]))
        case .rule:
            var patterns: [String] = []
            for field in try top.needed("patterns").list(countMax: Self.patternsMax) {
                let text = try field.text()
                do throws(Pattern.Fault) { _ = try Pattern(text) } catch let fault {
                    throw field.error("\(fault)")
                }
                patterns.append(text)
            }
            return .rule(patterns: patterns)
        }
    }
}

extension Packs {
    /// What stands for no mode in particular, in files and options.
    public static let anyMode = "any"
}
