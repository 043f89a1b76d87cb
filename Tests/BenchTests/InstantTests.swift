import Bench
import Testing

struct InstantTests {
    // From `date -u -d @N +%FT%TZ` of GNU coreutils 9.1.
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"), (1_767_225_599, "2025-12-31T23:59:59Z"),
            (1_795_428_011, "2026-11-23T10:00:11Z"), (-1, "1969-12-31T23:59:59Z"),
        ] as [(Int64, String)]
    )
    func `a moment is shown in UTC`(seconds: Int64, text: String) {
        #expect(Instant.text(milliseconds: seconds * 1000 + 999) == text)
    }

    /// Days from Python's datetime.
    @Test(
        arguments: [
            (0, "1970-01-01"), (951_782_400_000, "2000-02-29"), (1_795_392_000_000, "2026-11-23"),
            (-86_400_000, "1969-12-31"), (1_767_571_200_000, "2026-01-05"),
        ] as [(Int64, String)]
    )
    func `a day is the day of the calendar`(milliseconds: Int64, day: String) {
        #expect(Instant.day(milliseconds: milliseconds) == day)
    }
}
