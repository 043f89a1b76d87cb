/// Newcombe's hybrid score interval for a difference of paired rates, his method 10.
package enum Newcombe {
    /// The interval at the given confidence; `correctsPhi` as published.
    ///
    /// Wilson intervals of both rates, joined by the correlation of the table. The correction takes
    /// half the number of pairs off a positive product difference, and makes method 10 of method 8
    /// with an uncorrected one.
    /// Source: Newcombe, «Improved confidence intervals for the difference between binomial
    /// proportions based on paired data», Statistics in Medicine 17, 1998.
    package static func bounds(
        _ table: PairedTable,
        correctsPhi: Bool = true,
        confidence: Double = Interval.confidence
    ) -> Bounds {
        let minuend = table.both + table.minuendOnly
        let subtrahend = table.both + table.subtrahendOnly
        let left = Wilson.bounds(minuend, of: table.pairs, confidence: confidence)
        let right = Wilson.bounds(subtrahend, of: table.pairs, confidence: confidence)
        let leftRate = Double(minuend) / Double(table.pairs)
        let rightRate = Double(subtrahend) / Double(table.pairs)
        let phi = correlation(table, corrects: correctsPhi)
        let below = distance(leftRate - left.lower, right.upper - rightRate, phi)
        let above = distance(left.upper - leftRate, rightRate - right.lower, phi)
        return Bounds(
            lower: max(-1, table.difference - below),
            upper: min(1, table.difference + above)
        )
    }

    /// The correlation of the two arms, in [-1, 1]; 0 where an arm is constant.
    package static func correlation(_ table: PairedTable, corrects: Bool) -> Double {
        let minuend = Double(table.both + table.minuendOnly)
        let subtrahend = Double(table.both + table.subtrahendOnly)
        let pairs = Double(table.pairs)
        let spread = minuend * (pairs - minuend) * subtrahend * (pairs - subtrahend)
        guard spread > 0 else { return 0 }
        let product =
            Double(table.both) * Double(table.neither)
            - Double(table.minuendOnly) * Double(table.subtrahendOnly)
        let corrected = corrects && product > 0 ? max(product - pairs / 2, 0) : product
        return corrected / spread.squareRoot()
    }

    private static func distance(_ left: Double, _ right: Double, _ phi: Double) -> Double {
        // Never below 0 but by rounding, as |phi| ≤ 1.
        max(0, left * left - 2 * phi * left * right + right * right).squareRoot()
    }
}
