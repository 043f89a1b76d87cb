/// How many requests to one account may be in flight: halved when the vendor says «too many»,
/// grown by one for each full window that goes well.
///
/// Source: additive increase, multiplicative decrease, as in RFC 5681.
public struct Limiter: Sendable, Equatable {
    /// Requests in flight now.
    public private(set) var inFlight = 0
    private let limitMax: Int
    private var limit: Double
    private var halvedAt: Moment?

    /// Two complaints inside so many milliseconds are about one burst.
    public static let quietMilliseconds = 1_000

    /// A limiter that starts wide open.
    public init(limitMax: Int) {
        precondition(limitMax > 0)
        self.limitMax = limitMax
        limit = Double(limitMax)
    }

    /// Requests that may be in flight.
    public var current: Int { max(1, Int(limit)) }

    /// Whether one more may start.
    public var hasRoom: Bool { inFlight < current }

    /// One request starts.
    public mutating func start() { inFlight += 1 }

    /// One sample is through.
    public mutating func finish() {
        inFlight -= 1
        limit = min(Double(limitMax), limit + 1 / limit)
    }

    /// One sample gives its place up without being through.
    public mutating func leave() { inFlight -= 1 }

    /// The vendor said «too many».
    public mutating func complain(now: Moment) {
        if let halvedAt, now - halvedAt < Self.quietMilliseconds { return }
        halvedAt = now
        limit = max(1, limit / 2)
    }
}
