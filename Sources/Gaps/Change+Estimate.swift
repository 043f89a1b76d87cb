import Bench

extension Change {
    /// The runs of history from which a change needs no confirmation.
    public static let historyMin = 5

    /// Estimates how the gap of one model on one metric has moved.
    ///
    /// For each scenario that has a pair now and in at least one run before, the difference now
    /// minus the mean of the differences before. The p-value is the exact sign-flip by cluster;
    /// from five runs of history on, the larger of it and the prediction t over the gaps of whole
    /// runs, since either alone raises false alarms where vendors drift between runs. `before` may
    /// come in any order and gives the same bits; a run that shares no pair with now is no history.
    /// Throws `noPairs` without a pair now, `nothingShared` without a pair in common, `oneCluster`
    /// where those in common are of one cluster.
    ///
    /// The interval is the clustered Bonett–Price with t, with the pseudo-scenarios of a single gap:
    /// they stand for how little a scenario can show, which a longer history does not change.
    /// Equivalence is shown by two one-sided tests on its standard error.
    /// Source of the latter: Schuirmann, J. Pharmacokin. Biopharm. 15, 1987.
    public static func estimate(
        _ metric: Metric,
        now: [ScenarioTally],
        before: [[ScenarioTally]]
    ) throws(GapError) -> Change {
        let pairs = Pair.all(of: metric, in: now)
        guard !pairs.isEmpty else { throw .noPairs(scenarios: now.count) }
        let known = Set(pairs.map(\.scenario))
        let history = before.map { Pair.all(of: metric, in: $0) }
            .filter { run in run.contains { known.contains($0.scenario) } }
        let shared = shifts(from: history, to: pairs)
        guard !shared.isEmpty else {
            throw .nothingShared(scenarios: now.count, runs: before.count)
        }
        let values = ClusteredValues(shared.map(\.value), clusters: shared.map(\.cluster))
        guard values.clusters > 1 else { throw .oneCluster(pairs: shared.count) }

        let replicates = shared.reduce(0) { $0 + $1.replicates } / Double(shared.count)
        let interval = Interval.clusteredBonettPrice(
            values,
            replicates: replicates,
            limit: 2 * metric.scale,
            scale: metric.scale
        )
        let flips = shared.indices.map {
            SignFlip.Difference(
                cluster: values.clusterIndices[$0],
                exact: shared[$0].exact,
                value: shared[$0].value / metric.scale
            )
        }
        var pValue = SignFlip.pValue(of: flips).twoSided
        if history.count >= historyMin {
            let prediction = predictionPValue(of: gap(pairs), history: history.map(gap))
            pValue = max(pValue, prediction)
        }
        return Change(
            difference: values.mean,
            interval: interval,
            pValue: pValue,
            scenarios: shared.count,
            history: history.count,
            equivalencePValue: equivalence(interval, margin: metric.marginPoints / 100)
        )
    }

    /// Deviations of run-level gaps up to this come from rounding, not from the runs.
    private static let roundingMax = 1e-12

    /// How surprising a run's gap is among those before it, two of them at least.
    ///
    /// The two-sided p-value of a prediction t. Runs that never differed make any other value
    /// certain to have changed.
    package static func predictionPValue(of current: Double, history: [Double]) -> Double {
        precondition(history.count > 1, "a prediction needs two runs")
        let count = Double(history.count)
        let ordered = history.sorted()
        let mean = ordered.reduce(0, +) / count
        let squares = ordered.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = (squares / (count - 1)).squareRoot()
        guard deviation > roundingMax else { return abs(current - mean) <= roundingMax ? 1 : 0 }
        let t = (current - mean) / (deviation * (1 + 1 / count).squareRoot())
        return StudentT(degreesOfFreedom: history.count - 1).twoSided(t)
    }

    /// The larger of the two one-sided p-values that the difference lies outside ±margin.
    package static func equivalence(_ interval: Interval, margin: Double) -> Double {
        let t = StudentT(degreesOfFreedom: interval.degreesOfFreedom)
        let low = t.upperTail((interval.center + margin) / interval.standardError)
        let high = t.upperTail((margin - interval.center) / interval.standardError)
        return max(low, high)
    }

    /// The gap of a whole run.
    private static func gap(_ pairs: [Pair]) -> Double {
        pairs.reduce(0) { $0 + $1.difference } / Double(pairs.count)
    }

    private static func shifts(from history: [[Pair]], to pairs: [Pair]) -> [Shift] {
        var earlier: [String: [Pair]] = [:]
        for run in history {
            for pair in run { earlier[pair.scenario, default: []].append(pair) }
        }
        return pairs.compactMap { pair in
            earlier[pair.scenario].map { Shift(pair, earlier: $0) }
        }
    }

    /// One scenario's move.
    private struct Shift {
        let cluster: String
        let value: Double
        let exact: Ratio?
        let replicates: Double

        init(_ pair: Pair, earlier: [Pair]) {
            cluster = pair.cluster
            replicates = pair.replicates
            exact = Self.exact(pair, earlier)
            // Sorted, so that the order of the runs does not reach the last bits.
            let sum = earlier.map(\.difference).sorted().reduce(0, +)
            value = exact?.value ?? (pair.difference - sum / Double(earlier.count))
        }

        /// Nil where the whole numbers do not fit.
        private static func exact(_ pair: Pair, _ earlier: [Pair]) -> Ratio? {
            let differences = earlier.compactMap(\.exactDifference).sorted {
                ($0.denominator, $0.numerator) < ($1.denominator, $1.numerator)
            }
            guard differences.count == earlier.count, let now = pair.exactDifference else {
                return nil
            }
            return differences.reduce(Ratio(0, over: 1)) { sum, next in
                sum.flatMap { $0.plus(next) }
            }
            .flatMap { $0.divided(by: earlier.count) }
            .flatMap { now.minus($0) }
        }
    }
}
