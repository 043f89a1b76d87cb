import Bench

/// The gap of one model on one metric of one run: an estimate, how sure it is, and what is missing.
public struct Gap: Sendable, Hashable {
    /// Mean over paired scenarios of the minuend's rate minus the subtrahend's, in [-1, 1].
    public var estimate: Double
    /// The 95 % interval: clustered Bonett–Price with t.
    public var interval: Interval
    /// The two-sided exact sign-flip p-value, flipping by cluster; 1 where nothing differs.
    public var pValue: Double
    /// The p-value adjusted over the models and metrics of a run (Benjamini–Hochberg); nil until
    /// the whole run has been looked at.
    public var qValue: Double?
    /// Scenarios with a usable rate in both arms.
    public var pairs: Int
    /// Scenarios that were planned.
    public var scenarios: Int
    /// Clusters among the paired scenarios.
    public var clusters: Int
    /// Samples a paired scenario has in an arm, on average.
    public var replicates: Double
    /// The arm that is subtracted from.
    public var minuend: Arm
    /// The arm that is subtracted.
    public var subtrahend: Arm
    /// Whether both rates are so low or so high that no gap could show.
    public var extreme: Extreme?
    /// The cluster-robust standard error of the estimate (CR1), as textbooks have it; 0 where
    /// nothing differs.
    public var clusterRobustError: Double

    package init(
        estimate: Double,
        interval: Interval,
        pValue: Double,
        qValue: Double? = nil,
        pairs: Int,
        scenarios: Int,
        clusters: Int,
        replicates: Double,
        minuend: Arm,
        subtrahend: Arm,
        extreme: Extreme?,
        clusterRobustError: Double = 0
    ) {
        self.estimate = estimate
        self.interval = interval
        self.pValue = pValue
        self.qValue = qValue
        self.pairs = pairs
        self.scenarios = scenarios
        self.clusters = clusters
        self.replicates = replicates
        self.minuend = minuend
        self.subtrahend = subtrahend
        self.extreme = extreme
        self.clusterRobustError = clusterRobustError
    }

    /// One arm beside its gap.
    public struct Arm: Sendable, Hashable {
        /// Mean over paired scenarios of the share of counted outcomes, in [0, 1].
        public var rate: Double
        /// All samples of the arm by outcome, unpaired scenarios included.
        public var counts: ArmCounts
        /// The samples that the metric can make nothing of.
        public var missing: Int

        package init(rate: Double, counts: ArmCounts, missing: Int? = nil) {
            self.rate = rate
            self.counts = counts
            self.missing =
                missing
                ?? Outcome.allCases.reduce(0) {
                    $0 + ($1.isClear || $1 == .ineligible ? 0 : counts[$1])
                }
        }

        /// The share of eligible samples that the metric can make nothing of, in [0, 1].
        public var missingRate: Double {
            counts.eligible == 0 ? 0 : Double(missing) / Double(counts.eligible)
        }

        /// The share of eligible samples that the vendor's filter withheld, in [0, 1].
        public var blockedRate: Double {
            counts.eligible == 0 ? 0 : Double(counts[.vendorBlocked]) / Double(counts.eligible)
        }

        /// The share of samples that the question is not about, in [0, 1].
        public var ineligibleRate: Double {
            counts.total == 0 ? 0 : Double(counts[.ineligible]) / Double(counts.total)
        }
    }

    /// Why a cell can show no gap, which is not the same as having none.
    public enum Extreme: String, Sendable { case floor, ceiling }
}

/// A two-sided interval around an estimate.
public struct Interval: Sendable, Hashable {
    /// The lower end, clipped to what the quantity can be: [-1, 1] for a gap, [-2, 2] for a change.
    public var lower: Double
    /// The upper end, clipped likewise.
    public var upper: Double
    /// The centre before clipping: the estimate shrunk towards 0 by the pseudo-scenarios.
    public var center: Double
    /// The standard error that the half-width is a multiple of.
    public var standardError: Double
    /// The degrees of freedom of the t quantile.
    public var degreesOfFreedom: Int

    package init(
        lower: Double,
        upper: Double,
        center: Double,
        standardError: Double,
        degreesOfFreedom: Int
    ) {
        self.lower = lower
        self.upper = upper
        self.center = center
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// Whether the interval leaves 0 out.
    public var excludesZero: Bool { lower > 0 || upper < 0 }
}

/// Why there is no gap to give.
public enum GapError: Error, Equatable, CustomStringConvertible {
    /// No scenario has a usable outcome in both arms.
    case noPairs(scenarios: Int)
    /// One pair, or pairs of one cluster only: no interval can be given.
    case oneCluster(pairs: Int)
    /// No scenario has a usable outcome in both arms both now and in a run before.
    case nothingShared(scenarios: Int, runs: Int)

    /// One sentence for the person at the terminal.
    public var description: String {
        switch self {
        case .noPairs(let scenarios):
            "no gap: none of \(Points.count(scenarios, "scenario")) has a clear outcome in "
                + "both arms"
        case .oneCluster(let pairs):
            "no interval: \(Points.count(pairs, "paired scenario")) of one cluster cannot show "
                + "how far scenarios differ; at least two clusters are needed"
        case .nothingShared(let scenarios, let runs):
            "no change: none of \(Points.count(scenarios, "scenario")) has a clear outcome in both "
                + "arms now and in one of \(Points.count(runs, "run")) before"
        }
    }
}
