import Bench

/// One scenario with a value of a metric: for a difference, usable samples in both arms.
struct Pair: Sendable {
    var scenario: String
    var cluster: String
    /// What is shown beside the value: for a difference the rate of the minuend.
    var minuend: Double
    /// What is shown beside the value: for a difference the rate of the subtrahend.
    var subtrahend: Double
    /// The value, which for a difference is the minuend's rate minus the subtrahend's.
    ///
    /// Rounded once, so that equal differences are equal: .8 − .6 would not be .2.
    var difference: Double
    /// The same as a fraction; nil where it is none, or its numbers do not fit.
    var exactDifference: Ratio?
    /// Samples that an arm has, on average of the arms.
    var replicates: Double

    /// The pairs of a list of scenarios, by scenario id, so that sums do not depend on its order.
    static func all(of metric: Metric, in tallies: [ScenarioTally]) -> [Pair] {
        let reader = PairReader(metric)
        let pairs = tallies.compactMap(reader.pair)
        // Packs are mostly in this order already.
        let isSorted = zip(pairs, pairs.dropFirst()).allSatisfy {
            $0.scenario.utf8.lexicographicallyPrecedes($1.scenario.utf8)
        }
        if isSorted { return pairs }
        return pairs.sorted { $0.scenario.utf8.lexicographicallyPrecedes($1.scenario.utf8) }
    }
}

/// What an arm of a scenario shows: so many counted out of so many usable.
struct Share: Sendable {
    let counted: Int
    let usable: Int

    /// Nil where no outcome is usable.
    init?(_ counts: ArmCounts, metric: Metric) {
        self.init(counts, outcome: metric.counts, metric: metric)
    }

    /// The share of another outcome than the one that the metric counts.
    init?(_ counts: ArmCounts, outcome: Outcome, metric: Metric) {
        var usable = 0
        for other in Outcome.allCases where metric.isUsable(other) || other == outcome {
            usable += counts[other]
        }
        guard usable > 0 else { return nil }
        self.usable = usable
        counted = counts[outcome]
    }

    var rate: Double { Double(counted) / Double(usable) }
    var exact: Ratio? { Ratio(counted, over: usable) }
}

extension Metric {
    /// Whether a sample that came out so is lost to the metric.
    ///
    /// An ineligible one is not: it was never one that the metric is about.
    package func isMissing(_ outcome: Outcome) -> Bool {
        outcome != .ineligible && !isUsable(outcome)
    }

    /// Whether an outcome belongs into the denominator of a rate.
    ///
    /// Clear outcomes do; unparsed replies only where the metric keeps them as not counted. An
    /// outcome that the metric itself counts always does, so that no rate can pass 1. All other
    /// outcomes but ineligible ones are missing: a judge's failure or a vendor's error is never
    /// behaviour. With weights, the outcomes that have one are usable and no other.
    package func isUsable(_ outcome: Outcome) -> Bool {
        if case .weights(let weights) = worth { return weights[outcome] != nil }
        return outcome.isClear || outcome == counts
            || (outcome == .unparsed && unparsed == .notCounted)
    }
}
