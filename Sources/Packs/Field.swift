import Foundation
import Yams

/// One value of a YAML file, with the way to it, so that every fault can say where it is.
struct Field {
    let node: Node
    let path: String
    let file: String

    /// The top of a file; it must be a mapping.
    static func top(of file: String) throws(PackError) -> Field {
        let text = try Disk.text(at: file)
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch {
            throw PackError(file: file, line: Self.line(of: error), fault: Self.words(error))
        }
        guard let node else { throw PackError(file: file, fault: "the file is empty") }
        let field = Field(node: node, path: "", file: file)
        guard node.mapping != nil else {
            throw field.error("a mapping of names to values is needed")
        }
        return field
    }

    private static func line(of error: any Error) -> Int? {
        switch error as? YamlError {
        case .scanner(_, _, let mark, _)?, .parser(_, _, let mark, _)?,
            .composer(_, _, let mark, _)?:
            mark.line
        default: nil
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, _, _)?, .parser(_, let problem, _, _)?,
            .composer(_, let problem, _, _)?:
            "no YAML: \(problem)"
        default: "no YAML: \(error)"
        }
    }

    func error(_ fault: String) -> PackError {
        PackError(file: file, line: node.mark?.line, field: path, fault: fault)
    }

    /// Checks that a mapping has no member but these: a misspelt name would be a silent default.
    func allow(_ names: [String]) throws(PackError) {
        guard let mapping = node.mapping else { throw error("a mapping is needed") }
        var seen: Set<String> = []
        for (key, value) in mapping {
            let name = key.string ?? ""
            let field = child(name, value)
            guard seen.insert(name).inserted else { throw field.error("stands here twice") }
            guard !names.contains(name) else { continue }
            let near = Spelling.nearest(to: name, in: names)
            let hint =
                near.map { "; is it `\($0)`?" }
                ?? "; the names are \(names.joined(separator: ", "))"
            throw PackError(
                file: file,
                line: key.mark?.line ?? value.mark?.line,
                field: field.path,
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
    func list() throws(PackError) -> [Field] {
        guard let sequence = node.sequence else { throw error("a list is needed") }
        guard !sequence.isEmpty else { throw error("the list is empty") }
        return sequence.enumerated().map { index, node in
            Field(node: node, path: "\(path)[\(index)]", file: file)
        }
    }

    /// Text as it was written: `1.0` stays `1.0`.
    func text() throws(PackError) -> String {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            throw error("text is needed")
        }
        return scalar.string
    }

    /// A name: lower-case letters, digits, dots, hyphens and underscores, 64 at most.
    func name(slashes: Bool = false) throws(PackError) -> String {
        let text = try text()
        guard Spelling.isName(text, slashes: slashes) else {
            throw error(
                "\"\(text)\" is no name: lower-case letters, digits, `.`, `_` and `-`"
                    + (slashes ? " and `/`" : "") + ", up to 64, beginning with a letter or digit"
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

    /// One of the words that an enumeration writes.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type
    ) throws(PackError) -> Choice where Choice.RawValue == String {
        let text = try text()
        if let value = Choice(rawValue: text) { return value }
        let words = Choice.allCases.map(\.rawValue)
        let near = Spelling.nearest(to: text, in: words).map { "; is it \($0)?" } ?? ""
        throw error("\"\(text)\" is none of \(words.joined(separator: ", "))\(near)")
    }

    /// The names and texts of a mapping.
    func texts() throws(PackError) -> [String: Field] {
        guard let mapping = node.mapping else { throw error("a mapping is needed") }
        var texts: [String: Field] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            let field = child(name, value)
            guard case .scalar = value else { throw field.error("text is needed") }
            guard texts.updateValue(field, forKey: name) == nil else {
                throw field.error("stands here twice")
            }
        }
        return texts
    }

    /// The text of a scalar, which may be empty.
    var scalar: String { node.scalar?.string ?? "" }
}

/// Names, and what a misspelt one may have been meant to be.
enum Spelling {
    static func isName(_ text: String, slashes: Bool) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first,
            isLetterOrDigit(first)
        else { return false }
        return text.utf8.allSatisfy { byte in
            isLetterOrDigit(byte) || "._-".utf8.contains(byte)
                || slashes && (byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":"))
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// The word that is two letters away at most; nil where none is.
    static func nearest(to word: String, in words: [String]) -> String? {
        words.map { ($0, distance(word, $0)) }.filter { $0.1 <= 2 }.min { $0.1 < $1.1 }?.0
    }

    /// Letters to change, add or drop.
    ///
    /// Source: Levenshtein 1966.
    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var corner = row[0]
            row[0] = index + 1
            for place in right.indices {
                let changed = corner + (byte == right[place] ? 0 : 1)
                corner = row[place + 1]
                row[place + 1] = min(changed, corner + 1, row[place] + 1)
            }
        }
        return row[right.count]
    }
}

/// Files, read whole and bounded.
enum Disk {
    /// The bytes of one file, at most.
    static let fileBytesMax = 256 << 20

    static func text(at file: String) throws(PackError) -> String {
        let data: Data
        do {
            let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
            guard size <= fileBytesMax else {
                throw PackError(file: file, fault: "is larger than \(fileBytesMax >> 20) MiB")
            }
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch let error as PackError { throw error } catch {
            let exists = FileManager.default.fileExists(atPath: file)
            throw PackError(file: file, fault: exists ? "cannot be read" : "there is no such file")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw PackError(file: file, fault: "is not UTF-8")
        }
        return text
    }
}
