import Bench

/// How a metric makes one value of the outcomes of one scenario.
struct PairReader {
    private let metric: Metric
    private let arms: [String: Int]

    init(_ metric: Metric) {
        self.metric = metric
        var arms: [String: Int] = [:]
        for (index, arm) in metric.arms.enumerated() { arms[arm] = index }
        self.arms = arms
    }

    /// Nil where the scenario has too little to show a value.
    func pair(_ tally: ScenarioTally) -> Pair? {
        switch metric.kind {
        case .difference: difference(tally)
        case .order: order(tally)
        case .slope(let doses): slope(tally, doses)
        case .event(let event): self.event(tally, event)
        case .contrast(let weights): contrast(tally, weights)
        }
    }

    // MARK: What an arm is worth

    /// The mean worth of an arm's usable samples.
    private struct Mean {
        var value: Double
        var exact: Ratio?
        var usable: Int
    }

    private func mean(_ tally: ScenarioTally, _ arm: Int) -> Mean? {
        switch metric.worth {
        case .counted:
            guard let share = Share(tally.arms[arm], metric: metric) else { return nil }
            return Mean(value: share.rate, exact: share.exact, usable: share.usable)
        case .weights, .score:
            let values = values(tally, arm)
            let usable = values.reduce(0) { $0 + $1.samples }
            guard usable > 0 else { return nil }
            let sum = values.reduce(0) { $0 + $1.worth * Double($1.samples) }
            return Mean(value: sum / Double(usable), exact: nil, usable: usable)
        }
    }

    /// The worths of an arm's usable samples, ascending, with how many samples have each.
    private func values(
        _ tally: ScenarioTally,
        _ arm: Int
    ) -> [(worth: Double, samples: Int)] {
        switch metric.worth {
        case .counted:
            guard let share = Share(tally.arms[arm], metric: metric) else { return [] }
            return [(0, share.usable - share.counted), (1, share.counted)]
        case .weights(let weights):
            return weights.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map {
                ($0.value, tally.arms[arm][$0.key])
            }
        case .score(let range):
            guard tally.scores.indices.contains(arm) else { return [] }
            let width = range.upperBound - range.lowerBound
            return tally.scores[arm].sorted().map {
                (min(1, max(0, ($0 - range.lowerBound) / width)), 1)
            }
        }
    }

    // MARK: Kinds

    private func difference(_ tally: ScenarioTally) -> Pair? {
        guard let minuend = mean(tally, 0), let subtrahend = mean(tally, 1) else { return nil }
        var exact: Ratio?
        if let left = minuend.exact, let right = subtrahend.exact { exact = left.minus(right) }
        return Pair(
            scenario: tally.scenario,
            cluster: tally.cluster,
            minuend: minuend.value,
            subtrahend: subtrahend.value,
            difference: exact?.value ?? (minuend.value - subtrahend.value),
            exactDifference: exact,
            replicates: Double(minuend.usable + subtrahend.usable) / 2
        )
    }

    /// The chance that a sample of the minuend is worth more, ties half, less one half.
    private func order(_ tally: ScenarioTally) -> Pair? {
        let left = values(tally, 0)
        let right = values(tally, 1)
        guard let minuend = mean(tally, 0), let subtrahend = mean(tally, 1) else { return nil }
        // Twice the Mann–Whitney count, so that it is whole.
        var twice = 0
        for one in left {
            for other in right where one.samples > 0 && other.samples > 0 {
                if one.worth > other.worth { twice += 2 * one.samples * other.samples }
                if one.worth == other.worth { twice += one.samples * other.samples }
            }
        }
        let pairs = minuend.usable * subtrahend.usable
        let exact = Ratio(twice - pairs, over: 2 * pairs)
        return Pair(
            scenario: tally.scenario,
            cluster: tally.cluster,
            minuend: minuend.value,
            subtrahend: subtrahend.value,
            difference: exact?.value ?? 0,
            exactDifference: exact,
            replicates: Double(minuend.usable + subtrahend.usable) / 2
        )
    }

    /// Least squares over the arms that have usable samples; two different doses at least.
    private func slope(_ tally: ScenarioTally, _ doses: [Metric.Dose]) -> Pair? {
        var points: [(dose: Double, mean: Mean)] = []
        for dose in doses {
            if let arm = arms[dose.arm], let mean = mean(tally, arm) {
                points.append((dose.dose, mean))
            }
        }
        let count = Double(points.count)
        let center = points.reduce(0) { $0 + $1.dose } / count
        let squares = points.reduce(0) { $0 + ($1.dose - center) * ($1.dose - center) }
        guard squares > 0, let lowest = points.first, let highest = points.last else { return nil }
        let products = points.reduce(0) { $0 + ($1.dose - center) * $1.mean.value }
        return Pair(
            scenario: tally.scenario,
            cluster: tally.cluster,
            minuend: highest.mean.value,
            subtrahend: lowest.mean.value,
            difference: products / squares,
            exactDifference: nil,
            replicates: Double(points.reduce(0) { $0 + $1.mean.usable }) / count
        )
    }

