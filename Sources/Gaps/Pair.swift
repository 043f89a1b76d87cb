import Bench

/// One scenario with a usable rate in both arms of a metric.
struct Pair: Sendable {
    var scenario: String
    var cluster: String
    var minuend: Share
    var subtrahend: Share

    /// The minuend's rate minus the subtrahend's, in [-1, 1]; rounded once, so that equal
    /// differences are equal: .8 − .6 would not be .2.
    var difference: Double { exactDifference?.value ?? (minuend.rate - subtrahend.rate) }

    /// The same as a fraction; nil where its numbers do not fit.
    var exactDifference: Ratio? {
        guard let left = Ratio(minuend.counted, over: minuend.usable),
            let right = Ratio(subtrahend.counted, over: subtrahend.usable)
        else { return nil }
        return left.minus(right)
    }

    /// Samples that an arm has, on average of the two.
    var replicates: Double { Double(minuend.usable + subtrahend.usable) / 2 }

    /// The pairs of a list of scenarios, by scenario id, so that sums do not depend on its order.
    static func all(of metric: Metric, in tallies: [ScenarioTally]) -> [Pair] {
        tallies.compactMap { tally in
            guard let minuend = Share(tally.minuend, metric: metric),
                let subtrahend = Share(tally.subtrahend, metric: metric)
            else { return nil }
            return Pair(
                scenario: tally.scenario,
                cluster: tally.cluster,
                minuend: minuend,
                subtrahend: subtrahend
            )
        }
        .sorted { $0.scenario.utf8.lexicographicallyPrecedes($1.scenario.utf8) }
    }
}

/// What an arm of a scenario shows: so many counted out of so many usable.
struct Share: Sendable {
    let counted: Int
    let usable: Int

    /// Nil where no outcome is usable.
    init?(_ counts: ArmCounts, metric: Metric) {
        usable = Outcome.allCases.filter(metric.isUsable).reduce(0) { $0 + counts[$1] }
        counted = counts[metric.counts]
        guard usable > 0 else { return nil }
    }

    var rate: Double { Double(counted) / Double(usable) }
}

extension Metric {
    /// Whether an outcome belongs into the denominator of a rate.
    ///
    /// Clear outcomes do; unparsed replies only where the metric keeps them as not counted. An
    /// outcome that the metric itself counts always does, so that no rate can pass 1. All other
    /// outcomes are missing: a judge's failure or a vendor's error is never behaviour.
    func isUsable(_ outcome: Outcome) -> Bool {
        outcome.isClear || outcome == counts || (outcome == .unparsed && unparsed == .notCounted)
    }
}
