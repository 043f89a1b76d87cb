import Yams

extension Field {
    /// The top of a YAML file; it must be a mapping.
    static func top(of file: String) throws(PackError) -> Field {
        try top(of: try Disk.text(at: file, bytesMax: Disk.yamlBytesMax), file: file)
    }

    /// The top of a YAML text.
    static func top(of text: String, file: String) throws(PackError) -> Field {
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch {
            throw fault(error, file: file)
        }
        guard let node else { throw PackError(file: file, fault: "the file is empty") }
        let field = Field(node: node, path: "", file: file)
        guard node.mapping != nil else {
            throw field.error("a mapping of names to values is needed")
        }
        return field
    }

    /// The library's words for its errors hold the file's text, which may be a secret and is
    /// never one line: only its sentence and its line are taken.
    private static func fault(_ error: any Error, file: String) -> PackError {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _)?, .parser(_, let problem, let mark, _)?,
            .composer(_, let problem, let mark, _)?:
            return PackError(file: file, line: mark.line, fault: "no YAML: \(problem)")
        case .reader(let problem, let offset, _, let text)?:
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
            return PackError(file: file, line: line, fault: "no YAML: \(problem)")
        case .duplicatedKeysInMapping(let names, let context)?:
            return PackError(
                file: file,
                line: context.mark.line,
                field: names.first ?? "",
                fault: "stands here twice"
            )
        default:
            return PackError(file: file, fault: "no YAML")
        }
    }
}
