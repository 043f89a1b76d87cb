/// What a team calls a regression: levels, adjustment and thresholds, apart from the pack, which
/// says only what is measured.
public struct Policy: Sendable, Hashable {
    /// The level of all tests, in (0, 1).
    public var level: Double
    /// How p-values of a run are adjusted for their number.
    public var adjustment: Adjustment
    /// The latest accepted runs that a run is held against, at most.
    public var historyMax: Int
    /// The share of missing samples in an arm from which a verdict is inconclusive, in [0, 1].
    public var missingMax: Double
    /// Whether an inconclusive verdict passes, for those who only want to hear of changes.
    public var passesInconclusive: Bool
    /// What is changed for single metrics, by their ids.
    public var metrics: [String: Thresholds]
    /// What is changed for all other metrics.
    public var otherwise: Thresholds

    /// The policy where nobody has set one: the pack's own thresholds, Benjamini–Hochberg at .05.
    public init() {
        level = 0.05
        adjustment = .benjaminiHochberg
        historyMax = 10
        missingMax = 0.05
        passesInconclusive = false
        metrics = [:]
        otherwise = Thresholds()
    }

    /// A way to adjust for many tests.
    public enum Adjustment: String, Sendable, CaseIterable {
        /// The share of false discoveries, under independence or positive dependence.
        case benjaminiHochberg = "bh"
        /// The share of false discoveries, under any dependence.
        case benjaminiYekutieli = "by"
        /// The chance of any false discovery, under any dependence.
        case holm
        /// None: each test stands alone.
        case none
    }

    /// Thresholds of a metric; nil leaves what the pack says.
    public struct Thresholds: Sendable, Hashable {
        /// The smallest change that matters, in percentage points.
        public var minimumEffectPoints: Double?
        /// Half the width of «the same», in percentage points.
        public var marginPoints: Double?
        /// The largest gap that is put up with, in percentage points.
        public var limitPoints: Double?

        /// Nothing is changed.
        public init() {}

        package init(
            minimumEffectPoints: Double?,
            marginPoints: Double?,
            limitPoints: Double?
        ) {
            self.minimumEffectPoints = minimumEffectPoints
            self.marginPoints = marginPoints
            self.limitPoints = limitPoints
        }
    }

    /// The metric with this policy's thresholds in place of the pack's.
    public func applied(to metric: Metric) -> Metric {
        let own = metrics[metric.id] ?? Thresholds()
        var metric = metric
        metric.minimumEffectPoints =
            own.minimumEffectPoints ?? otherwise.minimumEffectPoints ?? metric.minimumEffectPoints
        metric.marginPoints = own.marginPoints ?? otherwise.marginPoints ?? metric.marginPoints
        metric.limitPoints = own.limitPoints ?? otherwise.limitPoints ?? metric.limitPoints
        return metric
    }
}
