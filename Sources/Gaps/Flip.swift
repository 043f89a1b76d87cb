import Bench

/// A scenario in which an arm's majority came out one way in one run and the other way in another.
public struct Flip: Sendable, Hashable {
    /// The scenario's id.
    public var scenario: String
    /// The arm's id.
    public var arm: String
    /// The share of the counted outcome before, in [0, 1].
    public var before: Double
    /// The share of the counted outcome now, in [0, 1].
    public var now: Double

    package init(scenario: String, arm: String, before: Double, now: Double) {
        self.scenario = scenario
        self.arm = arm
        self.before = before
        self.now = now
    }

    /// The flips between two runs, the largest first, then by scenario and arm.
    ///
    /// A share of exactly one half is no majority and no flip.
    public static func all(
        of metric: Metric,
        before: [ScenarioTally],
        now: [ScenarioTally]
    ) -> [Flip] {
        let earlier = Dictionary(before.map { ($0.scenario, $0) }) { first, _ in first }
        var flips: [Flip] = []
        for tally in now {
            guard let old = earlier[tally.scenario] else { continue }
            for (index, arm) in metric.arms.enumerated() {
                guard let left = Share(old.arms[index], metric: metric)?.rate,
                    let right = Share(tally.arms[index], metric: metric)?.rate,
                    (left - 0.5) * (right - 0.5) < 0
                else { continue }
                flips.append(Flip(scenario: tally.scenario, arm: arm, before: left, now: right))
            }
        }
        return flips.sorted { left, right in
            let sizes = (abs(left.now - left.before), abs(right.now - right.before))
            if sizes.0 != sizes.1 { return sizes.0 > sizes.1 }
            if left.scenario != right.scenario {
                return left.scenario.utf8.lexicographicallyPrecedes(right.scenario.utf8)
            }
            return left.arm.utf8.lexicographicallyPrecedes(right.arm.utf8)
        }
    }
}
