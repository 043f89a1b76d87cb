import Mustache

/// A Mustache template of plain variables, whose every variable must exist.
///
/// Mustache renders a variable that is missing as nothing, which would ask a model half a
/// question; so the variables are known before anything is rendered. Sections are refused: an arm
/// that silently drops a paragraph is not the same question.
struct Template {
    let variables: [String]
    private let compiled: MustacheTemplate

    init(_ field: Field) throws(PackError) {
        let text = field.scalar
        guard !text.isEmpty else { throw field.error("text is needed") }
        variables = try Self.variables(in: text, field)
        do {
            // Prompts are no HTML: «&» must reach the model as «&».
            compiled = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + text)
        } catch { throw field.error("no template: \(error)") }
    }

    private static func variables(in text: String, _ field: Field) throws(PackError) -> [String] {
        var names: [String] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            rest = rest[open.upperBound...]
            let isTriple = rest.first == "{"
            let end = isTriple ? "}}}" : "}}"
            if isTriple { rest = rest.dropFirst() }
            guard let close = rest.firstRange(of: end) else {
                throw field.error("`{{` without `}}`")
            }
            var name = rest[..<close.lowerBound]
            rest = rest[close.upperBound...]
            while name.first == " " { name = name.dropFirst() }
            while name.last == " " { name = name.dropLast() }
            guard !name.isEmpty, name.utf8.allSatisfy(isVariableByte) else {
                throw field.error(
                    "`{{\(name)}}`: a template has variables only, as {{request}}"
                )
            }
            names.append(String(name))
        }
        return names
    }

    private static func isVariableByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    func render(_ values: [String: String]) -> String { compiled.render(values) }
}
