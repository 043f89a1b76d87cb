import Bench

extension Change {
    /// The runs of history from which a change needs no confirmation.
    public static let historyMin = 5

    /// Estimates how the gap of one model on one metric has moved.
    ///
    /// For each scenario that has a pair now and in at least one run before, the difference now
    /// minus the mean of the differences before. The p-value is the exact sign-flip by cluster;
    /// from five runs of history on, the larger of it and the prediction t over the gaps of whole
    /// runs, since either alone raises false alarms where vendors drift between runs. `before` is
    /// in any order. Throws `noPairs` where no scenario is shared.
    ///
    /// Source: the interval is the clustered Bonett–Price with t; equivalence is Schuirmann's two
    /// one-sided tests (J. Pharmacokin. Biopharm. 15, 1987) on its standard error.
    public static func estimate(
        _ metric: Metric,
        now: [ScenarioTally],
        before: [[ScenarioTally]]
    ) throws(GapError) -> Change {
        let pairs = Pair.all(of: metric, in: now)
        let history = before.map { run in
            Dictionary(Pair.all(of: metric, in: run).map { ($0.scenario, $0) }) { first, _ in first
            }
        }
        let shared = pairs.compactMap { pair in Shift(pair, history) }
        guard !shared.isEmpty else { throw .noPairs(scenarios: now.count) }
        let values = ClusteredValues(shared.map(\.value), clusters: shared.map(\.cluster))
        guard values.clusters > 1 else { throw .oneCluster(pairs: shared.count) }

        let replicates = shared.reduce(0) { $0 + $1.replicates } / Double(shared.count)
        let interval = Interval.clusteredBonettPrice(values, replicates: replicates, limit: 2)
        let flips = shared.indices.map {
            SignFlip.Difference(
                cluster: values.clusterIndices[$0],
                exact: shared[$0].exact,
                value: shared[$0].value
            )
        }
        var pValue = SignFlip.pValue(of: flips).twoSided
        if before.count >= historyMin {
            let gaps = history.map { run in
                run.values.map(\.difference).sorted().reduce(0, +) / Double(max(run.count, 1))
            }
            let current = pairs.reduce(0) { $0 + $1.difference } / Double(pairs.count)
            pValue = max(pValue, predictionPValue(of: current, history: gaps))
        }
        return Change(
            difference: values.mean,
            interval: interval,
            pValue: pValue,
            scenarios: shared.count,
            history: before.count,
            equivalencePValue: equivalence(interval, margin: metric.marginPoints / 100)
        )
    }

    /// How surprising a run's gap is among those before it: the two-sided p-value of a prediction
    /// t.
    ///
    /// Runs that never differed make any other value certain to have changed.
    package static func predictionPValue(of current: Double, history: [Double]) -> Double {
        precondition(history.count > 1, "a prediction needs two runs")
        let count = Double(history.count)
        let mean = history.reduce(0, +) / count
        let squares = history.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = (squares / (count - 1)).squareRoot()
        if deviation == 0 { return current == mean ? 1 : 0 }
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

    /// One scenario's move.
    private struct Shift {
        let cluster: String
        let value: Double
        let exact: Ratio?
        let replicates: Double

        /// Nil where the scenario has no pair in any run before.
        init?(_ pair: Pair, _ history: [[String: Pair]]) {
            let earlier = history.compactMap { $0[pair.scenario] }
            guard !earlier.isEmpty else { return nil }
            cluster = pair.cluster
            replicates = pair.replicates
            let sum = earlier.reduce(0) { $0 + $1.difference }
            value = pair.difference - sum / Double(earlier.count)
            var total: Ratio? = .zero
            for pair in earlier {
                guard let difference = pair.exactDifference else {
                    exact = nil
                    return
                }
                total = total.flatMap { $0.plus(difference) }
            }
            let mean = total.flatMap { $0.divided(by: earlier.count) }
            exact = mean.flatMap { mean in pair.exactDifference.flatMap { $0.minus(mean) } }
        }
    }
}
