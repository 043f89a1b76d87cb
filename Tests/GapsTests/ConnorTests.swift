import Testing

@testable import Gaps

/// Golden cases `power_paired_*`: the published formula, computed in Python with scipy 1.16.
struct ConnorTests {
    @Test(arguments: [
        ([0.15, 0.08, 0.3], 0.14787737101610082, 234.50000614942215),
        ([0.1, 0.05, 0.5], 0.07461651584688991, 231.8904967208748),
        ([0.3, 0.2, 0.4], 0.2333575777614131, 180.78362170323635),
    ])
    func `the pairs are those of the formula`(
        assumed: [Double],
        discordance: Double,
        pairs: Double
    ) throws {
        let rates = try #require(
            DiscordantRates(
                minuend: assumed[0],
                subtrahend: assumed[1],
                correlation: assumed[2]
            )
        )
        #expect(isClose(rates.discordance, discordance, within: 1e-12))
        #expect(isClose(Connor.pairs(for: rates), pairs, within: 1e-8))
    }

    @Test func `it does not matter which arm is the higher one`() {
        let rates = DiscordantRates(minuendOnly: 0.1, subtrahendOnly: 0.03)
        let swapped = DiscordantRates(minuendOnly: 0.03, subtrahendOnly: 0.1)
        #expect(Connor.pairs(for: rates) == Connor.pairs(for: swapped))
    }

    /// With all pairs discordant one way nothing varies under the alternative: z²_α/2 pairs.
    @Test func `without a difference no number is enough`() {
        let none = DiscordantRates(minuendOnly: 0.1, subtrahendOnly: 0.1)
        #expect(Connor.pairs(for: none) == .infinity)
        let all = DiscordantRates(minuendOnly: 1, subtrahendOnly: 0)
        #expect(isClose(Connor.pairs(for: all), 1.959963984540054 * 1.959963984540054))
    }
}
