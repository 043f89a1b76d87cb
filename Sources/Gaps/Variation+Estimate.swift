import Bench

extension Variation {
    /// What a run says of its variation, with what it rests on.
    package struct Estimate: Sendable, Hashable {
        /// The variances.
        package let variation: Variation
        /// Scenarios with two usable samples or more in each arm, from which they come.
        package let pairs: Int
        /// Scenarios that were left out, as one sample in an arm cannot tell the two kinds apart.
        package let leftOut: Int
    }

    /// Estimates the variances of a metric by the method of moments; nil for a metric that is no
    /// difference of counted outcomes.
    ///
    /// Within: the unbiased p̂(1 − p̂)k/(k − 1), averaged over scenarios. Between: the variance of
    /// the observed differences minus what the samples' variance puts into it, 0 at least. The
    /// scenarios may come in any order and give the same bits. Clusters are not looked at. Nil with
    /// fewer than two scenarios that have two usable samples in each arm: at k = 1 nobody can tell
    /// how the variance divides.
    ///
    /// Source: the analysis-of-variance estimator; Searle, Casella and McCulloch, «Variance
    /// components», 1992.
    package static func estimate(_ metric: Metric, from tallies: [ScenarioTally]) -> Estimate? {
        guard metric.kind == .difference, metric.worth == .counted else { return nil }
        let ordered = tallies.sorted {
            $0.scenario.utf8.lexicographicallyPrecedes($1.scenario.utf8)
        }
        let pairs: [(minuend: Share, subtrahend: Share)] = ordered.compactMap { tally in
            guard let minuend = Share(tally.minuend, metric: metric), minuend.usable > 1,
                let subtrahend = Share(tally.subtrahend, metric: metric), subtrahend.usable > 1
            else { return nil }
            return (minuend, subtrahend)
        }
        guard pairs.count > 1 else { return nil }
        let count = Double(pairs.count)
        let differences = pairs.map { $0.minuend.rate - $0.subtrahend.rate }
        let mean = differences.reduce(0, +) / count
        let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        var sampling = 0.0
        var within = (minuend: 0.0, subtrahend: 0.0)
        for pair in pairs {
            within.minuend += pair.minuend.variance
            within.subtrahend += pair.subtrahend.variance
            sampling += pair.minuend.variance / Double(pair.minuend.usable)
            sampling += pair.subtrahend.variance / Double(pair.subtrahend.usable)
        }
        return Estimate(
            variation: Variation(
                between: max(0, squares / (count - 1) - sampling / count),
                minuend: within.minuend / count,
                subtrahend: within.subtrahend / count
            ),
            pairs: pairs.count,
            leftOut: tallies.count - pairs.count
        )
    }
}

extension Share {
    /// The unbiased variance of one sample; there must be two.
    fileprivate var variance: Double {
        Double(counted * (usable - counted)) / Double(usable * (usable - 1))
    }
}
