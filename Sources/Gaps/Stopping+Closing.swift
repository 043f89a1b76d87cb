extension Stopping {
    /// What is reported of a model once one has stopped asking it, or on the way.
    package struct Closing: Sendable, Hashable {
        /// The mean difference of the scenarios that it rests on, in [-1, 1].
        package let estimate: Double
        /// The interval that holds for all looks together, clipped to [-1, 1].
        package let interval: Interval
        /// Scenarios with a difference.
        package let pairs: Int
        /// Completed scenarios that it rests on; for `decided` those of its look.
        package let scenarios: Int
    }

    /// The estimate and the interval to report after a completed prefix.
    ///
    /// The interval for a fixed number of scenarios would be too short after peeking. For
    /// `precision` this is the confidence sequence at the prefix. For `decided` it is the repeated
    /// confidence interval of the look that stopped, or else of the last look that the prefix
    /// reaches: the clustered Bonett–Price interval with the look's boundary in place of a
    /// quantile, taken to t with one degree less than there are clusters. Having pseudo-scenarios
    /// it may touch 0 though the look has decided; the decision stands. Nil before the first look,
    /// and with fewer than two clusters.
    ///
    /// Source: Jennison and Turnbull, «Interim analyses: the repeated confidence interval
    /// approach», J. R. Stat. Soc. B 51, 1989.
    package func closing(after prefix: [Completed]) -> Closing? {
        precondition(prefix.count <= planned, "a prefix is no longer than the plan")
        switch method {
        case .precise(let sequence, _):
            return closing(prefix[...]) { sequence.interval($0, replicates: replicates) }
        case .sequential(let boundaries):
            let reached = (1...boundaries.looks).last {
                lookSize($0, boundaries) <= prefix.count
            }
            guard let look = firstPassed(prefix, boundaries)?.look ?? reached else { return nil }
            let tail = Normal.upperTail(boundaries.boundaries[look - 1])
            return closing(prefix.prefix(lookSize(look, boundaries))) {
                Interval.repeated($0, replicates: replicates, upperTail: tail)
            }
        }
    }

    private func closing(
        _ part: ArraySlice<Completed>,
        interval: (ClusteredValues) -> Interval
    ) -> Closing? {
        let differences = ClusteredValues(completed: part)
        guard differences.clusters >= 2 else { return nil }
        return Closing(
            estimate: differences.mean,
            interval: interval(differences),
            pairs: differences.values.count,
            scenarios: part.count
        )
    }
}

extension Interval {
    /// The clustered Bonett–Price interval with the t quantile of another tail.
    fileprivate static func repeated(
        _ differences: ClusteredValues,
        replicates: Double,
        upperTail: Double
    ) -> Interval {
        let single = clusteredBonettPrice(differences, replicates: replicates)
        let quantile = StudentT(degreesOfFreedom: single.degreesOfFreedom)
            .quantile(upperTail: upperTail)
        return Interval(
            lower: max(-1, single.center - quantile * single.standardError),
            upper: min(1, single.center + quantile * single.standardError),
            center: single.center,
            standardError: single.standardError,
            degreesOfFreedom: single.degreesOfFreedom
        )
    }
}
