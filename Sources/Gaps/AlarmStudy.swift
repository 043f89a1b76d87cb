import Bench

/// How often each rule calls a change of the gap between runs, by simulation.
///
/// One repetition draws a pack, a history of runs of it, and one run more. Without a `change` every
/// call is a false alarm, with one it is power.
package struct AlarmStudy: Sendable {
    /// What is drawn from.
    package var simulation: Simulation
    /// Runs before the one that is judged, 1 at least.
    package var history: Int
    /// How much larger the expected gap of the judged run is, in rate terms.
    package var change: Double
    /// What the verdict goes by: minimum effect, margin and direction.
    package var metric: Metric
    /// The level of all rules.
    package var level: Double

    package init(
        _ simulation: Simulation,
        history: Int = 10,
        change: Double = 0,
        metric: Metric,
        level: Double = 0.05
    ) {
        precondition(history > 0, "a change needs a run before")
        self.simulation = simulation
        self.history = history
        self.change = change
        self.metric = metric
        self.level = level
    }

    /// Ways of calling a change.
    package enum Rule: String, Sendable, CaseIterable {
        /// The intervals of this run and the one before are disjoint.
        case disjointIntervals
        /// A z of two independent runs, errors over scenarios.
        case unpairedZ
        /// A z of independent samples.
        case pooledZ
        /// The sign-flip against the history, alone.
        case signFlip
        /// The prediction t over the gaps of whole runs, alone; never with one run before.
        case prediction
        /// The p-value of `Change`, whatever the minimum effect.
        case change
        /// The verdict, minimum effect included.
        case verdict
    }

    /// What came of all repetitions.
    package struct Result: Sendable, Hashable {
        /// How many there were.
        package let repetitions: Int
        /// How often each verdict was given.
        package fileprivate(set) var verdicts: [Verdict.Kind: Int] = [:]
        /// How often each rule called a change.
        package fileprivate(set) var alarms: [Rule: Int] = [:]

        /// How often a rule called a change, with its interval.
        package func rate(_ rule: Rule) -> AlarmRate {
            AlarmRate(alarms: alarms[rule, default: 0], judged: repetitions)
        }
    }

    /// Draws and judges so many repetitions; the same seed gives the same draws.
    ///
    /// Each repetition takes, in this order: the scenarios, the runs of the history, the run that
    /// is judged.
    package func result(repetitions: Int, seed: UInt64) -> Result {
        precondition(repetitions > 0, "a study repeats")
        var generator = SeededGenerator(seed: seed)
        var result = Result(repetitions: repetitions)
        let usual = simulation.effect(changedBy: 0)
        let changed = simulation.effect(changedBy: change)
        for _ in 0..<repetitions {
            let scenarios = simulation.drawScenarios(from: &generator)
            let before = (0..<history).map { _ in
                scenarios.drawRun(effect: usual, from: &generator)
            }
            let now = scenarios.drawRun(effect: changed, from: &generator)
            judge(now, before: before, into: &result)
        }
        return result
    }

    private func judge(_ now: SimulatedRun, before: [SimulatedRun], into result: inout Result) {
        let comparison = SimulatedComparison(now, before: before, metric: metric)
        let verdict = Verdict.decide(metric, change: comparison.change, level: level)
        result.verdicts[verdict.kind, default: 0] += 1
        let last = before[before.count - 1]
        for rule in Rule.allCases {
            let calls =
                switch rule {
                case .disjointIntervals: PeerRules.areDisjoint(now, last)
                case .unpairedZ: PeerRules.unpairedPValue(now, last) < level
                case .pooledZ: PeerRules.pooledPValue(now, last) < level
                case .signFlip: comparison.signFlip < level
                case .prediction: (comparison.prediction ?? 1) < level
                case .change: comparison.change.pValue < level
                case .verdict: verdict.kind.isAlarm
                }
            if calls { result.alarms[rule, default: 0] += 1 }
        }
    }
}
