/// How much of a rate is left to hand out: fills evenly, up to a burst.
///
/// What is handed out may be used up to `Ledger.validMilliseconds` later, so the fill is slowed by as
/// much, and what was handed out lately is remembered: no minute sees more than the limit, whenever
/// it begins and whatever comes back unused.
public struct TokenBucket: Sendable, Equatable {
    /// The most that may be handed out at once.
    public let burst: Double
    /// What comes back a millisecond.
    public let perMillisecond: Double
    private(set) var level: Double
    private var filledAt: Moment
    private let limit: Double
    private let windowMilliseconds: Int
    /// What was handed out inside the window, oldest first, put together by quarters of a second.
    private var handed: [(at: Int64, amount: Double)] = []

    /// Milliseconds whose hand-outs are kept as one.
    private static let grainMilliseconds: Int64 = 250

    /// A bucket for so much a minute.
    ///
    /// `isFull` says whether nothing was used in the minute before.
    package init(perMinute: Int, validMilliseconds: Int, isFull: Bool, now: Moment) {
        let limit = Double(perMinute)
        self.limit = limit
        windowMilliseconds = 60_000 + validMilliseconds
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
        let start = now.milliseconds - Int64(windowMilliseconds)
        handed.removeAll { $0.at + Self.grainMilliseconds <= start }
        return max(0, min(level, limit - handed.reduce(0) { $0 + $1.amount }))
    }

    /// Hands out.
    package mutating func take(_ amount: Double, at now: Moment) {
        guard amount > 0 else { return }
        level -= amount
        let at = Self.grain(now)
        if handed.last?.at == at {
            handed[handed.count - 1].amount += amount
        } else {
            handed.append((at, amount))
        }
    }

    /// Puts back what was handed out at that moment and not used.
    package mutating func putBack(_ amount: Double, takenAt: Moment) {
        guard amount > 0 else { return }
        level = min(burst, level + amount)
        let at = Self.grain(takenAt)
        guard let place = handed.firstIndex(where: { $0.at == at }) else { return }
        handed[place].amount = max(0, handed[place].amount - amount)
    }

    private static func grain(_ now: Moment) -> Int64 {
        now.milliseconds - now.milliseconds % grainMilliseconds
    }

    /// The same level, fill and hand-outs.
    public static func == (left: TokenBucket, right: TokenBucket) -> Bool {
        left.level == right.level && left.filledAt == right.filledAt
            && left.limit == right.limit
            && left.handed.elementsEqual(right.handed) { $0 == $1 }
    }
}
