/// Connor's number of pairs for a paired comparison of two rates.
///
/// It is quick and too small: it reckons with McNemar's test by the normal approximation. The
/// exact test at that number misses the power aimed at by some points (`McNemar.power` says by how
/// many), so it is a first figure, never the promise.
package enum Connor {
    /// The number of pairs before rounding up, above 0; infinite where the arms do not differ.
    ///
    /// `level` is two-sided, in (0, 1), and `power` in (level, 1).
    /// Source: Connor, «Sample size for testing differences in proportions for the paired-sample
    /// design», Biometrics 43, 1987.
    package static func pairs(
        for rates: DiscordantRates,
        level: Double = Planner.level,
        power: Double = Planner.power
    ) -> Double {
        Planner.check(level: level, power: power)
        let difference = rates.difference
        guard difference != 0 else { return .infinity }
        let square = difference * difference
        let atNone = Normal.quantile(upperTail: level / 2) * rates.discordance.squareRoot()
        let atSome =
            Normal.quantile(upperTail: 1 - power) * max(0, rates.discordance - square).squareRoot()
        return (atNone + atSome) * (atNone + atSome) / square
    }
}
