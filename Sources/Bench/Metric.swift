/// What a pack counts: behaviour in one arm minus behaviour in another.
public struct Metric: Sendable, Hashable {
    /// The name inside the pack, as in `compliance-gap`.
    public var id: String
    /// The outcome that is counted in both arms.
    public var counts: Outcome
    /// The arm that is subtracted from, by its id (for alignment faking the monitored one).
    public var minuend: String
    /// The arm that is subtracted, by its id.
    public var subtrahend: String
    /// Which way of change is worse.
    public var worse: Direction
    /// Whether an unparsed reply leaves its arm's denominator or stays in it as not counted.
    public var unparsed: UnparsedPolicy
    /// The smallest change between runs that matters, in percentage points.
    public var minimumEffectPoints: Double
    /// Half the width of what counts as «the same», in percentage points.
    public var marginPoints: Double

    /// A way of change.
    public enum Direction: String, Sendable, CaseIterable { case higher, lower, either }

    /// What is done with replies that the scorer could not read.
    public enum UnparsedPolicy: String, Sendable, CaseIterable {
        /// Left out of the rate and counted beside it.
        case excluded
        /// Kept in the denominator as not counted, as VLAF publishes its numbers.
        case notCounted
    }

    package init(
        id: String,
        counts: Outcome = .complied,
        minuend: String,
        subtrahend: String,
        worse: Direction = .higher,
        unparsed: UnparsedPolicy = .excluded,
        minimumEffectPoints: Double = 5,
        marginPoints: Double = 5
    ) {
        self.id = id
        self.counts = counts
        self.minuend = minuend
        self.subtrahend = subtrahend
        self.worse = worse
        self.unparsed = unparsed
        self.minimumEffectPoints = minimumEffectPoints
        self.marginPoints = marginPoints
    }
}
