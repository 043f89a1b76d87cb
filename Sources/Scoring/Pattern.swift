/// A regular expression that a pack brings.
package struct Pattern {
    /// The bytes of an expression, at most.
    package static let bytesMax = 500
    /// How much of a text is searched, in bytes.
    package static let searchedBytesMax = 64 << 10

    private let regex: Regex<AnyRegexOutput>

    /// Why an expression is none that can be used.
    package struct Fault: Error, CustomStringConvertible {
        /// One sentence's end, as in «it cannot be read: expected ')'».
        package var description: String
    }

    /// Reads an expression.
    ///
    /// A repetition of what holds a repetition is refused: it can take longer than any run lasts.
    package init(_ text: String) throws(Fault) {
        guard !text.isEmpty else { throw Fault(description: "it is empty") }
        guard text.utf8.count <= Self.bytesMax else {
            throw Fault(description: "it is longer than \(Self.bytesMax) bytes")
        }
        guard !Self.nestsRepetitions(text) else {
            throw Fault(description: "it repeats what repeats already, as (a+)+ does")
        }
        // «you've» is two words here, as in other languages' expressions.
        do {
            regex = try Regex(text).wordBoundaryKind(.simple).matchingSemantics(.unicodeScalar)
        } catch {
            throw Fault(description: "it cannot be read as a regular expression: \(error)")
        }
    }

    /// Whether it is found in the first 64 KiB of a text.
    package func isFound(in text: some StringProtocol) -> Bool {
        let part = String(decoding: text.utf8.prefix(Self.searchedBytesMax), as: UTF8.self)
        return (try? regex.firstMatch(in: part)) != nil
    }

    /// Whether a group with an unbounded repetition in it is repeated without a bound itself.
    private static func nestsRepetitions(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var repeats = [false]
        var isInClass = false
        var place = 0
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\\"): place += 1
            case UInt8(ascii: "["): isInClass = true
            case UInt8(ascii: "]"): isInClass = false
            case _ where isInClass: break
            case UInt8(ascii: "("): repeats.append(false)
            case UInt8(ascii: ")"):
                let inner = repeats.count > 1 ? repeats.removeLast() : false
                if inner {
                    if isUnbounded(bytes[(place + 1)...]) { return true }
                    repeats[repeats.count - 1] = true
                }
            case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "{"):
                if isUnbounded(bytes[place...]) { repeats[repeats.count - 1] = true }
            default: break
            }
            place += 1
        }
        return false
    }

    /// Whether a repetition without a bound stands here: `*`, `+`, `{2,}`.
    private static func isUnbounded(_ bytes: ArraySlice<UInt8>) -> Bool {
        switch bytes.first {
        case UInt8(ascii: "*"), UInt8(ascii: "+"): return true
        case UInt8(ascii: "{"):
            guard let end = bytes.firstIndex(of: UInt8(ascii: "}")) else { return false }
            return bytes[..<end].last == UInt8(ascii: ",")
        default: return false
        }
    }
}
