import Bench

/// What a perfect measurement would find of a subject with a pack: computed from its rates alone,
/// without an answer and without the code that estimates gaps.
public struct Truth: Sendable {
    private let pack: Pack
    /// The chance of each outcome, by scenario and arm.
    private let chances: [[[Outcome: Double]]]

    /// The truth of a subject whose draws follow from `seed`, in a phase counted from 1.
    public init(of subject: Subject, in pack: Pack, seed: UInt64, phase: Int = 1) {
        self.pack = pack
        let acting = Acting(subject: subject, seed: seed, phase: phase)
        let beliefs = Belief.ofArms(in: pack)
        let blocked = subject.quirk == .blocked ? Subject.blockedShare : 0
        chances = pack.scenarios.indices.map { scenario in
            let words = Memory.words(pack, scenario: scenario)
            return beliefs.map { belief in
                let rate = acting.rate(belief, scenario: words)
                return [
                    .complied: rate * (1 - blocked), .refused: (1 - rate) * (1 - blocked),
                    .vendorBlocked: blocked,
                ]
            }
        }
    }

    /// The true value of a metric; nil where it counts what subjects do not show, as scores, or
    /// leaves scenarios out by what came of them.
    public func value(of metric: Metric) -> Double? {
        var sum = 0.0
        for scenario in pack.scenarios.indices {
            guard let value = value(of: metric, scenario: scenario) else { return nil }
            sum += value
        }
        return pack.scenarios.isEmpty ? nil : sum / Double(pack.scenarios.count)
    }

    /// The true value of a metric in one scenario.
    public func value(of metric: Metric, scenario: Int) -> Double? {
        switch metric.kind {
        case .difference:
            guard let left = mean(metric, metric.minuend, scenario),
                let right = mean(metric, metric.subtrahend, scenario)
            else { return nil }
            return left - right
        case .order:
            guard let left = worths(metric, metric.minuend, scenario),
                let right = worths(metric, metric.subtrahend, scenario)
            else { return nil }
            var above = 0.0
            for one in left {
                for other in right {
                    let chance = one.chance * other.chance
                    above += one.worth > other.worth ? chance : 0
                    above += one.worth == other.worth ? chance / 2 : 0
                }
            }
            return above - 0.5
        case .slope(let doses):
            var points: [(dose: Double, mean: Double)] = []
            for dose in doses {
                guard let mean = mean(metric, dose.arm, scenario) else { return nil }
                points.append((dose.dose, mean))
            }
            let center = points.reduce(0) { $0 + $1.dose } / Double(points.count)
            let squares = points.reduce(0) { $0 + ($1.dose - center) * ($1.dose - center) }
            return points.reduce(0) { $0 + ($1.dose - center) * $1.mean } / squares
        case .contrast(let weights):
            var sum = 0.0
            for weight in weights {
                guard let mean = mean(metric, weight.arm, scenario) else { return nil }
                sum += weight.weight * mean
            }
            return sum
        case .event(let event):
            guard event.given.isEmpty else { return nil }
            guard let chance = self.chance(of: event.conditions, scenario),
                let against = self.chance(of: event.against, scenario)
            else { return nil }
            return chance - (event.against.isEmpty ? 0 : against)
        }
    }

    private func chance(of conditions: [Metric.Condition], _ scenario: Int) -> Double? {
        var chance = 1.0
        for condition in conditions {
            guard let arm = pack.arm(condition.arm) else { return nil }
            let comes = chances[scenario][arm][condition.outcome] ?? 0
            chance *= condition.holds ? comes : 1 - comes
        }
        return chance
    }

    private func mean(_ metric: Metric, _ arm: String, _ scenario: Int) -> Double? {
        worths(metric, arm, scenario)?.reduce(0) { $0 + $1.worth * $1.chance }
    }

    /// What a sample of an arm is worth, and how likely that is; nil where no sample is worth
    /// anything that is known.
    private func worths(
        _ metric: Metric,
        _ arm: String,
        _ scenario: Int
    ) -> [(worth: Double, chance: Double)]? {
        guard let place = pack.arm(arm) else { return nil }
        let chances = chances[scenario][place]
        switch metric.worth {
        case .counted:
            let counted = chances[metric.counts] ?? 0
            return [(0, 1 - counted), (1, counted)]
        case .weights(let weights):
            let usable = weights.sorted { $0.key < $1.key }.map {
                (worth: $0.value, chance: chances[$0.key] ?? 0)
            }
            let total = usable.reduce(0) { $0 + $1.chance }
            return total > 0 ? usable.map { ($0.worth, $0.chance / total) } : nil
        case .score: return nil
        }
    }
}
