import Bench

/// A population of scenarios and a model's behaviour in them, to draw runs from.
///
/// A scenario's log-odds in the subtrahend are normal around those of the base rate. In the minuend
/// they are shifted by one effect common to all, by an effect of the scenario's own, by one that its
/// cluster shares, and by the drift of the run. The common effect is chosen so that the *expected*
/// gap over all scenarios that could have been drawn is `gap`: the truth of the superpopulation.
/// The mean over the scenarios that were drawn is another truth, see `SimulatedRun.trueGap`.
package struct Simulation: Sendable, Hashable {
    /// Scenarios in the pack.
    package let scenarios: Int
    /// Samples of a scenario in an arm.
    package let replicates: Int
    /// The median scenario's rate in the subtrahend, in (0, 1); with a spread the mean is nearer ½.
    package let baseRate: Double
    /// The standard deviation of the scenarios' log-odds in the subtrahend.
    package let baseSpread: Double
    /// The expected gap in rate terms, in (−1, 1).
    package let gap: Double
    /// The standard deviation over scenarios of the effect on log-odds.
    package let gapSpread: Double
    /// Neighbouring scenarios that share a cluster; the last cluster may be smaller.
    package let clusterSize: Int
    /// The standard deviation over clusters of the effect on log-odds that their scenarios share.
    package let clusterSpread: Double
    /// The standard deviation over runs of the gap in rate terms, to first order.
    ///
    /// It is normal in log-odds and common to all scenarios, so that no rate leaves (0, 1). Where it
    /// is as large as the minuend's rate, the gaps of runs are therefore skewed and not normal.
    package let driftDeviation: Double

    /// The centre of the log-odds in the subtrahend.
    private let baseLogit: Double
    /// The shift of log-odds that gives the expected gap.
    private let effect: Double
    /// The drift's standard deviation in log-odds.
    private let driftLogits: Double

    /// A population; the base rate and the gap must leave both arms a mean rate inside (0, 1).
    package init(
        scenarios: Int,
        replicates: Int,
        baseRate: Double,
        baseSpread: Double = 1,
        gap: Double = 0,
        gapSpread: Double = 0.5,
        clusterSize: Int = 1,
        clusterSpread: Double = 0,
        driftDeviation: Double = 0
    ) {
        precondition(min(scenarios, replicates, clusterSize) > 0, "counts are above 0")
        precondition(clusterSize < scenarios, "an interval needs two clusters")
        precondition(
            min(baseSpread, gapSpread, clusterSpread, driftDeviation) >= 0,
            "deviations are 0 or above"
        )
        self.scenarios = scenarios
        self.replicates = replicates
        self.baseRate = baseRate
        self.baseSpread = baseSpread
        self.gap = gap
        self.gapSpread = gapSpread
        self.clusterSize = clusterSize
        self.clusterSpread = clusterSpread
        self.driftDeviation = driftDeviation
        baseLogit = Logistic.logit(baseRate)
        let deviation = Self.deviation(baseSpread, gapSpread, clusterSpread)
        let base = Logistic.mean(center: baseLogit, deviation: baseSpread)
        let center = Logistic.center(mean: base + gap, deviation: deviation)
        effect = center - baseLogit
        driftLogits = driftDeviation / Logistic.slope(center: center, deviation: deviation)
    }

    /// The expected rate in the subtrahend.
    package var subtrahendRate: Double {
        Logistic.mean(center: baseLogit, deviation: baseSpread)
    }

    /// The shift of the minuend's log-odds at which the expected gap is larger by `change`.
    package func effect(changedBy change: Double) -> Double {
        guard change != 0 else { return effect }
        return Logistic.center(
            mean: subtrahendRate + gap + change,
            deviation: Self.deviation(baseSpread, gapSpread, clusterSpread)
        ) - baseLogit
    }

    /// Draws the scenarios of one pack.
    ///
    /// In this order: for each scenario, where it opens a cluster, the shift of the cluster; its
    /// base; its own effect. All are drawn, also where their spread is 0.
    package func drawScenarios(from generator: inout SeededGenerator) -> SimulatedScenarios {
        var drawn = SimulatedScenarios(simulation: self)
        var shift = 0.0
        for index in 0..<scenarios {
            if index % clusterSize == 0 { shift = clusterSpread * generator.normal() }
            let base = baseLogit + baseSpread * generator.normal()
            drawn.subtrahendRates.append(Logistic.rate(base))
            drawn.minuendLogits.append(base + shift + gapSpread * generator.normal())
        }
        return drawn
    }

    /// Draws the shift of log-odds of one run.
    func drawDrift(from generator: inout SeededGenerator) -> Double {
        driftLogits * generator.normal()
    }

    private static func deviation(_ deviations: Double...) -> Double {
        deviations.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
}
