import Glibc

/// A curve that a sum stays below at all times, for increments with heavier tails than normal ones.
///
/// The sum is sub-exponential with scale c: increments bounded by c from above, with time measured
/// in their variance, are so.
///
/// Source: Howard, Ramdas, McAuliffe and Sekhon, «Time-uniform, nonparametric, nonasymptotic
/// confidence sequences», Annals of Statistics 49, 2021. ρ as in confseq 0.0.11.
package struct GammaExponentialMixture: Sendable, Hashable {
    /// The probability of ever passing the curve, at most; in (0, 0.5).
    package let level: Double
    /// The scale c of the tails, above 0.
    package let scale: Double
    /// The precision of the mixture, in units of variance, above 0.
    package let precision: Double

    /// The curve that is about tightest where the sum's variance is `variance`, above 0.
    package init(level: Double, tightestAt variance: Double, scale: Double) {
        precondition(scale > 0 && scale.isFinite, "the scale of a tail lies above 0")
        self.level = level
        self.scale = scale
        precision =
            NormalMixture(level: level, tightestAt: variance, sides: .one).precision
    }

    /// The height of the curve where the sum's variance is `variance`, 0 or more.
    package func bound(at variance: Double) -> Double {
        precondition(variance >= 0, "a variance is not below 0")
        let square = scale * scale
        let prior = precision / square
        let shape = (variance + precision) / square
        let lead =
            prior * log(prior) - SpecialFunctions.logGamma(prior)
            - log(SpecialFunctions.incompleteGamma(prior, prior)) + SpecialFunctions.logGamma(shape)
        return MixtureBound.height(level: level) { sum in
            let reach = shape + sum / scale
            return lead + log(SpecialFunctions.incompleteGamma(shape, reach))
                - shape * log(reach) + reach - prior
        }
    }
}
