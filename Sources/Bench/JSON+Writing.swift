extension JSON {
    /// The shortest UTF-8 text of this value, members in their own order.
    public var bytes: [UInt8] {
        var out: [UInt8] = []
        write(to: &out, sorted: false)
        return out
    }

    /// The one text that a digest is taken of: members sorted by the bytes of their names, no white
    /// space, shortest numbers.
    ///
    /// Equal values give equal bytes on every machine.
    public var canonicalBytes: [UInt8] {
        var out: [UInt8] = []
        write(to: &out, sorted: true)
        return out
    }

    /// The text for people: two spaces a level, members in their own order.
    public var pretty: String {
        var out: [UInt8] = []
        writePretty(to: &out, level: 0)
        return String(decoding: out, as: UTF8.self)
    }

    /// The text on one line, as a string.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Appends the text of this value to a buffer.
    package func write(to out: inout [UInt8], sorted: Bool) {
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): Self.write(value, to: &out)
        case .number(let value): Self.write(value, to: &out)
        case .string(let text): Self.write(text, to: &out)
        case .array(let elements):
            out.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                element.write(to: &out, sorted: sorted)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            let ordered = sorted ? Self.sorted(members) : members
            for (index, member) in ordered.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &out)
                out.append(UInt8(ascii: ":"))
                member.value.write(to: &out, sorted: sorted)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    private static func sorted(_ members: [Member]) -> [Member] {
        members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private static func write(_ value: Int64, to out: inout [UInt8]) {
        out.append(contentsOf: String(value).utf8)
    }

    private static func write(_ value: Double, to out: inout [UInt8]) {
        precondition(value.isFinite, "JSON has no text for NaN or infinity")
        if let whole = Int64(exactly: value), abs(whole) < 1 << 53 {
            write(whole, to: &out)
        } else {
            out.append(contentsOf: value.description.utf8)
        }
    }

    /// Appends a string with its quotes; only what must be escaped is.
    package static func write(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for index in utf8.indices where utf8[index] < 0x20 || isSpecial(utf8[index]) {
                out.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
                escape(utf8[index], to: &out)
                start = index + 1
            }
            out.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func escape(_ byte: UInt8, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\n"): out.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): out.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): out.append(UInt8(ascii: "t"))
        case 0..<0x20:
            out.append(contentsOf: "u00".utf8)
            out.append(contentsOf: [Digest.hexDigit(byte >> 4), Digest.hexDigit(byte & 15)])
        default: out.append(byte)
        }
    }

    private func writePretty(to out: inout [UInt8], level: Int) {
        func newline(_ level: Int) {
            out.append(UInt8(ascii: "\n"))
            out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
        }
        switch self {
        case .array(let elements) where !elements.isEmpty:
            out.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                newline(level + 1)
                element.writePretty(to: &out, level: level + 1)
            }
            newline(level)
            out.append(UInt8(ascii: "]"))
        case .object(let members) where !members.isEmpty:
            out.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                newline(level + 1)
                Self.write(member.key, to: &out)
                out.append(contentsOf: ": ".utf8)
                member.value.writePretty(to: &out, level: level + 1)
            }
            newline(level)
            out.append(UInt8(ascii: "}"))
        default: write(to: &out, sorted: false)
        }
    }
}
