import Glibc

extension SpecialFunctions {
    /// Steps of the series and the fraction; each needs a few times √a of them.
    private static let gammaStepsMax = 100_000

    /// The regularised lower incomplete gamma function P(a, x), in [0, 1].
    ///
    /// For a > 0; 0 at x ≤ 0, and 1 at infinity. NaN where a is not above 0 or x is NaN.
    /// Source: NIST Digital Library of Mathematical Functions, 8.11.4 below the mean and 8.9.2
    /// above it, the latter by the method of Lentz with Thompson and Barnett's modification.
    package static func incompleteGamma(_ a: Double, _ x: Double) -> Double {
        guard a > 0, !x.isNaN else { return .nan }
        guard x > 0 else { return 0 }
        guard x < .infinity else { return 1 }
        let front = exp(a * log(x) - x - logGamma(a))
        return x < a + 1 ? front * series(a, x) : 1 - front * fraction(a, x)
    }

    /// Σ xⁿ / (a(a + 1)…(a + n)).
    private static func series(_ a: Double, _ x: Double) -> Double {
        var term = 1 / a
        var sum = term
        for step in 1...gammaStepsMax {
            term *= x / (a + Double(step))
            sum += term
            if term < sum * 1e-17 { break }
        }
        return sum
    }

    private static func fraction(_ a: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        func nonzero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / nonzero(b)
        var value = d
        for step in 1...gammaStepsMax {
            let n = Double(step)
            let numerator = -n * (n - a)
            b += 2
            d = 1 / nonzero(numerator * d + b)
            c = nonzero(b + numerator / c)
            value *= c * d
            if abs(c * d - 1) < 1e-16 { break }
        }
        return value
    }
}
