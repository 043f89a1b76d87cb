/// The adjusted Wald interval of Bonett and Price for a difference of paired rates.
package enum BonettPrice {
    /// The centre, its standard error and the interval with z, clipped to [-1, 1].
    ///
    /// One pseudo-pair joins each discordant cell. `Interval.clusteredBonettPrice` is the form with
    /// t for any number of samples, which coincides with this one up to the quantile.
    /// Source: Bonett and Price, J. Educ. Behav. Stat. 37, 2012.
    package static func estimate(
        _ table: PairedTable,
        confidence: Double = Interval.confidence
    ) -> (center: Double, standardError: Double, bounds: Bounds) {
        let count = Double(table.pairs + 2)
        let left = Double(table.minuendOnly + 1) / count
        let right = Double(table.subtrahendOnly + 1) / count
        let center = left - right
        let standardError = ((left + right - center * center) / count).squareRoot()
        let z = Normal.quantile(upperTail: (1 - confidence) / 2)
        let bounds = Bounds(around: center, halfWidth: z * standardError, in: -1...1)
        return (center, standardError, bounds)
    }
}
