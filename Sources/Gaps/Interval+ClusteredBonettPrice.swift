extension Interval {
    /// The share of intervals that hold the true value.
    public static let confidence = 0.95

    /// The clustered Bonett–Price interval with t around a mean of differences.
    ///
    /// Two pseudo-scenarios ±c with c² = ½(1 + 1/k) join the differences, each a cluster of its own;
    /// k is the number of samples that a scenario has in an arm. They draw the centre towards 0 and
    /// keep the interval open where every difference is 0. The half-width is the t quantile with
    /// one degree less than there are real clusters; the ends are clipped to [−limit, limit]. There
    /// must be two clusters at least. At k = 1, with every scenario its own cluster, this is the
    /// interval of Bonett and Price with t in place of z.
    ///
    /// Source: Bonett and Price, «Adjusted Wald confidence interval for a difference of binomial
    /// proportions based on paired data», J. Educ. Behav. Stat. 37, 2012; the extension to k and
    /// clusters is ours. A value that moves within ±scale instead of ±1 gets pseudo-scenarios of
    /// ±scale·c, so that a change of unit changes nothing.
    package static func clusteredBonettPrice(
        _ differences: ClusteredValues,
        replicates: Double,
        limit: Double = 1,
        scale: Double = 1
    ) -> Interval {
        precondition(differences.clusters >= 2, "an interval needs two clusters")
        let pseudoSquare = 0.5 * (1 + 1 / replicates) * scale * scale
        let count = Double(differences.values.count + 2)
        let center = differences.values.reduce(0, +) / count
        // (c − m)² + (−c − m)² = 2(c² + m²)
        let squares =
            differences.squaredClusterSums(about: center) + 2 * (pseudoSquare + center * center)
        let standardError = squares.squareRoot() / count
        let freedom = differences.clusters - 1
        let quantile = StudentT(degreesOfFreedom: freedom).quantile(upperTail: (1 - confidence) / 2)
        return Interval(
            lower: max(-limit, center - quantile * standardError),
            upper: min(limit, center + quantile * standardError),
            center: center,
            standardError: standardError,
            degreesOfFreedom: freedom
        )
    }
}
