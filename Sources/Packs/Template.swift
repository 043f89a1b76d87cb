import Bench

/// A Mustache template of plain variables, each of which must exist.
///
/// Mustache renders a variable that is missing as nothing, which would ask a model half a
/// question; here it is an error. Sections are refused: an arm that silently drops a paragraph is
/// not the same question. What is left of Mustache is rendered here, letter for letter:
/// swift-mustache 2.1.1 drops white space behind a template's last line break.
struct Template {
    private let place: PackError
    private let pieces: [Piece]

    private enum Piece: Equatable {
        case text(String)
        case variable(String)
    }

    init(_ field: Field) throws(PackError) {
        place = field.error("")
        pieces = try Self.pieces(of: Array(try field.textOrEmpty().utf8), field)
    }

    /// A fault of this template, where it stands.
    func error(_ fault: String) -> PackError {
        var error = place
        error.fault = fault
        return error
    }

    /// The names of the variables, in the order of their first use.
    var variables: [String] {
        var names: [String] = []
        for case .variable(let name) in pieces where !names.contains(name) { names.append(name) }
        return names
    }

    /// The text as it was written, with `…` in the place of some variables.
    func text(blanking names: Set<String>) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .variable(let name): names.contains(name) ? "…" : "{{\(name)}}"
            }
        }.joined()
    }

    /// The text with every variable in its place.
    ///
    /// `owner` says for the error whose `values` these are, as in «scenario x, arm a».
    func render(_ values: [String: String], of owner: String) throws(PackError) -> String {
        try render(values, of: owner, around: nil).joined()
    }

    /// The texts before, between and behind the places of one variable that is not known yet.
    func render(
        _ values: [String: String],
        of owner: String,
        around unknown: String?
    ) throws(PackError) -> [String] {
        var texts = [""]
        for piece in pieces {
            switch piece {
            case .text(let text): texts[texts.count - 1] += text
            case .variable(let name) where name == unknown: texts.append("")
            case .variable(let name):
                guard let value = values[name] else {
                    let near = Spelling.nearest(to: name, in: values.keys.sorted())
                    let hint = near.map { "; is it {{\($0)}}?" } ?? ""
                    throw error("{{\(name)}} does not exist in \(owner)\(hint)")
                }
                texts[texts.count - 1] += value
            }
        }
        return texts
    }

    private static func pieces(of bytes: [UInt8], _ field: Field) throws(PackError) -> [Piece] {
        var pieces: [Piece] = []
        var place = 0
        while let open = bytes.place(of: "{{", from: place) {
            if open > place { pieces.append(.text(bytes.text(place..<open))) }
            let isTriple = open + 2 < bytes.count && bytes[open + 2] == UInt8(ascii: "{")
            let start = open + (isTriple ? 3 : 2)
            let end = isTriple ? "}}}" : "}}"
            guard let close = bytes.place(of: end, from: start) else {
                throw field.error("`\(isTriple ? "{{{" : "{{")` without `\(end)`")
            }
            let inside = bytes.text(start..<close)
            let name = inside.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            guard !name.isEmpty, String(name).utf8.allSatisfy(isVariableByte) else {
                throw field.error(
                    "`{{\(inside.prefix(40))}}`: a template has variables only, as {{request}}"
                )
            }
            pieces.append(.variable(String(name)))
            place = close + end.utf8.count
        }
        if place < bytes.count { pieces.append(.text(bytes.text(place..<bytes.count))) }
        return pieces
    }

    private static func isVariableByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension [UInt8] {
    /// Where `word` begins, at `start` or behind it.
    fileprivate func place(of word: String, from start: Int) -> Int? {
        let word = Array(word.utf8)
        var place = start
        while place + word.count <= count {
            if self[place..<(place + word.count)].elementsEqual(word) { return place }
            place += 1
        }
        return nil
    }

    fileprivate func text(_ range: Range<Int>) -> String {
        String(decoding: self[range], as: UTF8.self)
    }
}
