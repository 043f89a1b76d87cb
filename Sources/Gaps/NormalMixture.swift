import Glibc

/// A curve that a sum of deviations stays below at all times, whenever one looks.
///
/// For sums whose increments are sub-Gaussian with a known variance, which time is measured in. A
/// mixture over normal drifts of precision ρ makes the curve tightest about one such time.
///
/// Source: Howard, Ramdas, McAuliffe and Sekhon, «Time-uniform, nonparametric, nonasymptotic
/// confidence sequences», Annals of Statistics 49, 2021, sections on conjugate mixtures; the idea is
/// Robbins', Annals of Mathematical Statistics 41, 1970. ρ as in confseq 0.0.11.
package struct NormalMixture: Sendable, Hashable {
    /// Which sums the curve holds below it.
    package enum Sides: Sendable { case one, two }

    /// The probability of ever passing the curve, at most; in (0, 1), for one side (0, 0.5).
    package let level: Double
    /// What is watched: the sum, or its magnitude.
    package let sides: Sides
    /// The precision of the mixture, in units of variance, above 0.
    package let precision: Double

    /// The curve that is about tightest where the sum's variance is `variance`, above 0.
    package init(level: Double, tightestAt variance: Double, sides: Sides = .two) {
        let used = sides == .two ? level : 2 * level
        precondition(level > 0 && used < 1, "the level of a curve lies between 0 and 1")
        precondition(variance > 0 && variance.isFinite, "a curve is tightest at some variance")
        self.level = level
        self.sides = sides
        // Close to the best one, which takes a Lambert function and gains less than .1 %.
        let term = -2 * log(used)
        precision = variance / (term + log1p(term))
    }

    /// The height of the curve where the sum's variance is `variance`, 0 or more.
    package func bound(at variance: Double) -> Double {
        precondition(variance >= 0, "a variance is not below 0")
        let total = variance + precision
        switch sides {
        case .two:
            return (total * (log(total / precision) - 2 * log(level))).squareRoot()
        case .one:
            let lead = 0.5 * log(4 * precision / total)
            return MixtureBound.height(level: level) { sum in
                lead + sum * sum / (2 * total)
                    + log(1 - Normal.upperTail(sum / total.squareRoot()))
            }
        }
    }
}

/// How a curve is found from a mixture of likelihood ratios.
enum MixtureBound {
    /// The sum ≥ 0 at which a rising mixture, given as a logarithm, comes to 1/level (Ville, 1939).
    static func height(level: Double, logMixture: (Double) -> Double) -> Double {
        let threshold = -log(level)
        var high = 1.0
        while logMixture(high) < threshold, high < .greatestFiniteMagnitude / 2 { high *= 2 }
        return Quantile.bisect(0, high) { logMixture($0) < threshold }
    }
}
