/// A moment by UTC, as text.
public enum Instant {
    /// RFC 3339 to the second, as in `2026-11-25T02:10:11Z`.
    ///
    /// Source: Howard Hinnant, «chrono-compatible low-level date algorithms», civil_from_days.
    public static func text(milliseconds: Int64) -> String {
        let seconds = Int(milliseconds / 1000)
        let (days, inDay) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let ofYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * ofYear + 2) / 153
        let day = ofYear - (153 * month + 2) / 5 + 1
        let civil = month < 10 ? month + 3 : month - 9
        let year = yearOfEra + era * 400 + (civil <= 2 ? 1 : 0)
        return "\(year)-\(two(civil))-\(two(day))T"
            + "\(two(inDay / 3_600)):\(two(inDay / 60 % 60)):\(two(inDay % 60))Z"
    }

    private static func two(_ value: Int) -> String { (value < 10 ? "0" : "") + String(value) }
}
