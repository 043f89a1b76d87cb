import Bench

/// Token counts as vendors write them; nil is unknown, never zero.
enum Tokens {
    /// More than any request uses; a count beyond it is taken for unknown.
    static let countMax = 1 << 40

    static func count(_ json: JSON?) -> Int? {
        guard let value = json?.integer, (0...countMax).contains(value) else { return nil }
        return value
    }

    /// What is left of a total, never less than nothing; unknown where the total is.
    static func rest(of total: Int?, without parts: Int?...) -> Int? {
        total.map { total in max(0, parts.reduce(total) { $0 - ($1 ?? 0) }) }
    }

    /// The sum of what is known; unknown where nothing is.
    static func sum(_ parts: Int?...) -> Int? {
        parts.reduce(nil) { sum, part in part.map { $0 + (sum ?? 0) } ?? sum }
    }
}
