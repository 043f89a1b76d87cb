/// Tango's score interval for a difference of paired rates.
package enum Tango {
    /// The interval at the given confidence: the differences that a score test does not reject.
    ///
    /// Source: Tango, «Equivalence test and confidence interval for the difference in proportions
    /// for the paired-sample design», Statistics in Medicine 17, 1998; solved by halving.
    package static func bounds(
        _ table: PairedTable,
        confidence: Double = Interval.confidence
    ) -> Bounds {
        let z = Normal.quantile(upperTail: (1 - confidence) / 2)
        let estimate = table.difference
        return Bounds(
            lower: Quantile.bisect(-1, estimate) { score(table, $0) > z },
            upper: Quantile.bisect(estimate, 1) { score(table, $0) > -z }
        )
    }

    /// How many standard errors the table lies above a true difference inside (-1, 1); falling.
    package static func score(_ table: PairedTable, _ difference: Double) -> Double {
        let pairs = Double(table.pairs)
        let (left, right) = (Double(table.minuendOnly), Double(table.subtrahendOnly))
        // The root of a quadratic: the likeliest rate of subtrahend-only pairs, given the difference.
        let linear = (2 * pairs - left + right) * difference - left - right
        let constant = -right * difference * (1 - difference)
        let root = max(0, linear * linear - 8 * pairs * constant).squareRoot()
        let rate = (root - linear) / (4 * pairs)
        let variance = pairs * (2 * rate + difference * (1 - difference))
        let distance = left - right - pairs * difference
        if variance <= 0 { return distance == 0 ? 0 : (distance > 0 ? .infinity : -.infinity) }
        return distance / variance.squareRoot()
    }
}
