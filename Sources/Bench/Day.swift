/// A calendar day.
public struct Day: Sendable, Hashable {
    /// Its beginning by UTC, in milliseconds since 1970.
    public let milliseconds: Int64

    /// Nil for text that is no day of the form 2026-12-31.
    ///
    /// Source: Howard Hinnant, «chrono-compatible low-level date algorithms», days_from_civil.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year)
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear
        milliseconds = Int64(era * 146_097 + dayOfEra - 719_468) * 86_400_000
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
