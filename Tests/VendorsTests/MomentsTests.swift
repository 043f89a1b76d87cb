import Testing

@testable import Vendors

/// Expected seconds by GNU date 9.1.
struct MomentsTests {
    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", Int64(784_111_777)),
        ("Mon, 23 Nov 2026 10:00:00 GMT", 1_795_428_000),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
        ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
        ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
    ])
    func `a date of an HTTP header is read`(text: String, seconds: Int64) {
        #expect(Moments.http(text) == seconds * 1000)
    }

    @Test(arguments: [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Xyz 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GM",
    ])
    func `what is no such date is none`(text: String) {
        #expect(Moments.http(text) == nil)
    }

    @Test(arguments: [
        ("2026-11-23T10:00:00Z", Int64(1_795_428_000_000)),
        ("2026-11-23t10:00:00z", 1_795_428_000_000),
        ("2026-11-23T10:00:00+02:00", 1_795_420_800_000),
        ("2026-11-23T10:00:00.25Z", 1_795_428_000_250),
        ("2026-11-23T10:00:00.123456789Z", 1_795_428_000_123),
    ])
    func `a date of RFC 3339 is read with fraction and offset`(text: String, moment: Int64) {
        #expect(Moments.rfc3339(text) == moment)
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23T10:00:00", "2026-13-23T10:00:00Z", "2026-11-23T10:00:00.Z",
        "2026-11-23T10:00:00+0200", "2026-11-23 10:00:00Z", "0000-11-23T10:00:00Z",
    ])
    func `what is no such date is none either`(text: String) {
        #expect(Moments.rfc3339(text) == nil)
    }
}
