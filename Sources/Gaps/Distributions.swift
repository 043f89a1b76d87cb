import Glibc

/// The standard normal distribution.
package enum Normal {
    /// The probability of a value above `z`.
    package static func upperTail(_ z: Double) -> Double { 0.5 * erfc(z * 0.5.squareRoot()) }

    /// The value that is exceeded with probability `tail`; infinite at 0 and 1, NaN outside.
    package static func quantile(upperTail tail: Double) -> Double {
        guard tail > 0, tail < 1 else { return Quantile.edge(tail) }
        guard tail <= 0.5 else { return -quantile(upperTail: 1 - tail) }
        return Quantile.positive(upperTail: tail, upperTail)
    }
}

/// Student's t distribution with a whole number of degrees of freedom.
package struct StudentT: Sendable {
    /// The degrees of freedom, 1 at least.
    package let degreesOfFreedom: Int

    package init(degreesOfFreedom: Int) {
        precondition(degreesOfFreedom > 0, "a t distribution needs a degree of freedom")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The probability of a value above `t`.
    package func upperTail(_ t: Double) -> Double {
        guard t.isFinite else { return t.isNaN ? .nan : (t > 0 ? 0 : 1) }
        let freedom = Double(degreesOfFreedom)
        let sum = freedom + t * t
        let both = SpecialFunctions.incompleteBeta(
            freedom / sum,
            complement: t * t / sum,
            freedom / 2,
            0.5
        )
        return t >= 0 ? both / 2 : 1 - both / 2
    }

    /// The probability of a value at least as far from 0 as `t`.
    package func twoSided(_ t: Double) -> Double { min(1, 2 * upperTail(abs(t))) }

    /// The value that is exceeded with probability `tail`; infinite at 0 and 1, NaN outside.
    package func quantile(upperTail tail: Double) -> Double {
        guard tail > 0, tail < 1 else { return Quantile.edge(tail) }
        guard tail <= 0.5 else { return -quantile(upperTail: 1 - tail) }
        return Quantile.positive(upperTail: tail, upperTail)
    }
}

/// The beta distribution, which turns binomial tails into bounds on a rate.
package enum Beta {
    /// The value in (0, 1) below which the share `lower` of the distribution lies.
    package static func quantile(lower: Double, _ a: Double, _ b: Double) -> Double {
        Quantile.bisect(0, 1) {
            SpecialFunctions.incompleteBeta($0, complement: 1 - $0, a, b) < lower
        }
    }
}

/// How distributions are inverted: by halving an interval until no number lies inside it.
///
/// Slower than Newton's method and without its failures; a report inverts a few hundred times.
package enum Quantile {
    /// More halvings than any interval of doubles allows.
    private static let halvingsMax = 2_200

    /// The point where `isBelow` turns from true to false, within one step of a `Double`.
    package static func bisect(_ from: Double, _ to: Double, isBelow: (Double) -> Bool) -> Double {
        var (low, high) = (from, to)
        for _ in 0..<halvingsMax {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { break }
            if isBelow(middle) { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }

    /// The value ≥ 0 at which a falling tail has come down to `tail`, which is at most a half.
    static func positive(upperTail tail: Double, _ upperTail: (Double) -> Double) -> Double {
        var high = 1.0
        while upperTail(high) > tail, high < .greatestFiniteMagnitude / 2 { high *= 2 }
        return bisect(0, high) { upperTail($0) > tail }
    }

    /// The quantile where the tail is no probability inside (0, 1).
    static func edge(_ tail: Double) -> Double {
        tail == 0 ? .infinity : (tail == 1 ? -.infinity : .nan)
    }
}
