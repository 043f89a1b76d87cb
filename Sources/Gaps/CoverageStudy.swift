import Bench

/// How often the interval of a gap holds the true gap, by simulation, beside the intervals of peers.
///
/// Each repetition draws a new pack and one run of it. The truth is that of the superpopulation,
/// `Simulation.gap`, the same in all repetitions: an interval must allow for the scenarios that
/// could have been drawn. Coverage of the truth of the drawn pack is counted beside it.
package struct CoverageStudy: Sendable {
    /// What is drawn from.
    package var simulation: Simulation

    /// A study of a population without drift, which one run alone cannot allow for.
    package init(_ simulation: Simulation) {
        precondition(simulation.driftDeviation == 0, "one run cannot show the drift of runs")
        self.simulation = simulation
    }

    /// What came of one kind of interval in all repetitions.
    package struct Coverage: Sendable, Hashable {
        /// How many repetitions there were.
        package fileprivate(set) var repetitions = 0
        /// Intervals that held the gap of the superpopulation.
        package fileprivate(set) var covered = 0
        /// Intervals that held the gap of the pack that was drawn.
        package fileprivate(set) var coveredDrawn = 0
        /// The sum of the intervals' widths, in rate terms.
        package fileprivate(set) var widthSum = 0.0

        /// The share of intervals that held the gap of the superpopulation, in [0, 1].
        package var rate: Double { Double(covered) / Double(repetitions) }
        /// The same for the gap of the drawn pack.
        package var rateDrawn: Double { Double(coveredDrawn) / Double(repetitions) }
        /// The mean width, in rate terms.
        package var meanWidth: Double { widthSum / Double(repetitions) }
        /// The 95 % Clopper–Pearson interval of `rate`.
        package var bounds: Bounds { ClopperPearson.bounds(covered, of: repetitions) }

        fileprivate mutating func add(_ bounds: Bounds, gap: Double, drawn: Double) {
            repetitions += 1
            covered += bounds.lower <= gap && gap <= bounds.upper ? 1 : 0
            coveredDrawn += bounds.lower <= drawn && drawn <= bounds.upper ? 1 : 0
            widthSum += bounds.upper - bounds.lower
        }
    }

    /// What came of all repetitions.
    package struct Result: Sendable, Hashable {
        /// The interval that Gapwatch prints.
        package fileprivate(set) var clusteredBonettPrice = Coverage()
        /// The cluster-robust t, as in Miller, arXiv:2411.00640, but with t.
        package fileprivate(set) var clusterRobust = Coverage()
        /// Newcombe's method 10, each replicate taken for a pair of its own.
        package fileprivate(set) var pooledNewcombe = Coverage()
    }

    /// Draws so many repetitions, one at least; the same seed gives the same draws.
    ///
    /// Each takes the scenarios, then the run.
    package func result(repetitions: Int, seed: UInt64) -> Result {
        precondition(repetitions > 0, "a study repeats")
        var generator = SeededGenerator(seed: seed)
        var result = Result()
        let effect = simulation.effect(changedBy: 0)
        let gap = simulation.gap
        for _ in 0..<repetitions {
            let scenarios = simulation.drawScenarios(from: &generator)
            let run = scenarios.drawRun(effect: effect, from: &generator)
            let interval = run.interval
            let ours = Bounds(lower: interval.lower, upper: interval.upper)
            let robust = ClusterRobust(run.differences).bounds
            let pooled = Newcombe.bounds(run.pooledTable)
            result.clusteredBonettPrice.add(ours, gap: gap, drawn: run.trueGap)
            result.clusterRobust.add(robust, gap: gap, drawn: run.trueGap)
            result.pooledNewcombe.add(pooled, gap: gap, drawn: run.trueGap)
        }
        return result
    }

    /// The 64 regimes for which coverage is claimed.
    ///
    /// 50 to 500 scenarios, 1 to 10 replicates, base rates of .02 to .30, all with this gap and
    /// with scenarios that differ in rate and in gap.
    package static func grid(
        gap: Double,
        baseSpread: Double = 1,
        gapSpread: Double = 0.5
    ) -> [Simulation] {
        [50, 100, 200, 500].flatMap { scenarios in
            [1, 3, 5, 10].flatMap { replicates in
                [0.02, 0.05, 0.10, 0.30].map { rate in
                    Simulation(
                        scenarios: scenarios,
                        replicates: replicates,
                        baseRate: rate,
                        baseSpread: baseSpread,
                        gap: gap,
                        gapSpread: gapSpread
                    )
                }
            }
        }
    }
}
