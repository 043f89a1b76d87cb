import Testing

@testable import Gaps

struct McNemarPowerTests {
    private static let assumed = [
        ([0.15, 0.08, 0.3], 235, 0.765526574177893, 0.8098449078624835),
        ([0.1, 0.05, 0.5], 232, 0.7760450227202881, 0.834498396690686),
        ([0.3, 0.2, 0.4], 181, 0.7706378282885366, 0.8107046662567219),
    ]

    /// Golden cases `power_paired_*`: exact enumeration in Python with scipy 1.16.
    ///
    /// Save one mid-p power: that of the second case says .8344984966906827, which differs in its
    /// seventh digit from enumeration with 50 digits in Python 3 (decimal), which stands here.
    @Test(arguments: assumed)
    func `the power is that of enumeration`(
        assumed: [Double],
        pairs: Int,
        exact: Double,
        mid: Double
    ) throws {
        let rates = try rates(assumed)
        #expect(isClose(McNemar.power(pairs: pairs, rates: rates), exact, within: 1e-11))
        #expect(isClose(McNemar.power(pairs: pairs, rates: rates, form: .mid), mid, within: 1e-11))
    }

    /// By enumeration in Python 3 with whole numbers for the critical splits.
    @Test(arguments: [
        ([0.15, 0.08, 0.3], 253, 0.801423704752502), ([0.1, 0.05, 0.5], 244, 0.8008135012954394),
        ([0.3, 0.2, 0.4], 193, 0.8005979856719656),
    ])
    func `the exact test takes more pairs than Connor's formula says`(
        assumed: [Double],
        pairs: Int,
        power: Double
    ) throws {
        let rates = try rates(assumed)
        #expect(McNemar.pairs(for: rates) == pairs)
        #expect(isClose(McNemar.power(pairs: pairs, rates: rates), power, within: 1e-11))
    }

    /// Where all pairs differ, 49 of them have a power of .810002 and 50 one of .782193; up to 53
    /// it falls below .8 again and again (enumeration in Python 3).
    @Test func `a power that does not last is not taken`() {
        let rates = DiscordantRates(minuendOnly: 0.7, subtrahendOnly: 0.3)
        #expect(isClose(McNemar.power(pairs: 49, rates: rates), 0.810002, within: 1e-6))
        #expect(isClose(McNemar.power(pairs: 50, rates: rates), 0.782193, within: 1e-6))
        #expect(McNemar.pairs(for: rates) == 54)
    }

    /// All tables of up to 12 pairs, each held against the test itself.
    @Test func `it is the sum over all tables that the test rejects`() {
        let rates = DiscordantRates(minuendOnly: 0.55, subtrahendOnly: 0.05)
        for pairs in [1, 6, 12] {
            for (form, level) in [(McNemar.Form.exact, 0.05), (.mid, 0.05), (.exact, 0.3)] {
                let power = McNemar.power(pairs: pairs, rates: rates, level: level, form: form)
                let sum = enumerated(pairs, rates, level, form)
                #expect(isClose(power, sum, within: 1e-13), "\(pairs) pairs, \(form), \(level)")
            }
        }
    }

    /// 2 · .5⁵ = .0625 for five pairs one way.
    @Test func `five pairs can show nothing, six can`() {
        let rates = DiscordantRates(minuendOnly: 1, subtrahendOnly: 0)
        #expect(McNemar.power(pairs: 5, rates: rates) == 0)
        #expect(McNemar.power(pairs: 6, rates: rates) == 1)
        #expect(McNemar.pairs(for: rates) == 6)
    }

    @Test func `without discordant pairs or a difference there is no number`() {
        let none = DiscordantRates(minuendOnly: 0, subtrahendOnly: 0)
        #expect(McNemar.power(pairs: 100, rates: none) == 0)
        #expect(McNemar.pairs(for: none) == nil)
        let even = DiscordantRates(minuendOnly: 0.2, subtrahendOnly: 0.2)
        #expect(McNemar.pairs(for: even) == nil)
        #expect(McNemar.power(pairs: 0, rates: even) == 0)
    }

    @Test func `without a difference the power stays below the level`() {
        let even = DiscordantRates(minuendOnly: 0.2, subtrahendOnly: 0.2)
        for pairs in stride(from: 20, through: 400, by: 20) {
            #expect(McNemar.power(pairs: pairs, rates: even) <= 0.05, "\(pairs) pairs")
        }
    }

    /// By enumeration in Python 3, with splits summed term by term; the normal approximation gives
    /// .711.
    @Test func `twenty thousand pairs are reckoned too`() {
        let rates = DiscordantRates(minuendOnly: 0.105, subtrahendOnly: 0.097)
        let power = McNemar.power(pairs: McNemar.pairsMax, rates: rates)
        #expect(isClose(power, 0.706125910656472))
    }

    private func rates(_ assumed: [Double]) throws -> DiscordantRates {
        try #require(
            DiscordantRates(
                minuend: assumed[0],
                subtrahend: assumed[1],
                correlation: assumed[2]
            )
        )
    }

    private func enumerated(
        _ pairs: Int,
        _ rates: DiscordantRates,
        _ level: Double,
        _ form: McNemar.Form
    ) -> Double {
        let even = 1 - rates.discordance
        var sum = 0.0
        for left in 0...pairs {
            for right in 0...pairs - left {
                let test = McNemar(PairedTable([0, left, right, pairs - left - right]))
                guard (form == .exact ? test.exact : test.mid) <= level else { continue }
                var chance = 1.0
                // The multinomial coefficient and the powers, factor by factor.
                for (count, rate, before) in [
                    (left, rates.minuendOnly, 0), (right, rates.subtrahendOnly, left),
                    (pairs - left - right, even, left + right),
                ] {
                    for index in 0..<count {
                        chance *= rate * Double(before + index + 1) / Double(index + 1)
                    }
                }
                sum += chance
            }
        }
        return sum
    }
}
