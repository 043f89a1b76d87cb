import Bench
import Testing

@testable import Vendors

struct WaitsTests {
    private func wait(
        _ headers: [(String, String)],
        error: String = "{}",
        isRateLimit: Bool = true
    ) throws -> Int? {
        Waits.milliseconds(
            headers: headers.map { VendorHeader($0.0, $0.1) },
            error: ErrorBody(try JSON(parsing: Array(error.utf8), rules: .vendor)),
            isRateLimit: isRateLimit,
            nowMilliseconds: Fixtures.now
        )
    }

    @Test func `milliseconds win over seconds, seconds over resets`() throws {
        let reset = ("x-ratelimit-reset-requests", "9s")
        let seconds = ("Retry-After", "1.5")
        let exact = ("retry-after-ms", "250.2")
        #expect(try wait([reset, seconds, exact]) == 251)
        #expect(try wait([reset, seconds]) == 1500)
        #expect(try wait([reset]) == 9000)
        #expect(try wait([]) == nil)
    }

    @Test(arguments: [
        "inf", "-1", "nan", "0x10", "1e3", "", "soon", "99999999999999999999", "1,5",
        "Sun, 06 Nov 1994 08:49:37 GMT",
    ])
    func `a wait that is endless, past or unreadable is none`(value: String) throws {
        #expect(try wait([("retry-after", value)]) == nil)
        #expect(try wait([("retry-after-ms", value)]) == nil)
    }

    @Test func `a wait of nothing is a wait`() throws {
        #expect(try wait([("retry-after", "0")]) == 0)
    }

    @Test func `an unreadable form leaves the word to the next`() throws {
        #expect(try wait([("retry-after-ms", "inf"), ("retry-after", "3")]) == 3000)
        #expect(try wait([("retry-after", "?"), ("x-ratelimit-reset-tokens", "1m")]) == 60_000)
    }

    @Test func `of several resets the longest counts`() throws {
        #expect(
            try wait([
                ("x-ratelimit-reset-requests", "6m0s"), ("x-ratelimit-reset-tokens", "12ms"),
            ]) == 360_000
        )
    }

    @Test func `a reset of a limit that did not run out does not count`() throws {
        #expect(
            try wait([
                ("x-ratelimit-remaining-requests", "900"), ("x-ratelimit-reset-requests", "8h"),
                ("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "3s"),
            ]) == 3000
        )
    }

    @Test func `a reset header on another failure asks for nothing`() throws {
        #expect(try wait([("x-ratelimit-reset-requests", "9s")], isRateLimit: false) == nil)
        #expect(try wait([("retry-after", "9")], isRateLimit: false) == 9000)
    }

    @Test func `a reset may be a date, seconds or milliseconds since 1970`() throws {
        #expect(
            try wait([("anthropic-ratelimit-requests-reset", "2026-11-23T10:01:00Z")]) == 60_000
        )
        #expect(try wait([("x-ratelimit-reset", "4.5")]) == 4500)
        #expect(try wait([("X-RateLimit-Reset", "1795428007000")]) == 7000)
    }

    @Test func `Gemini's hint in the body is read to the nanosecond and rounded up`() throws {
        let error = #"""
            {"error":{"details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure"},
            {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"45.837906927s"}]}}
            """#
        #expect(try wait([], error: error) == 45_838)
        #expect(try wait([("retry-after", "1")], error: error) == 1000)
    }

    @Test(arguments: [
        ("12ms", 12), ("1m30s", 90_000), ("6m0s", 360_000), ("1h2m3.5s", 3_723_500), ("0s", 0),
        ("500us", 1), ("1µs", 1), ("1d", 86_400_000),
    ])
    func `durations are read as Go writes them`(text: String, milliseconds: Int) {
        #expect(Waits.duration(text) == milliseconds)
    }

    @Test(arguments: ["", "s", "5", "5x", "5s6", "-5s", "1..5s", "99999999999999h"])
    func `what is no duration is none`(text: String) {
        #expect(Waits.duration(text) == nil)
    }
}
