/// Wilson's score interval for one rate.
package enum Wilson {
    /// The interval of `counted` out of `total`, which must be above 0, at the given confidence.
    ///
    /// Exactly 0 or 1 at the end that the rate touches.
    /// Source: Wilson, «Probable inference, the law of succession, and statistical inference»,
    /// JASA 22, 1927.
    package static func bounds(
        _ counted: Int,
        of total: Int,
        confidence: Double = Interval.confidence
    ) -> Bounds {
        precondition(total > 0 && (0...total).contains(counted), "a rate is some of a number")
        return score(Double(counted), of: Double(total), confidence: confidence)
    }

    /// The same of a rate in [0, 1] out of so many, which need not be a whole number: dependent
    /// samples count as fewer.
    package static func bounds(
        rate: Double,
        of total: Double,
        confidence: Double = Interval.confidence
    ) -> Bounds {
        precondition(total > 0 && (0...1).contains(rate), "a rate is a share of a number")
        return score(rate * total, of: total, confidence: confidence)
    }

    private static func score(_ count: Double, of n: Double, confidence: Double) -> Bounds {
        let z = Normal.quantile(upperTail: (1 - confidence) / 2)
        let center = count + z * z / 2
        let halfWidth = z * (count * (n - count) / n + z * z / 4).squareRoot()
        return Bounds(
            lower: count == 0 ? 0 : (center - halfWidth) / (n + z * z),
            upper: count == n ? 1 : (center + halfWidth) / (n + z * z)
        )
    }
}
