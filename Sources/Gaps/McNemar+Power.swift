extension McNemar {
    /// Which of the two p-values a level is held against.
    package enum Form: Sendable { case exact, mid }

    /// The most pairs that a power is reckoned for.
    package static let pairsMax = 20_000
    /// For so many further pairs the power must stay where it was wanted.
    package static let steadyPairs = 10

    /// Weights of discordant counts below this share of the largest are left out.
    private static let weightMin = 1e-18

    /// The probability that the test rejects with so many pairs, in [0, 1].
    ///
    /// Unconditional: every number of discordant pairs and every split of it is reckoned with, save
    /// numbers that together have a probability below 1e-15. Rejecting means a p-value of at most
    /// `level`, in (0, 0.5), to whichever side. `pairs` is in 0...`pairsMax`.
    ///
    /// Source: enumeration; the design is that of Duffy, «Asymptotic and exact power for the
    /// McNemar test and its analogue with R controls per case», Biometrics 40, 1984.
    package static func power(
        pairs: Int,
        rates: DiscordantRates,
        level: Double = Planner.level,
        form: Form = .exact
    ) -> Double {
        precondition((0...pairsMax).contains(pairs), "the number of pairs is out of range")
        let splits = CriticalSplits(upTo: pairs, level: level, form: form)
        return power(pairs, rates, splits, byLot: false)
    }

    /// The smallest number of pairs whose exact power reaches the one wanted, and keeps it.
    ///
    /// Power is a saw, not a slope: one pair more may lower it by a point. So the number is the
    /// first from which the power stays at or above `power` for `steadyPairs` pairs more. Nil where
    /// that takes more than `pairsMax`, as where the arms do not differ.
    package static func pairs(
        for rates: DiscordantRates,
        level: Double = Planner.level,
        power wanted: Double = Planner.power
    ) -> Int? {
        Planner.check(level: level, power: wanted)
        guard rates.difference != 0 else { return nil }
        var splits = CriticalSplits(upTo: 0, level: level, form: .exact)
        func reaches(_ pairs: Int, byLot: Bool) -> Bool {
            splits.extend(to: pairs)
            return power(pairs, rates, splits, byLot: byLot) >= wanted
        }
        var run = 0
        var pairs = start { reaches($0, byLot: true) }
        while pairs <= pairsMax {
            run = reaches(pairs, byLot: false) ? run + 1 : 0
            if run > steadyPairs { return pairs - steadyPairs }
            pairs += 1
        }
        return nil
    }

    /// A number below which the search need not look.
    ///
    /// The test that fills its level up by lot is never less powerful than the exact one and gains
    /// with each pair, so that its number can be found by halving.
    private static func start(reaches: (Int) -> Bool) -> Int {
        var high = 1
        while high <= pairsMax, !reaches(high) { high *= 2 }
        guard high > 1 else { return 1 }
        var low = high / 2
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if middle <= pairsMax, !reaches(middle) { low = middle } else { high = middle }
        }
        return high
    }

    /// Sums over the numbers of discordant pairs, from the likeliest to both sides.
    private static func power(
        _ pairs: Int,
        _ rates: DiscordantRates,
        _ splits: CriticalSplits,
        byLot: Bool
    ) -> Double {
        let discordance = rates.discordance
        guard discordance > 0 else { return 0 }
        let share = min(1, rates.minuendOnly / discordance)
        let conditional = { (discordant: Int) in
            rejection(discordant, share, splits, byLot: byLot)
        }
        guard discordance < 1 else { return conditional(pairs) }
        let odds = discordance / (1 - discordance)
        let mode = min(pairs, Int(Double(pairs + 1) * discordance))
        var weight = 1.0
        var (weights, sum) = (1.0, conditional(mode))
        // The weights are relative to the likeliest one, so that no logarithm has to be exact.
        var discordant = mode
        while discordant < pairs, weight > weightMin {
            weight *= odds * Double(pairs - discordant) / Double(discordant + 1)
            discordant += 1
            weights += weight
            sum += weight * conditional(discordant)
        }
        (discordant, weight) = (mode, 1)
        while discordant > 0, weight > weightMin {
            weight *= Double(discordant) / (odds * Double(pairs - discordant + 1))
            discordant -= 1
            weights += weight
            sum += weight * conditional(discordant)
        }
        return min(1, sum / weights)
    }

    /// The probability of a rejected split where `share` is that of the minuend's pairs.
    private static func rejection(
        _ discordant: Int,
        _ share: Double,
        _ splits: CriticalSplits,
        byLot: Bool
    ) -> Double {
        let last = splits.last[discordant]
        let exact = tails(last, discordant, share)
        guard byLot else { return exact }
        let more = tails(last + 1, discordant, share)
        return exact + splits.share[discordant] * (more - exact)
    }

    /// The probability that one of the two ways gets at most `fewer` of the discordant pairs.
    private static func tails(_ fewer: Int, _ discordant: Int, _ share: Double) -> Double {
        guard fewer >= 0 else { return 0 }
        guard fewer < discordant else { return 2 }
        // The lower binomial tail is an incomplete beta function. Source: NIST DLMF 8.17.5.
        let (more, less) = (Double(discordant - fewer), Double(fewer + 1))
        return SpecialFunctions.incompleteBeta(1 - share, complement: share, more, less)
            + SpecialFunctions.incompleteBeta(share, complement: 1 - share, more, less)
    }
}
