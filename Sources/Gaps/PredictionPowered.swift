/// A mean that people's labels anchor and a judge's many verdicts sharpen: PPI++.
///
/// The labelled units must be drawn at random from all of them. It is unbiased however bad the judge
/// is; a useless judge only gains nothing.
///
/// Source: Angelopoulos, Duchi and Zrnic, «PPI++: efficient prediction-powered inference»,
/// arXiv:2311.01453.
package struct PredictionPowered: Sendable, Hashable {
    /// The mean.
    package let estimate: Double
    /// Its standard error.
    package let standardError: Double
    /// How much the judge is trusted, in [0, 1].
    package let trust: Double

    /// Estimates the mean of the label over all units.
    ///
    /// `labels` and `judged` are of the same labelled units, two at least; `others` are the judge's
    /// verdicts on the units without a label, two at least. `trust` is chosen to make the error
    /// smallest where it is not given.
    package init(labels: [Double], judged: [Double], others: [Double], trust: Double? = nil) {
        precondition(labels.count == judged.count, "each label needs its verdict")
        precondition(labels.count >= 2 && others.count >= 2, "two units of each kind are needed")
        let trust = trust ?? Self.bestTrust(labels, judged, others)
        let residuals = zip(labels, judged).map { $0 - trust * $1 }
        self.trust = trust
        estimate = trust * Self.mean(others) + Self.mean(residuals)
        let sampled = trust * trust * Self.variance(others) / Double(others.count)
        let labelled = Self.variance(residuals) / Double(labels.count)
        standardError = (sampled + labelled).squareRoot()
    }

    /// The interval at the given confidence, by the normal distribution and not clipped.
    package func bounds(confidence: Double = Interval.confidence) -> Bounds {
        let z = Normal.quantile(upperTail: (1 - confidence) / 2)
        return Bounds(lower: estimate - z * standardError, upper: estimate + z * standardError)
    }

    private static func bestTrust(
        _ labels: [Double],
        _ judged: [Double],
        _ others: [Double]
    ) -> Double {
        let means = (mean(labels), mean(judged))
        var covariance = 0.0
        for (label, verdict) in zip(labels, judged) {
            covariance += (label - means.0) * (verdict - means.1)
        }
        covariance /= Double(labels.count)
        let all = judged + others
        let spread = variance(all) * Double(all.count) / Double(all.count - 1)
        guard spread > 0 else { return 0 }
        let share = 1 + Double(labels.count) / Double(others.count)
        return min(1, max(0, covariance / (share * spread)))
    }

    private static func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(values.count)
    }

    private static func variance(_ values: [Double]) -> Double {
        let mean = mean(values)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
}
