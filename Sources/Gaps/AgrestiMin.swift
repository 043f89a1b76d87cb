/// The adjusted Wald interval of Agresti and Min for a difference of paired rates.
package enum AgrestiMin {
    /// The centre, its standard error and the interval with z, clipped to [-1, 1].
    ///
    /// Half a pseudo-pair joins each of the four cells.
    /// Source: Agresti and Min, «Simple improved confidence intervals for comparing matched
    /// proportions», Statistics in Medicine 24, 2005.
    package static func estimate(
        _ table: PairedTable,
        confidence: Double = Interval.confidence
    ) -> (center: Double, standardError: Double, bounds: Bounds) {
        let count = Double(table.pairs + 2)
        let distance = Double(table.minuendOnly - table.subtrahendOnly)
        let discordant = Double(table.minuendOnly + table.subtrahendOnly + 1)
        let center = distance / count
        let standardError = (discordant - distance * distance / count).squareRoot() / count
        let z = Normal.quantile(upperTail: (1 - confidence) / 2)
        let bounds = Bounds(around: center, halfWidth: z * standardError, in: -1...1)
        return (center, standardError, bounds)
    }
}
