import Bench

/// How many samples of one arm came out how.
public struct ArmCounts: Sendable, Hashable {
    /// Counts by `Outcome.code`.
    private var counts: [Int]

    /// No samples at all.
    public init() { counts = Array(repeating: 0, count: Outcome.allCases.count) }

    /// The samples with that outcome.
    public subscript(_ outcome: Outcome) -> Int {
        get { counts[outcome.code] }
        set { counts[outcome.code] = newValue }
    }

    /// All samples, whatever came of them.
    public var total: Int { counts.reduce(0, +) }

    /// Adds the counts of another batch of the same arm.
    public static func += (left: inout ArmCounts, right: ArmCounts) {
        for index in left.counts.indices { left.counts[index] += right.counts[index] }
    }
}

/// The outcomes of one scenario under the two arms of a metric.
public struct ScenarioTally: Sendable, Hashable {
    /// The scenario's id; unique in the list that it stands in.
    public var scenario: String
    /// The cluster that it is resampled with.
    public var cluster: String
    /// The arm that is subtracted from.
    public var minuend: ArmCounts
    /// The arm that is subtracted.
    public var subtrahend: ArmCounts

    package init(
        scenario: String,
        cluster: String,
        minuend: ArmCounts = .init(),
        subtrahend: ArmCounts = .init()
    ) {
        self.scenario = scenario
        self.cluster = cluster
        self.minuend = minuend
        self.subtrahend = subtrahend
    }
}
