import Bench

/// The prompt of a judge, cut at its variables.
enum JudgePieces {
    /// Reads a prompt: it may have two variables and no other, least of all one of an arm, and must
    /// have those that are `needed`.
    static func read(_ field: Field, needed: [String]) throws(PackError) -> [Judge.Piece] {
        let template = try Template(field)
        let names = template.variables
        if let other = names.first(where: { $0 != "request" && $0 != "reply" }) {
            throw field.error(
                "{{\(other)}}: a judge sees {{{request}}} and {{{reply}}} and nothing else, least "
                    + "of all what an arm says"
            )
        }
        for name in needed where !names.contains(name) {
            throw field.error("{{{\(name)}}} is missing")
        }
        var pieces: [Judge.Piece] = []
        let around = try template.render(
            ["request": mark],
            of: "this judge",
            around: "reply"
        )
        for (index, part) in around.enumerated() {
            if index > 0 { pieces.append(.reply) }
            for (place, text) in part.split(separator: mark, omittingEmptySubsequences: false)
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
