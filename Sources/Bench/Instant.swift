/// A moment by UTC, as text.
public enum Instant {
    private static let inDay: Int64 = 86_400_000

    /// RFC 3339 to the second, as in `2026-11-25T02:10:11Z`, of milliseconds since 1970.
    public static func text(milliseconds: Int64) -> String {
        let days = wholeDays(milliseconds)
        let seconds = Int((milliseconds - Int64(days) * inDay) / 1000)
        return day(milliseconds: milliseconds)
            + "T\(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))Z"
    }

    /// The day of milliseconds since 1970, as in `2026-11-25`.
    ///
    /// Source: Howard Hinnant, «chrono-compatible low-level date algorithms», civil_from_days.
    public static func day(milliseconds: Int64) -> String {
        let days = wholeDays(milliseconds) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let ofEra = days - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * ofYear + 2) / 153
        let day = ofYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(year)-\(two(month))-\(two(day))"
    }

    private static func wholeDays(_ milliseconds: Int64) -> Int {
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: inDay)
        return Int(rest < 0 ? days - 1 : days)
    }

    private static func two(_ value: Int) -> String { (value < 10 ? "0" : "") + String(value) }
}
