/// Cluster-robust standard errors of a mean.
///
/// They fall short with few clusters and are 0 where nothing differs, so the headline interval is
/// another; they stand here to be compared with what others report.
package struct ClusterRobust: Sendable, Hashable {
    /// Without a correction for the number of clusters (CR0).
    package let plain: Double
    /// Times √(G / (G − 1)) for G clusters (CR1).
    package let corrected: Double
    /// The mean ± the t quantile with G − 1 degrees of freedom times the corrected error.
    package let bounds: Bounds

    /// Takes the errors of the mean of values in two clusters at least.
    ///
    /// Source: Liang and Zeger, Biometrika 73, 1986; for a mean as in Miller, «Adding error bars to
    /// evals», arXiv:2411.00640.
    package init(_ values: ClusteredValues, confidence: Double = Interval.confidence) {
        precondition(values.clusters >= 2, "a cluster-robust error needs two clusters")
        let clusters = Double(values.clusters)
        let mean = values.mean
        plain = values.squaredClusterSums(about: mean).squareRoot() / Double(values.values.count)
        corrected = plain * (clusters / (clusters - 1)).squareRoot()
        let quantile = StudentT(degreesOfFreedom: values.clusters - 1)
            .quantile(upperTail: (1 - confidence) / 2)
        bounds = Bounds(
            lower: mean - quantile * corrected,
            upper: mean + quantile * corrected
        )
    }
}
