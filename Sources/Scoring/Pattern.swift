/// A regular expression that a pack brings.
package struct Pattern {
    /// The bytes of an expression, at most.
    package static let bytesMax = 500
    /// How much of a text is searched, in bytes.
    package static let searchedBytesMax = 64 << 10

    private let machine: ExpressionMachine

    /// Why an expression is none that can be used.
    package struct Fault: Error, CustomStringConvertible {
        /// One sentence's end, as in «it cannot be read: expected ')'».
        package var description: String
    }

    /// Reads an expression in Swift's dialect.
    ///
    /// What would need backtracking is refused (looking around, back references, atomic groups), and
    /// so is what would be too large, so each expression ends soon over every text.
    package init(_ text: String) throws(Fault) {
        guard !text.isEmpty else { throw Fault(description: "it is empty") }
        guard text.utf8.count <= Self.bytesMax else {
            throw Fault(description: "it is longer than \(Self.bytesMax) bytes")
        }
        _ = try Self.regex(text)
        machine = try ExpressionMachine(try ExpressionParser.parse(text))
    }

    /// Whether it is found in the first 64 KiB of a text.
    package func isFound(in text: some StringProtocol) -> Bool {
        let part = String(decoding: text.utf8.prefix(Self.searchedBytesMax), as: UTF8.self)
        return machine.isFound(in: part.unicodeScalars)
    }

    /// An expression as Swift reads it.
    static func regex(_ text: String) throws(Fault) -> Regex<AnyRegexOutput> {
        // «you've» is two words here, as in other languages' expressions.
        do {
            return try Regex(text).wordBoundaryKind(.simple).matchingSemantics(.unicodeScalar)
        } catch {
            throw Fault(description: "it cannot be read as a regular expression: \(error)")
        }
    }
}
