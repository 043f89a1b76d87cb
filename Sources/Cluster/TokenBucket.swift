/// How much of a rate is left to hand out: fills evenly, up to a burst.
///
/// What is handed out may be used up to `Ledger.validMilliseconds` later, so the fill is slowed by as
/// much: no minute sees more than the limit, whenever it begins.
public struct TokenBucket: Sendable, Equatable {
    /// The most that may be handed out at once.
    public let burst: Double
    /// What comes back a millisecond.
    public let perMillisecond: Double
    private(set) var level: Double
    private var filledAt: Moment

    /// A bucket for so much a minute.
    ///
    /// `isFull` says whether nothing was used in the minute before.
    package init(perMinute: Int, validMilliseconds: Int, isFull: Bool, now: Moment) {
        let limit = Double(perMinute)
        burst = max(1, limit / 12)
        let window = Double(60_000 + validMilliseconds)
        perMillisecond = max(limit - burst, limit >= 2 ? 0 : limit) / window
        level = isFull ? burst : 0
        filledAt = now
    }

    /// What can be handed out now.
    package mutating func available(at now: Moment) -> Double {
        level = min(burst, level + Double(max(0, now - filledAt)) * perMillisecond)
        filledAt = now
        return level
    }

    /// Hands out.
    package mutating func take(_ amount: Double) { level -= amount }

    /// Puts back what was handed out and not used.
    package mutating func putBack(_ amount: Double) { level = min(burst, level + amount) }
}
