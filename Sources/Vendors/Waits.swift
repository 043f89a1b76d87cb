import Bench

/// How long a vendor asks us to wait: five ways of saying it, in the order in which they count.
enum Waits {
    /// Longer than any vendor means; a wait beyond it is taken for nonsense.
    static let millisecondsMax = 31 * 86_400_000.0

    /// The wait in milliseconds from now; nil where none is asked for or none can be read.
    ///
    /// `retry-after-ms`, then `retry-after`, then the reset of what ran out (only for a rate
    /// limit: other failures carry those headers too, and need no such wait), then Gemini's
    /// `RetryInfo` in the body.
    static func milliseconds(
        headers: [VendorHeader],
        error: ErrorBody,
        isRateLimit: Bool,
        nowMilliseconds: Int64
    ) -> Int? {
        var exact: Int?
        var plain: Int?
        for header in headers where ASCII.hasPrefix(header.name, "retry-after") {
            if ASCII.equals(header.name, "retry-after-ms") {
                exact = exact ?? bounded(number(header.value))
            } else if ASCII.equals(header.name, "retry-after") {
                plain = plain ?? retryAfter(header.value, nowMilliseconds)
            }
        }
        if let wait = exact ?? plain { return wait }
        if isRateLimit, let wait = longestReset(headers + error.repeatedHeaders, nowMilliseconds) {
            return wait
        }
        return retryInfo(error)
    }

    private static func retryAfter(_ value: String, _ nowMilliseconds: Int64) -> Int? {
        if let seconds = number(value) { return bounded(seconds * 1000) }
        return Moments.http(value).flatMap { until($0, nowMilliseconds) }
    }

    private static func retryInfo(_ error: ErrorBody) -> Int? {
        for detail in error.json["details"]?.array ?? [] {
            if let wait = detail["retryDelay"]?.string.flatMap(duration) { return wait }
        }
        return nil
    }

    // MARK: Reset headers

    /// The longest reset of the limits that ran out; of all limits where no header says which.
    private static func longestReset(
        _ headers: [VendorHeader],
        _ nowMilliseconds: Int64
    ) -> Int? {
        var longest: Int?
        var longestSpent: Int?
        for header in headers {
            guard let limit = limit(of: header.name),
                let wait = reset(header.value, nowMilliseconds)
            else { continue }
            longest = max(longest ?? 0, wait)
            let ranOut = headers.contains { isSpent($0, limit) }
            if ranOut { longestSpent = max(longestSpent ?? 0, wait) }
        }
        return longestSpent ?? longest
    }

    /// The name of a reset header with the word `reset` taken out; nil for any other header.
    private static func limit(of name: String) -> [UInt8]? {
        let isLimit =
            ASCII.hasPrefix(name, "x-ratelimit-") || ASCII.hasPrefix(name, "anthropic-ratelimit-")
        guard isLimit else { return nil }
        let folded = ASCII.folded(name)
        guard let place = folded.place(of: "-reset") else { return nil }
        return Array(folded[..<place] + folded[(place + 6)...])
    }

    private static func isSpent(_ header: VendorHeader, _ limit: [UInt8]) -> Bool {
        guard header.value == "0" else { return false }
        let folded = ASCII.folded(header.name)
        guard let place = folded.place(of: "-remaining") else { return false }
        return folded[..<place] + folded[(place + 10)...] == limit[...]
    }

    /// A date, a duration, plain seconds, or (OpenRouter) milliseconds since 1970.
    private static func reset(_ value: String, _ nowMilliseconds: Int64) -> Int? {
        if let number = number(value) {
            return number < 1e11 ? bounded(number * 1000) : until(Int64(number), nowMilliseconds)
        }
        if let moment = Moments.rfc3339(value) { return until(moment, nowMilliseconds) }
        return duration(value)
    }

    // MARK: Numbers

    private static func until(_ moment: Int64, _ nowMilliseconds: Int64) -> Int? {
        let (wait, overflow) = moment.subtractingReportingOverflow(nowMilliseconds)
        return overflow ? nil : bounded(Double(wait))
    }

    /// Whole milliseconds, rounded up: a wait that is too short costs another refusal.
    private static func bounded(_ milliseconds: Double?) -> Int? {
        guard let milliseconds, milliseconds >= 0, milliseconds <= millisecondsMax else {
            return nil
        }
        return Int(milliseconds.rounded(.up))
    }

    /// A decimal number; nil for `inf`, `nan`, hexadecimal and whatever else Double reads.
    private static func number(_ text: String) -> Double? {
        guard !text.isEmpty, text.utf8.count <= 32,
            text.utf8.allSatisfy({ ASCII.isDigit($0) || $0 == UInt8(ascii: ".") })
        else { return nil }
        return Double(text).flatMap { $0 < 1e15 ? $0 : nil }
    }

    /// A duration as Go writes it: `6m0s`, `1m30.5s`, `12ms`; nil for anything else.
    static func duration(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= 64 else { return nil }
        var total = 0.0
        var place = 0
        while place < bytes.count {
            let digits = bytes[place...].prefix { ASCII.isDigit($0) || $0 == UInt8(ascii: ".") }
            let unit = bytes[digits.endIndex...].prefix {
                !ASCII.isDigit($0) && $0 != UInt8(ascii: ".")
            }
            guard let amount = Double(String(decoding: digits, as: UTF8.self)),
                let factor = millisecondsPerUnit[String(decoding: unit, as: UTF8.self)]
            else { return nil }
            total += amount * factor
            place = unit.endIndex
        }
        return bounded(total)
    }

    private static let millisecondsPerUnit: [String: Double] = [
        "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1, "us": 1e-3, "µs": 1e-3,
        "μs": 1e-3, "ns": 1e-6,
    ]
}
