/// One reply with a score, and what it truly is.
public struct ScoredReply: Sendable, Hashable {
    /// The score, in [0, 1].
    public var score: Double
    /// Whether what the detector looks for is there.
    public var isPositive: Bool
    /// The cluster of its scenario: replies of a cluster are alike.
    public var cluster: String

    package init(score: Double, isPositive: Bool, cluster: String) {
        self.score = score
        self.isPositive = isPositive
        self.cluster = cluster
    }
}

/// A number with its 95 % interval.
public struct Ranged: Sendable, Hashable {
    /// The estimate.
    public var value: Double
    /// The lower end.
    public var lower: Double
    /// The upper end.
    public var upper: Double

    package init(_ value: Double, _ bounds: Bounds) {
        self.value = value
        lower = bounds.lower
        upper = bounds.upper
    }
}
