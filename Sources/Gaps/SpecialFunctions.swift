import Glibc

/// The special functions that the distributions rest on.
///
/// About 1e-12 accurate in relative terms, for parameters up to some 10,000.
package enum SpecialFunctions {
    /// From here on the Stirling series below is exact to the last bit of a `Double`.
    private static let stirlingMin = 12.0
    /// Steps of the continued fraction; it needs about √max(a, b) of them.
    private static let fractionStepsMax = 100_000

    /// The natural logarithm of Γ(x) for x > 0; NaN elsewhere.
    ///
    /// Stirling's series, with smaller arguments lifted by Γ(x + 1) = xΓ(x).
    /// Source: NIST Digital Library of Mathematical Functions, 5.11.1 and 5.5.1.
    package static func logGamma(_ x: Double) -> Double {
        guard x > 0 else { return .nan }
        var lifted = x
        var product = 1.0
        while lifted < stirlingMin {
            product *= lifted
            lifted += 1
        }
        let stirling = (lifted - 0.5) * log(lifted) - lifted + 0.5 * log(2 * Double.pi)
        return stirling + stirlingRest(lifted) - log(product)
    }

    /// The natural logarithm of the beta function B(a, b) for a, b > 0.
    ///
    /// With a large argument the two nearly equal log-gammas are subtracted term by term, so that
    /// their leading digits do not cancel.
    package static func logBeta(_ a: Double, _ b: Double) -> Double {
        let (small, large) = a < b ? (a, b) : (b, a)
        guard large >= stirlingMin else { return logGamma(a) + logGamma(b) - logGamma(a + b) }
        let sum = small + large
        let ratio = small - (large - 0.5) * log1p(small / large) - small * log(sum)
        return logGamma(small) + ratio + stirlingRest(large) - stirlingRest(sum)
    }

    /// The regularised incomplete beta function I_x(a, b), in [0, 1].
    ///
    /// `y` is 1 − x, which the caller often knows without the rounding error of the subtraction.
    /// Source: NIST Digital Library of Mathematical Functions, 8.17.22, evaluated from the front
    /// by the method of Lentz with Thompson and Barnett's modification.
    package static func incompleteBeta(_ x: Double, complement y: Double, _ a: Double, _ b: Double)
        -> Double
    {
        guard x > 0 else { return 0 }
        guard y > 0 else { return 1 }
        // A number near 1 has lost the digits that its logarithm needs; its complement has not.
        let logX = x > 0.5 ? log1p(-y) : log(x)
        let logY = y > 0.5 ? log1p(-x) : log(y)
        let front = exp(a * logX + b * logY - logBeta(a, b))
        // Beyond the mean the fraction converges slowly, and the mirrored one fast.
        return x < (a + 1) / (a + b + 2)
            ? front * fraction(x, a, b) / a : 1 - front * fraction(y, b, a) / b
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        func nonzero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
        var value = d
        for step in 1...fractionStepsMax {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / nonzero(1 + even * d)
            c = nonzero(1 + even / c)
            value *= c * d
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / nonzero(1 + odd * d)
            c = nonzero(1 + odd / c)
            value *= c * d
            if abs(c * d - 1) < 1e-16 { break }
        }
        return value
    }

    /// What Stirling's series adds to its leading terms.
    private static func stirlingRest(_ x: Double) -> Double {
        let coefficients = [
            1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360_360, 1.0 / 156,
        ]
        let inverseSquare = 1 / (x * x)
        return coefficients.reversed().reduce(0) { $0 * inverseSquare + $1 } / x
    }
}
