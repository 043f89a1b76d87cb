import Bench

/// One judge file: what a judge model is asked of any pack's replies.
struct JudgeFile {
    private let top: Field

    private enum Kind: String, CaseIterable { case labels, formula, option }

    init(_ file: String) throws(PackError) {
        top = try Field.top(of: file)
        try top.allow([
            "id", "version", "title", "kind", "reads", "formula", "labels", "prompt",
        ])
    }

    func judge() throws(PackError) -> Judge {
        let scale: Judge.Scale
        let kind = try top.needed("kind").choice(Kind.self)
        switch kind {
        case .labels: scale = .labels(try PackFile.labels(top.needed("labels")))
        case .formula: scale = .formula(try top.needed("formula").choice(Formula.self))
        case .option: scale = .option
        }
        if kind != .labels, let field = top.optional("labels") {
            throw field.error("only a judge of the kind labels has words of its own")
        }
        if kind != .formula, let field = top.optional("formula") {
            throw field.error("only a judge of the kind formula has one")
        }
        return Judge(
            id: try top.needed("id").name(),
            version: try top.needed("version").whole(in: 1...1_000_000),
            title: try top.needed("title").text(),
            reads: try top.optional("reads")?.choice(Scorer.JudgePrompt.Part.self) ?? .reply,
            scale: scale,
            pieces: try JudgePieces.read(top.needed("prompt"), needed: ["request", "reply"])
        )
    }
}
