import Bench
import Testing

struct InstantTests {
    // From `date -u -d @N +%FT%TZ` of GNU coreutils 9.1.
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"), (1_767_225_599, "2025-12-31T23:59:59Z"),
            (1_795_428_011, "2026-11-23T10:00:11Z"),
        ] as [(Int64, String)]
    )
    func `a moment is shown in UTC`(seconds: Int64, text: String) {
        #expect(Instant.text(milliseconds: seconds * 1000 + 999) == text)
    }
}
