import Testing

@testable import Gaps

struct DiscordantRatesTests {
    /// .5 · .5 + .2 · .25 = .3 in both arms.
    @Test func `the rates follow from the arms and their correlation`() throws {
        let rates = try #require(
            DiscordantRates(minuend: 0.5, subtrahend: 0.5, correlation: 0.2)
        )
        #expect(isClose(rates.minuendOnly, 0.2))
        #expect(isClose(rates.subtrahendOnly, 0.2))
        #expect(isClose(rates.discordance, 0.4))
        #expect(rates.difference == 0)
    }

    /// Both of .1 and .5 together at most .1: a covariance of .05 over a spread of .15.
    @Test func `a correlation that the rates do not allow is refused`() {
        #expect(DiscordantRates(minuend: 0.1, subtrahend: 0.5, correlation: 1.0 / 3) != nil)
        #expect(DiscordantRates(minuend: 0.1, subtrahend: 0.5, correlation: 0.34) == nil)
        #expect(DiscordantRates(minuend: 0.1, subtrahend: 0.5, correlation: -1.0 / 3) != nil)
        #expect(DiscordantRates(minuend: 0.1, subtrahend: 0.5, correlation: -0.34) == nil)
    }

    @Test func `equal rates may be the same event or exclude each other`() throws {
        let same = try #require(DiscordantRates(minuend: 0.3, subtrahend: 0.3, correlation: 1))
        #expect(same.discordance == 0)
        let other = try #require(DiscordantRates(minuend: 0.5, subtrahend: 0.5, correlation: -1))
        #expect(other.discordance == 1)
    }

    @Test func `an arm at zero or one takes any correlation`() throws {
        let zero = try #require(DiscordantRates(minuend: 0, subtrahend: 0.4, correlation: 0.9))
        #expect(zero.minuendOnly == 0)
        #expect(zero.subtrahendOnly == 0.4)
        let one = try #require(DiscordantRates(minuend: 1, subtrahend: 0.4, correlation: -0.9))
        #expect(isClose(one.minuendOnly, 0.6))
        #expect(one.subtrahendOnly == 0)
    }

    @Test(arguments: [(-0.1, 0.5, 0.0), (0.5, 1.1, 0), (0.5, 0.5, 1.1), (.nan, 0.5, 0)])
    func `what is no rate or correlation is refused`(
        minuend: Double,
        subtrahend: Double,
        correlation: Double
    ) {
        #expect(
            DiscordantRates(minuend: minuend, subtrahend: subtrahend, correlation: correlation)
                == nil
        )
        #expect(DiscordantRates(minuend: 0.5, subtrahend: 0.5, correlation: .nan) == nil)
    }
}
