/// What a JSON text may be, and where it stops being one.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    /// The place of the fault: bytes from the start.
    public var offset: Int
    /// What is wrong there, in a few words.
    public var fault: String

    /// «byte 12: …».
    public var description: String { "byte \(offset): \(fault)" }
}

extension JSON {
    /// How strictly a text is read.
    public struct Rules: Sendable {
        /// Arrays and objects inside one another.
        public var depthMax: Int
        /// Whether one name may stand twice in an object.
        public var allowsDuplicates: Bool

        /// For what peers send: depth 16, no duplicate names.
        public static let wire = Rules(depthMax: 16, allowsDuplicates: false)
        /// For what people write: as the wire, but deeper.
        public static let file = Rules(depthMax: 64, allowsDuplicates: false)
        /// For what vendors answer: deep, and the last of two equal names counts.
        public static let vendor = Rules(depthMax: 128, allowsDuplicates: true)
    }

    /// Reads one JSON text, white space around it allowed and nothing else.
    ///
    /// Strings must be valid UTF-8 without lone surrogates, numbers finite. Source: RFC 8259.
    public init(parsing bytes: some Collection<UInt8>, rules: Rules) throws(JSONError) {
        let result: Result<JSON, JSONError>? = bytes.withContiguousStorageIfAvailable { buffer in
            Self.parse(buffer, rules)
        }
        switch result ?? Array(bytes).withUnsafeBufferPointer({ Self.parse($0, rules) }) {
        case .success(let value): self = value
        case .failure(let error): throw error
        }
    }

    private static func parse(
        _ buffer: UnsafeBufferPointer<UInt8>,
        _ rules: Rules
    ) -> Result<JSON, JSONError> {
        var parser = Parser(text: buffer, rules: rules)
        do throws(JSONError) {
            let value = try parser.value(depth: 0)
            parser.skipSpace()
            guard parser.place == buffer.count else { throw parser.fault("text after the value") }
            return .success(value)
        } catch {
            return .failure(error)
        }
    }
}

/// A recursive-descent reader over bytes that stay where they are.
private struct Parser {
    let text: UnsafeBufferPointer<UInt8>
    let rules: JSON.Rules
    var place = 0

    init(text: UnsafeBufferPointer<UInt8>, rules: JSON.Rules) {
        self.text = text
        self.rules = rules
    }

    func fault(_ what: String) -> JSONError { JSONError(offset: place, fault: what) }

    mutating func skipSpace() {
        while place < text.count {
            switch text[place] {
            case 0x20, 0x0A, 0x0D, 0x09: place += 1
            default: return
            }
        }
    }

    mutating func value(depth: Int) throws(JSONError) -> JSON {
        skipSpace()
        guard place < text.count else { throw fault("the text ends where a value should stand") }
        switch text[place] {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw fault("no value starts with this character")
        }
    }

    mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let end = place + word.utf8CodeUnitCount
        guard end <= text.count,
            text[place..<end].elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
            )
        else { throw fault("no value starts with this character") }
        place = end
        return value
    }

    mutating func array(depth: Int) throws(JSONError) -> JSON {
        guard depth <= rules.depthMax else { throw fault("nested deeper than \(rules.depthMax)") }
        place += 1
        var elements: [JSON] = []
        skipSpace()
        if take("]") { return .array(elements) }
        while true {
            elements.append(try value(depth: depth))
            skipSpace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw fault("an array goes on with ',' or ends with ']'") }
        }
    }

    mutating func object(depth: Int) throws(JSONError) -> JSON {
        guard depth <= rules.depthMax else { throw fault("nested deeper than \(rules.depthMax)") }
        place += 1
        var members: [JSON.Member] = []
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard place < text.count, text[place] == UInt8(ascii: "\"") else {
                throw fault("a member starts with its name in quotes")
            }
            let start = place
            let key = try string()
            skipSpace()
            guard take(":") else { throw fault("':' stands between name and value") }
            members.append(JSON.Member(key, try value(depth: depth)))
            skipSpace()
            if take(",") { continue }
            guard take("}") else { throw fault("an object goes on with ',' or ends with '}'") }
            try checkDuplicates(members, from: start)
            return .object(members)
        }
    }

    /// Once an object, when it is whole: a set for large ones keeps hostile input linear.
    func checkDuplicates(_ members: [JSON.Member], from start: Int) throws(JSONError) {
        guard !rules.allowsDuplicates, members.count > 1 else { return }
        if members.count <= 16 {
            for (index, member) in members.enumerated() {
                for earlier in members[..<index] where earlier.key == member.key {
                    throw JSONError(offset: start, fault: "the name \"\(member.key)\" stands twice")
                }
            }
        } else {
            var seen: Set<String> = []
            for member in members where !seen.insert(member.key).inserted {
                throw JSONError(offset: start, fault: "the name \"\(member.key)\" stands twice")
            }
        }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard place < text.count, text[place] == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    mutating func number() throws(JSONError) -> JSON {
        let start = place
        _ = take("-")
        let digits = place
        skipDigits()
        guard place > digits else { throw fault("a number needs a digit here") }
        if text[digits] == UInt8(ascii: "0"), place > digits + 1 {
            throw fault("a number does not start with 0")
        }
        var isWhole = true
        if take(".") {
            isWhole = false
            let fraction = place
            skipDigits()
            guard place > fraction else { throw fault("a number needs a digit here") }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            let exponent = place
            skipDigits()
            guard place > exponent else { throw fault("a number needs a digit here") }
        }
        let digitsText = String(decoding: text[start..<place], as: UTF8.self)
        if isWhole, let value = Int64(digitsText) { return .integer(value) }
        guard let value = Double(digitsText), value.isFinite else {
            throw JSONError(offset: start, fault: "a number beyond what 64 bits hold")
        }
        return .number(value)
    }

    mutating func skipDigits() {
        while place < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[place]) {
            place += 1
        }
    }

    mutating func string() throws(JSONError) -> String {
        place += 1
        let start = place
        while place < text.count {
            switch text[place] {
            case UInt8(ascii: "\""):
                let plain = UnsafeBufferPointer(rebasing: text[start..<place])
                guard let result = String(validating: plain, as: UTF8.self) else {
                    throw JSONError(offset: start, fault: "a string that is not valid UTF-8")
                }
                place += 1
                return result
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw fault("a control character inside a string")
            default: place += 1
            }
        }
        throw fault("a string without its closing quote")
    }

    /// The slower way, taken from the first backslash on.
    mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(place - start + 64)
        out.append(contentsOf: text[start..<place])
        while place < text.count {
            let byte = text[place]
            switch byte {
            case UInt8(ascii: "\""):
                guard let result = String(validating: out, as: UTF8.self) else {
                    throw JSONError(offset: start, fault: "a string that is not valid UTF-8")
                }
                place += 1
                return result
            case UInt8(ascii: "\\"):
                place += 1
                try escape(into: &out)
            case 0..<0x20: throw fault("a control character inside a string")
            default:
                out.append(byte)
                place += 1
            }
        }
        throw fault("a string without its closing quote")
    }

    mutating func escape(into out: inout [UInt8]) throws(JSONError) {
        guard place < text.count else { throw fault("a string without its closing quote") }
        let byte = text[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try scalar()
            out.append(contentsOf: String(Character(scalar)).utf8)
        default:
            place -= 1
            throw fault("no such escape")
        }
    }

    mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let high = try hexadecimal()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high), take("\\"), take("u") else {
            throw fault("half of a surrogate pair")
        }
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        else { throw fault("half of a surrogate pair") }
        return scalar
    }

    mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard place < text.count, let digit = Digest.hexValue(text[place]) else {
                throw fault("four hexadecimal digits stand behind \\u")
            }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }
}
