import Bench

/// A simulated run against the simulated runs before it.
///
/// The change is, bit for bit, what `Change.estimate` makes of the runs' tallies, found from whole
/// numbers without names or fractions.
package struct SimulatedComparison: Sendable {
    /// The estimate that a verdict rests on.
    package let change: Change
    /// The sign-flip p-value by itself.
    package let signFlip: Double
    /// The prediction t over whole runs by itself; nil with one run before.
    package let prediction: Double?

    /// Compares a run with at least one before it, all of the same scenarios.
    ///
    /// The square of the scenarios times replicates times runs before must stay within
    /// `SignFlip.cellsMax`, beyond which `Change.estimate` would round.
    package init(_ now: SimulatedRun, before: [SimulatedRun], metric: Metric) {
        let simulation = now.simulation
        let (scenarios, runs) = (simulation.scenarios, before.count)
        precondition(runs > 0, "a change needs a run before")
        precondition(
            scenarios * scenarios * simulation.replicates * runs <= SignFlip.cellsMax,
            "too large for the exact test"
        )
        let shifts = Self.shifts(from: before, to: now)
        let values = ClusteredValues(
            shifts,
            over: simulation.replicates * runs,
            clusterSize: simulation.clusterSize
        )
        let interval = Interval.clusteredBonettPrice(
            values,
            replicates: Double(simulation.replicates),
            limit: 2
        )
        var sums = [Int](repeating: 0, count: values.clusters)
        for (index, shift) in shifts.enumerated() { sums[values.clusterIndices[index]] += shift }
        signFlip = SignFlip.pValue(of: sums).twoSided
        prediction =
            runs > 1
            ? Change.predictionPValue(
                of: now.differences.mean,
                history: before.map(\.differences.mean)
            ) : nil
        change = Change(
            difference: values.mean,
            interval: interval,
            pValue: runs < Change.historyMin ? signFlip : max(signFlip, prediction ?? 1),
            scenarios: scenarios,
            history: runs,
            equivalencePValue: Change.equivalence(interval, margin: metric.marginPoints / 100)
        )
    }

    /// Each scenario's move, in units of 1 / (replicates × runs before).
    private static func shifts(from before: [SimulatedRun], to now: SimulatedRun) -> [Int] {
        var shifts = now.counts.map { $0 * before.count }
        for run in before {
            for (index, count) in run.counts.enumerated() { shifts[index] -= count }
        }
        return shifts
    }
}