    /// Nil where an arm has no usable sample: a gap without its other half is another number.
    private func contrast(_ tally: ScenarioTally, _ weights: [Metric.Weight]) -> Pair? {
        var value = 0.0
        var exact = Ratio(0, over: 1)
        var sides = (added: 0.0, taken: 0.0)
        var usable = 0
        for weight in weights {
            guard let arm = arms[weight.arm], let mean = mean(tally, arm) else { return nil }
            let part = weight.weight * mean.value
            value += part
            if weight.weight > 0 { sides.added += part } else { sides.taken -= part }
            usable += mean.usable
            // Whole weights keep the value a fraction, so that the test counts in whole numbers.
            let term = Int(exactly: weight.weight).flatMap { whole in
                mean.exact.flatMap { share in Ratio(whole, over: 1).flatMap(share.times) }
            }
            exact = exact.flatMap { sum in term.flatMap(sum.plus) }
        }
        let width = weights.reduce(0) { $0 + max(0, $1.weight) }
        return Pair(
            scenario: tally.scenario,
            cluster: tally.cluster,
            minuend: sides.added / width,
            subtrahend: sides.taken / width,
            difference: exact?.value ?? value,
            exactDifference: exact,
            replicates: Double(usable) / Double(max(1, weights.count))
        )
    }

    private func event(_ tally: ScenarioTally, _ event: Metric.Event) -> Pair? {
        guard isEligible(tally, event), let chance = chance(of: event.conditions, tally) else {
            return nil
        }
        var against = (rate: 0.0, exact: Ratio(0, over: 1))
        if !event.against.isEmpty {
            guard let other = self.chance(of: event.against, tally) else { return nil }
            against = other
        }
        var exact: Ratio?
        if let left = chance.exact, let right = against.exact { exact = left.minus(right) }
        let usable = (event.conditions + event.against).compactMap { condition in
            arms[condition.arm].flatMap {
                Share(tally.arms[$0], outcome: condition.outcome, metric: metric)?.usable
            }
        }
        return Pair(
            scenario: tally.scenario,
            cluster: tally.cluster,
            minuend: chance.rate,
            subtrahend: against.rate,
            difference: exact?.value ?? (chance.rate - against.rate),
            exactDifference: exact,
            replicates: Double(usable.reduce(0, +)) / Double(max(1, usable.count))
        )
    }

    private func isEligible(_ tally: ScenarioTally, _ event: Metric.Event) -> Bool {
        event.given.allSatisfy { condition in
            (chance(of: [condition], tally)?.rate ?? 0) >= 0.5
        }
    }

    private func chance(
        of conditions: [Metric.Condition],
        _ tally: ScenarioTally
    ) -> (rate: Double, exact: Ratio?)? {
        var rate = 1.0
        var exact = Ratio(1, over: 1)
        for condition in conditions {
            guard let arm = arms[condition.arm],
                let share = Share(tally.arms[arm], outcome: condition.outcome, metric: metric)
            else { return nil }
            let counted = condition.holds ? share.counted : share.usable - share.counted
            rate *= Double(counted) / Double(share.usable)
            let part = Ratio(counted, over: share.usable)
            exact = exact.flatMap { left in part.flatMap { left.times($0) } }
        }
        return (exact?.value ?? rate, exact)
    }
}

extension Metric {
    /// The arms whose samples stand behind the minuend's column, and those behind the other's, by
    /// their places in `arms`.
    package var sides: (minuend: [Int], subtrahend: [Int]) {
        let names = arms
        switch kind {
        case .difference, .order: return ([0], [1])
        case .slope: return ([names.count - 1], [0])
        case .contrast(let weights):
            return (
                weights.indices.filter { weights[$0].weight > 0 },
                weights.indices.filter { weights[$0].weight < 0 }
            )
        case .event(let event):
            func places(_ conditions: [Condition]) -> [Int] {
                names.indices.filter { index in
                    conditions.contains { $0.arm == names[index] }
                }
            }
            return (places(event.conditions), places(event.against))
        }
    }

    /// Half the width of the range that a scenario's value can lie in: 1 for a difference of rates.
    package var scale: Double {
        switch kind {
        case .difference, .event: return 1
        case .order: return 0.5
        case .contrast(let weights): return weights.reduce(0) { $0 + max(0, $1.weight) }
        case .slope(let doses):
            // The steepest slope of rates in 0...1: all of the upper doses at 1, the others at 0.
            let center = doses.reduce(0) { $0 + $1.dose } / Double(doses.count)
            let squares = doses.reduce(0) { $0 + ($1.dose - center) * ($1.dose - center) }
            return doses.reduce(0) { $0 + max(0, $1.dose - center) } / squares
        }
    }
}

extension Metric {
    /// The value of one scenario, as a gap takes the mean of; nil where it shows none.
    package func value(of tally: ScenarioTally) -> Double? {
        PairReader(self).pair(tally)?.difference
    }
}
