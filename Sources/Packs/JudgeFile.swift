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
            pieces: try pieces(top.needed("prompt"))
        )
    }

    /// The prompt in pieces: it has two variables and no other, least of all one of an arm.
    private func pieces(_ field: Field) throws(PackError) -> [Judge.Piece] {
        let template = try Template(field)
        let names = template.variables
        if let other = names.first(where: { $0 != "request" && $0 != "reply" }) {
            throw field.error(
                "{{\(other)}}: a judge sees {{{request}}} and {{{reply}}} and nothing else, least "
                    + "of all what an arm says"
            )
        }
        for needed in ["request", "reply"] where !names.contains(needed) {
            throw field.error("{{{\(needed)}}} is missing")
        }
        var pieces: [Judge.Piece] = []
        let around = try template.render(
            ["request": Self.mark],
            of: "this judge",
            around: "reply"
        )
        for (index, part) in around.enumerated() {
            if index > 0 { pieces.append(.reply) }
            for (place, text) in part.split(separator: Self.mark, omittingEmptySubsequences: false)
                .enumerated()
            {
                if place > 0 { pieces.append(.request) }
                if !text.isEmpty { pieces.append(.text(String(text))) }
            }
        }
        return pieces
    }

    /// Stands for the request while a template is cut; no YAML file can contain it.
    private static let mark = "\u{0}"
}
