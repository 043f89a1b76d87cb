/// The logistic curve between log-odds and rates, and its mean over normal log-odds.
///
/// Basic arithmetic only, which IEEE 754 fixes to the last bit, so that what is simulated does not
/// depend on the machine's C library.
package enum Logistic {
    /// Log-odds are cut off here, where a rate is 1e-304 away from 0 or 1.
    private static let logitMax = 700.0
    /// The largest deviation of log-odds for which means are accurate; rates then are near 0 or 1.
    package static let deviationMax = 5.0
    /// Steps of the trapezoidal rule to either side, 8 to a deviation.
    private static let steps = 72
    /// The normal density at the steps, from the centre outwards, in no particular unit.
    private static let weights = (0...steps).map { exponential(-Double($0 * $0) / 128) }

    /// The rate in (0, 1) at these log-odds; 1 where it rounds to that.
    package static func rate(_ logit: Double) -> Double { 1 / (1 + exponential(-logit)) }

    /// The log-odds of a rate in (0, 1).
    package static func logit(_ rate: Double) -> Double {
        precondition(rate > 0 && rate < 1, "only rates inside (0, 1) have log-odds")
        return Quantile.bisect(-logitMax, logitMax) { Self.rate($0) < rate }
    }

    /// The mean rate, in (0, 1), where log-odds are normal with this centre and deviation.
    ///
    /// The trapezoidal rule over ±9 deviations in steps of 1/8. The curve's nearest poles lie
    /// π/deviation off the axis, so up to `deviationMax` the rule errs by less than 1e-13.
    /// Source: Trefethen and Weideman, «The exponentially convergent trapezoidal rule», SIAM
    /// Review 56, 2014.
    package static func mean(center: Double, deviation: Double) -> Double {
        integral(center, deviation) { $0 }
    }

    /// How fast that mean rises with the centre: the mean of p(1 − p), in (0, ¼].
    package static func slope(center: Double, deviation: Double) -> Double {
        integral(center, deviation) { $0 * (1 - $0) }
    }

    /// The centre at which the mean of a rate is `mean`, which must lie inside (0, 1).
    package static func center(mean: Double, deviation: Double) -> Double {
        precondition(mean > 0 && mean < 1, "a mean rate lies inside (0, 1)")
        return Quantile.bisect(-logitMax, logitMax) {
            Self.mean(center: $0, deviation: deviation) < mean
        }
    }

    /// e to the power of x, with x cut off at ±700; within 2 units of the last place.
    ///
    /// Taylor's series on [−½ ln 2, ½ ln 2], then a power of 2.
    package static func exponential(_ x: Double) -> Double {
        let x = max(-logitMax, min(logitMax, x))
        let doublings = (x * 1.4426950408889634).rounded()
        // ln 2 in two parts, the first with zeros at its end so that the product is exact.
        let rest = (x - doublings * 0x1.62e42feep-1) - doublings * 0x1.a39ef35793c76p-33
        var sum = 1.0
        var order = 14.0
        while order > 0 {
            sum = 1 + rest * sum / order
            order -= 1
        }
        return sum * Double(sign: .plus, exponent: Int(doublings), significand: 1)
    }

    private static func integral(
        _ center: Double,
        _ deviation: Double,
        of value: (Double) -> Double
    ) -> Double {
        precondition((0...deviationMax).contains(deviation), "a deviation from 0 to 5")
        var sum = weights[0] * value(rate(center))
        var total = weights[0]
        for step in 1...steps {
            let distance = deviation * Double(step) / 8
            sum += weights[step] * (value(rate(center - distance)) + value(rate(center + distance)))
            total += 2 * weights[step]
        }
        return sum / total
    }
}
