import Bench

/// How many samples of one arm came out how.
public struct ArmCounts: Sendable, Hashable {
    /// Counts by `Outcome.code`, in a value of fixed size: a run has hundreds of thousands.
    private var counts = SIMD16<Int32>()

    /// No samples at all.
    public init() {}

    /// The samples with that outcome; up to two billion.
    public subscript(_ outcome: Outcome) -> Int {
        get { Int(counts[outcome.code]) }
        set { counts[outcome.code] = Int32(newValue) }
    }

    /// All samples, whatever came of them.
    public var total: Int { Int(counts.wrappedSum()) }

    /// The samples that the question is about: all but the ineligible ones.
    public var eligible: Int { total - self[.ineligible] }

    /// The samples with any of these outcomes.
    func count(of outcomes: OutcomeSet) -> Int { Int((counts & outcomes.mask).wrappedSum()) }

    /// Adds the counts of another batch of the same arm.
    public static func += (left: inout ArmCounts, right: ArmCounts) {
        left.counts &+= right.counts
    }
}

/// Some of the outcomes, to count all of them at once.
struct OutcomeSet {
    fileprivate var mask = SIMD16<Int32>()

    init(_ holds: (Outcome) -> Bool) {
        for outcome in Outcome.allCases where holds(outcome) { mask[outcome.code] = -1 }
    }
}

/// The outcomes of one scenario under the arms of a metric.
public struct ScenarioTally: Sendable, Hashable {
    /// The scenario's id; unique in the list that it stands in.
    public var scenario: String
    /// The cluster that it is resampled with.
    public var cluster: String
    /// The counts of each arm, in the order of `Metric.arms`.
    public var arms: [ArmCounts]
    /// The scores of the samples that have one, by arm like `arms`; empty where the metric does not
    /// ask for scores.
    public var scores: [[Double]]

    package init(
        scenario: String,
        cluster: String,
        arms: [ArmCounts],
        scores: [[Double]] = []
    ) {
        self.scenario = scenario
        self.cluster = cluster
        self.arms = arms
        self.scores = scores
    }

    package init(
        scenario: String,
        cluster: String,
        minuend: ArmCounts = .init(),
        subtrahend: ArmCounts = .init()
    ) {
        self.init(scenario: scenario, cluster: cluster, arms: [minuend, subtrahend])
    }

    /// The first arm of the metric: the minuend of a difference.
    public var minuend: ArmCounts {
        get { arms[0] }
        set { arms[0] = newValue }
    }

    /// The second arm of the metric: the subtrahend of a difference.
    public var subtrahend: ArmCounts {
        get { arms[1] }
        set { arms[1] = newValue }
    }
}
