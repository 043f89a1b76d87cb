import Glibc

/// Confidence sequences for the mean of bounded values that rest on the bounds alone.
///
/// Nothing is approximated: at any number of values, the first ones included, they hold. They take
/// values in [0, 1], in the order in which these were seen, each independent of those before or
/// drawn so that its mean given those is the one sought; clusters are not known to them. They
/// check the asymptotic sequence by other means.
package enum BoundedSequence {
    /// Differences in [-1, 1] as values in [0, 1]: (d + 1)/2.
    package static func unit(ofDifferences differences: [Double]) -> [Double] {
        differences.map { ($0 + 1) / 2 }
    }

    /// Bounds on a mean in [0, 1] as bounds on a mean difference in [-1, 1].
    package static func gap(of bounds: Bounds) -> Bounds {
        Bounds(lower: 2 * bounds.lower - 1, upper: 2 * bounds.upper - 1)
    }

    /// Hoeffding's sequence: every value counts as if it varied as much as its bounds allow.
    ///
    /// Clipped to [0, 1] and tightest about `count` values, 1 at least.
    /// Source: Hoeffding, JASA 58, 1963, made time-uniform with a normal mixture as in Howard et
    /// al., Annals of Statistics 49, 2021; confseq 0.0.11, `conjmix_hoeffding_cs`.
    package static func hoeffding(
        _ values: [Double],
        level: Double = Planner.level,
        tightestAt count: Int
    ) -> Bounds {
        check(values, level: level)
        precondition(count >= 1, "a sequence is tightest at some number of values")
        guard !values.isEmpty else { return Bounds(lower: 0, upper: 1) }
        let varianceMax = 0.25
        let mixture = NormalMixture(level: level, tightestAt: varianceMax * Double(count))
        let number = Double(values.count)
        return Bounds(
            around: values.reduce(0, +) / number,
            halfWidth: mixture.bound(at: varianceMax * number) / number,
            in: 0...1
        )
    }

    /// The empirical Bernstein sequence with predictable weights, clipped to [0, 1].
    ///
    /// Values that vary little make it short. The weights stay at or below 1/2.
    /// Source: Waudby-Smith and Ramdas, «Estimating means of bounded random variables by betting»,
    /// J. R. Stat. Soc. B 86, 2024, theorem 2; confseq 0.0.11, `predmix_empbern_cs`, where the mean
    /// before the first value counts as 0 in the deviations.
    package static func empiricalBernstein(_ values: [Double], level: Double = Planner.level)
        -> Bounds
    {
        check(values, level: level)
        var (weights, weighted, penalty) = (0.0, 0.0, 0.0)
        var (sum, mean) = (0.0, 0.0)
        for (index, bet) in bets(values, level: level).enumerated() {
            let weight = min(bet, 0.5)
            let deviation = values[index] - mean
            weights += weight
            weighted += weight * values[index]
            penalty += deviation * deviation * (-log1p(-weight) - weight)
            sum += values[index]
            mean = sum / Double(index + 1)
        }
        guard weights > 0 else { return Bounds(lower: 0, upper: 1) }
        return Bounds(
            around: weighted / weights,
            halfWidth: (log(2 / level) + penalty) / weights,
            in: 0...1
        )
    }

    /// The stakes on each value, chosen from the values before it: √(2 ln(2/level)/(σ̂² t ln(t + 1))).
    ///
    /// Mean and variance start from one imagined value with mean 1/2 and variance 1/4.
    /// Source: Waudby-Smith and Ramdas 2024, the predictable plug-in.
    static func bets(_ values: [Double], level: Double) -> [Double] {
        var (sum, squares) = (0.5, 0.25)
        return values.enumerated().map { index, value in
            let time = Double(index + 1)
            let bet = (2 * log(2 / level) / (squares * log1p(time))).squareRoot()
            sum += value
            let deviation = value - sum / (time + 1)
            squares += deviation * deviation
            return bet
        }
    }

    /// Stops the program where values do not lie in [0, 1] or a level not in (0, 1).
    static func check(_ values: [Double], level: Double) {
        precondition(level > 0 && level < 1, "a level lies between 0 and 1")
        precondition(values.allSatisfy((0...1).contains), "bounded values lie in 0...1")
    }
}
