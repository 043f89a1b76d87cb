import Bench
import Yams

/// One value of a YAML file, with the way to it, so that every fault can say where it is.
struct Field {
    let node: Node
    let path: String
    let file: String

    /// The line on which it stands, from 1.
    var line: Int? { node.mark?.line }

    func error(_ fault: String) -> PackError {
        PackError(file: file, line: line, field: path, fault: fault)
    }

    /// Checks that a mapping has no member but these: a misspelt name would be a silent default.
    func allow(_ names: [String]) throws(PackError) {
        guard let mapping = node.mapping else { throw error("a mapping is needed") }
        for (key, value) in mapping {
            let name = key.string ?? ""
            guard !names.contains(name) else { continue }
            let near = Spelling.nearest(to: name, in: names)
            let hint =
                near.map { "; is it `\($0)`?" }
                ?? "; the names are \(names.joined(separator: ", "))"
            throw PackError(
                file: file,
                line: key.mark?.line ?? value.mark?.line,
                field: child(name, value).path,
                fault: "no such field\(hint)"
            )
        }
    }

    private func child(_ name: String, _ node: Node) -> Field {
        Field(node: node, path: path.isEmpty ? name : "\(path).\(name)", file: file)
    }

    /// The member of that name; nil where it is absent or null.
    func optional(_ name: String) -> Field? {
        guard let value = node.mapping?[name], value.null == nil else { return nil }
        return child(name, value)
    }

    /// The member of that name.
    func needed(_ name: String) throws(PackError) -> Field {
        guard let field = optional(name) else { throw error("`\(name)` is missing") }
        return field
    }

    /// The elements; at least one.
    func list(countMax: Int) throws(PackError) -> [Field] {
        guard let sequence = node.sequence else { throw error("a list is needed") }
        guard !sequence.isEmpty else { throw error("the list is empty") }
        guard sequence.count <= countMax else {
            throw error("the list has \(sequence.count) elements; \(countMax) are the most")
        }
        return sequence.enumerated().map { index, node in
            Field(node: node, path: "\(path)[\(index)]", file: file)
        }
    }

    /// The members of a mapping whose names are free, in the order of the file.
    func entries(countMax: Int) throws(PackError) -> [(name: String, field: Field)] {
        guard let mapping = node.mapping else { throw error("a mapping is needed") }
        guard mapping.count <= countMax else {
            throw error("it has \(mapping.count) members; \(countMax) are the most")
        }
        var entries: [(name: String, field: Field)] = []
        for (key, value) in mapping {
            guard let name = key.string else { throw error("its names must be text") }
            let field = child(name, value)
            guard !entries.contains(where: { $0.name == name }) else {
                throw field.error("stands here twice")
            }
            entries.append((name, field))
        }
        return entries
    }

    /// The members of a mapping that names texts; a text may be empty, and must be written.
    func texts() throws(PackError) -> [String: Field] {
        guard let mapping = node.mapping else { throw error("a mapping is needed") }
        var texts: [String: Field] = [:]
        for (key, value) in mapping {
            guard let name = key.string else { throw error("its names must be text") }
            let field = child(name, value)
            guard value.null == nil else {
                throw field.error("has no value: write \"\" for an empty text")
            }
            _ = try field.textOrEmpty()
            guard texts.updateValue(field, forKey: name) == nil else {
                throw field.error("stands here twice")
            }
        }
        return texts
    }
}

// MARK: - What one value says

extension Field {
    /// Text as it was written: `1.0` stays `1.0`.
    func text() throws(PackError) -> String {
        let text = try textOrEmpty()
        guard !text.isEmpty else { throw error("text is needed") }
        return text
    }

    /// Text as it was written, or none.
    func textOrEmpty() throws(PackError) -> String {
        guard case .scalar(let scalar) = node else { throw error("text is needed") }
        return scalar.string
    }

    /// A name, as `Spelling` has it.
    func name(slashes: Bool = false) throws(PackError) -> String {
        let text = try text()
        guard Spelling.isName(text, slashes: slashes) else {
            throw error(
                "\"\(text)\" is no name: lower-case letters, digits, `.`, `_` and `-`"
                    + (slashes ? " and `/`" : "") + ", up to \(Spelling.nameBytesMax), beginning "
                    + "with a letter or digit"
            )
        }
        return text
    }

    func whole(in range: ClosedRange<Int>) throws(PackError) -> Int {
        guard let value = node.int, range.contains(value) else {
            throw error("a whole number from \(range.lowerBound) to \(range.upperBound) is needed")
        }
        return value
    }

    func number(in range: ClosedRange<Double>) throws(PackError) -> Double {
        guard let value = node.float ?? node.int.map(Double.init), range.contains(value) else {
            throw error("a number from \(range.lowerBound) to \(range.upperBound) is needed")
        }
        return value
    }

    func flag() throws(PackError) -> Bool {
        guard let value = node.bool else { throw error("true or false is needed") }
        return value
    }

    /// One of the words that an enumeration writes, or that are left of them.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type,
        where isAllowed: (Choice) -> Bool = { _ in true }
    ) throws(PackError) -> Choice where Choice.RawValue == String {
        let text = try text()
        if let value = Choice(rawValue: text), isAllowed(value) { return value }
        let words = Choice.allCases.filter(isAllowed).map(\.rawValue)
        let near = Spelling.nearest(to: text, in: words).map { "; is it \($0)?" } ?? ""
        throw error("\"\(text)\" is none of \(words.joined(separator: ", "))\(near)")
    }
}

// MARK: - What a member says, where there is one

extension Field {
    func text(of name: String) throws(PackError) -> String? {
        guard let field = optional(name) else { return nil }
        return try field.text()
    }

    func whole(of name: String, in range: ClosedRange<Int>) throws(PackError) -> Int? {
        guard let field = optional(name) else { return nil }
        return try field.whole(in: range)
    }

    func number(of name: String, in range: ClosedRange<Double>) throws(PackError) -> Double? {
        guard let field = optional(name) else { return nil }
        return try field.number(in: range)
    }

    func flag(of name: String) throws(PackError) -> Bool? {
        guard let field = optional(name) else { return nil }
        return try field.flag()
    }
}
