/// How often a pair of single samples comes out differently in the two arms, each way.
///
/// All that the power of a paired test depends on; a scenario asked once in each arm is such a pair.
package struct DiscordantRates: Sendable, Hashable {
    /// The probability of the outcome in the minuend alone, in [0, 1].
    package let minuendOnly: Double
    /// The probability of the outcome in the subtrahend alone, in [0, 1].
    package let subtrahendOnly: Double

    /// What rounding may add to a rate that is 0 or 1 exactly.
    private static let rounding = 1e-12

    /// The two rates, which must not be below 0 nor pass 1 together.
    package init(minuendOnly: Double, subtrahendOnly: Double) {
        precondition(
            minuendOnly >= 0 && subtrahendOnly >= 0
                && minuendOnly + subtrahendOnly <= 1 + Self.rounding,
            "the rates of discordant pairs are probabilities"
        )
        self.minuendOnly = minuendOnly
        self.subtrahendOnly = subtrahendOnly
    }

    /// The rates that follow from the arms' rates, in [0, 1], and the correlation within a pair.
    ///
    /// Nil where no two events of these rates can be so correlated: .1 and .5 allow no more than
    /// 1/3. An arm at 0 or 1 has no correlation, and any is accepted. NaN gives nil.
    /// Source: the covariance of two Bernoulli variables, ρ√(p₁(1 − p₁)p₂(1 − p₂)); the limits are
    /// those of Fréchet, 1951.
    package init?(minuend: Double, subtrahend: Double, correlation: Double) {
        guard (0...1).contains(minuend), (0...1).contains(subtrahend),
            (-1...1).contains(correlation)
        else { return nil }
        let spread = (minuend * (1 - minuend) * subtrahend * (1 - subtrahend)).squareRoot()
        let both = minuend * subtrahend + correlation * spread
        let least = max(0, minuend + subtrahend - 1)
        let most = min(minuend, subtrahend)
        guard both >= least - Self.rounding, both <= most + Self.rounding else { return nil }
        let possible = min(max(both, least), most)
        self.init(minuendOnly: minuend - possible, subtrahendOnly: subtrahend - possible)
    }

    /// The probability that the arms differ, in [0, 1].
    package var discordance: Double { min(1, minuendOnly + subtrahendOnly) }

    /// The minuend's rate minus the subtrahend's, in [-1, 1].
    package var difference: Double { minuendOnly - subtrahendOnly }
}
