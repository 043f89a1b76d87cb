/// How many scenarios and samples a gap of a given size takes.
///
/// The variance of a mean difference over n scenarios with k samples an arm is [ω² + (σ_A² +
/// σ_B²)/k]/n: more samples buy down the second part alone. The normal approximation is used and
/// scenarios count as independent; with clusters the numbers are too small.
///
/// Source: Miller, «Adding error bars to evals», arXiv:2411.00640, 2024.
package struct Planner: Sendable, Hashable {
    /// The two-sided level at which a gap counts as shown.
    package static let level = 0.05
    /// The probability with which a gap of the size planned for is to be shown.
    package static let power = 0.8

    /// What varies.
    package let variation: Variation
    /// The two-sided level, in (0, 1).
    package let level: Double
    /// The power, in (level, 1).
    package let power: Double

    /// A planner for such variation, at a two-sided level in (0, 1) and a power above it.
    package init(
        _ variation: Variation,
        level: Double = Planner.level,
        power: Double = Planner.power
    ) {
        Self.check(level: level, power: power)
        self.variation = variation
        self.level = level
        self.power = power
    }

    /// The scenarios that a gap takes at k samples an arm, before rounding up, 0 at least.
    ///
    /// `gap` is a difference of rates in (0, 1], `replicates` 1 at least.
    package func scenarios(for gap: Double, replicates: Int) -> Double {
        precondition(gap > 0 && gap <= 1, "a gap to plan for lies above 0 and up to 1")
        return quantiles * quantiles * variation.ofDifference(replicates: replicates) / (gap * gap)
    }

    /// The smallest gap that so many scenarios show with the wanted power; may pass 1.
    ///
    /// The inverse of `scenarios(for:replicates:)`.
    package func minimumDetectableGap(scenarios: Int, replicates: Int) -> Double {
        precondition(scenarios > 0, "a plan has a scenario")
        let variance = variation.ofDifference(replicates: replicates) / Double(scenarios)
        return quantiles * variance.squareRoot()
    }

    /// z_{α/2} + z_β.
    private var quantiles: Double {
        Normal.quantile(upperTail: level / 2) + Normal.quantile(upperTail: 1 - power)
    }

    /// Stops the program where a level is not in (0, 1), or a power not between it and 1.
    static func check(level: Double, power: Double) {
        precondition(level > 0 && level < 1, "a level lies between 0 and 1")
        precondition(power > level && power < 1, "a power lies between the level and 1")
    }
}
