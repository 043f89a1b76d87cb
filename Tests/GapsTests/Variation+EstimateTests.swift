import Bench
import Testing

@testable import Gaps

struct VariationEstimateTests {
    private func tally(_ id: String, _ minuend: (Int, Int), _ subtrahend: (Int, Int))
        -> ScenarioTally
    {
        ScenarioTally(
            id,
            ArmCounts(minuend.0, of: minuend.1),
            ArmCounts(subtrahend.0, of: subtrahend.1)
        )
    }

    /// Differences 1, 0, .5 and −.5 have the variance 1.25/3; samples put 1/4 into it.
    @Test func `the variances add up by hand`() throws {
        let estimate = try #require(
            Variation.estimate(
                .compliance,
                from: [
                    tally("a", (2, 2), (0, 2)), tally("b", (1, 2), (1, 2)),
                    tally("c", (1, 2), (0, 2)), tally("d", (0, 2), (1, 2)),
                ]
            )
        )
        #expect(isClose(estimate.variation.between, 1.25 / 3 - 0.25))
        #expect(isClose(estimate.variation.minuend, 0.25))
        #expect(isClose(estimate.variation.subtrahend, 0.25))
        #expect(estimate.pairs == 4)
        #expect(estimate.leftOut == 0)
    }

    @Test func `one sample in an arm cannot tell the two kinds apart`() {
        let single = (0..<9).map { tally("s\($0)", ($0 % 2, 1), (0, 1)) }
        #expect(Variation.estimate(.compliance, from: single) == nil)
        #expect(Variation.estimate(.compliance, from: []) == nil)
        let one = single + [tally("x", (1, 2), (1, 2))]
        #expect(Variation.estimate(.compliance, from: one) == nil)
    }

    @Test func `scenarios with one sample in an arm are left out and counted`() throws {
        var missing = ArmCounts()
        missing[.targetError] = 2
        let tallies = [
            tally("a", (2, 2), (0, 2)), tally("b", (0, 2), (0, 2)), tally("c", (1, 1), (0, 2)),
            ScenarioTally("d", ArmCounts(1, of: 2), missing),
        ]
        let estimate = try #require(Variation.estimate(.compliance, from: tallies))
        #expect(estimate.pairs == 2)
        #expect(estimate.leftOut == 2)
        #expect(isClose(estimate.variation.between, 0.5))
        #expect(estimate.variation.within == 0)
    }

    @Test func `samples that vary more than scenarios leave nothing between`() throws {
        let tallies = (0..<8).map { tally("s\($0)", (1, 2), (1, 2)) }
        let estimate = try #require(Variation.estimate(.compliance, from: tallies))
        #expect(estimate.variation.between == 0)
        #expect(estimate.variation.within == 1)
    }

    @Test func `the order of scenarios changes no bit`() {
        let tallies = Golden.tallies(Golden.second)
        let shuffled = Array(tallies.reversed())
        #expect(
            Variation.estimate(.compliance, from: tallies)
                == Variation.estimate(.compliance, from: shuffled)
        )
    }

    /// 4,000 scenarios of 3 samples; seed 1.
    ///
    /// Rates are .1 or .5 in the minuend and .1 in the subtrahend: ω² is .04, and the mean variances
    /// are (.09 + .25)/2 and .09.
    @Test func `drawn scenarios give back the variances that they were drawn with`() throws {
        var generator = SeededGenerator(seed: 1)
        func draw(_ tenths: Int) -> Int {
            (0..<3).reduce(0) { count, _ in count + (generator.below(10) < tenths ? 1 : 0) }
        }
        let tallies = (0..<4_000).map { index in
            tally("s\(index)", (draw(index % 2 == 0 ? 1 : 5), 3), (draw(1), 3))
        }
        let estimate = try #require(Variation.estimate(.compliance, from: tallies))
        #expect(isClose(estimate.variation.between, 0.04, within: 0.01))
        #expect(isClose(estimate.variation.minuend, 0.17, within: 0.01))
        #expect(isClose(estimate.variation.subtrahend, 0.09, within: 0.01))
    }
}
