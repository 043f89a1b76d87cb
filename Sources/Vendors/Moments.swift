/// Dates as vendors write them, in milliseconds since 1970; nil for anything else.
enum Moments {
    /// An IMF-fixdate, as in `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// Source: RFC 9110, section 5.6.7. Its two obsolete forms are not read.
    static func http(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 29, bytes[3...4].elementsEqual(", ".utf8),
            bytes[25...].elementsEqual(" GMT".utf8), bytes[7] == UInt8(ascii: " "),
            bytes[11] == UInt8(ascii: " "), bytes[16] == UInt8(ascii: " "),
            let month = months.firstIndex(of: String(decoding: bytes[8..<11], as: UTF8.self)),
            let day = number(bytes[5..<7]), let year = number(bytes[12..<16]),
            let seconds = clock(bytes[17..<25])
        else { return nil }
        return moment(year: year, month: month + 1, day: day, seconds: seconds)
    }

    /// A date of RFC 3339, as in `2026-11-23T10:00:00.25Z` or with `+02:00`.
    static func rfc3339(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40, bytes[4] == UInt8(ascii: "-"),
            bytes[7] == UInt8(ascii: "-"),
            [UInt8(ascii: "T"), UInt8(ascii: "t")].contains(bytes[10]),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
            let day = number(bytes[8..<10]), let seconds = clock(bytes[11..<19])
        else { return nil }
        var rest = bytes[19...]
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix(while: ASCII.isDigit)
            guard !digits.isEmpty, let thousandths = number((digits + [48, 48]).prefix(3)) else {
                return nil
            }
            fraction = thousandths
            rest = rest[digits.endIndex...]
        }
        guard let offset = offsetSeconds(rest),
            let whole = moment(year: year, month: month, day: day, seconds: seconds)
        else { return nil }
        return whole + Int64(fraction) - Int64(offset) * 1000
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func offsetSeconds(_ bytes: ArraySlice<UInt8>) -> Int? {
        if bytes.count == 1 { return ASCII.lower(bytes[bytes.startIndex]) == 0x7A ? 0 : nil }
        let start = bytes.startIndex
        guard bytes.count == 6, bytes[start + 3] == UInt8(ascii: ":"),
            let hours = number(bytes[(start + 1)..<(start + 3)]),
            let minutes = number(bytes[(start + 4)..<(start + 6)]), hours < 24, minutes < 60
        else { return nil }
        return switch bytes[start] {
        case UInt8(ascii: "+"): hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): -(hours * 3600 + minutes * 60)
        default: nil
        }
    }

    /// The seconds since midnight of `08:49:37`; a leap second counts as the one after it.
    private static func clock(_ bytes: ArraySlice<UInt8>) -> Int? {
        let start = bytes.startIndex
        guard bytes[start + 2] == UInt8(ascii: ":"), bytes[start + 5] == UInt8(ascii: ":"),
            let hours = number(bytes[start..<(start + 2)]), hours < 24,
            let minutes = number(bytes[(start + 3)..<(start + 5)]), minutes < 60,
            let seconds = number(bytes[(start + 6)..<(start + 8)]), seconds <= 60
        else { return nil }
        return hours * 3600 + minutes * 60 + seconds
    }

    private static func number(_ digits: some Collection<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard ASCII.isDigit(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }

    /// Source: Howard Hinnant, «chrono-compatible low-level date algorithms», days_from_civil.
    private static func moment(year: Int, month: Int, day: Int, seconds: Int) -> Int64? {
        guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
            return nil
        }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return (Int64(days) * 86_400 + Int64(seconds)) * 1000
    }
}
