/// The exact interval for one rate, which never covers less than it says.
package enum ClopperPearson {
    /// The interval of `counted` out of `total`, which must be above 0, at the given confidence.
    ///
    /// Source: Clopper and Pearson, «The use of confidence or fiducial limits illustrated in the
    /// case of the binomial», Biometrika 26, 1934, by quantiles of the beta distribution.
    package static func bounds(
        _ counted: Int,
        of total: Int,
        confidence: Double = Interval.confidence
    ) -> Bounds {
        precondition(total > 0 && (0...total).contains(counted), "a rate is some of a number")
        let tail = (1 - confidence) / 2
        let (count, rest) = (Double(counted), Double(total - counted))
        return Bounds(
            lower: counted == 0 ? 0 : Beta.quantile(lower: tail, count, rest + 1),
            upper: counted == total ? 1 : 1 - Beta.quantile(lower: tail, rest, count + 1)
        )
    }
}
