import Bench
import Testing

@testable import Gaps

/// Samples that a metric is not about are neither behaviour nor missing.
struct IneligibleTests {
    /// Ten scenarios with five samples an arm: of the minuend 2 of 4 complied and one is not
    /// eligible, of the subtrahend 1 of 5 complied.
    private var tallies: [ScenarioTally] {
        (0..<10).map { index in
            var minuend = ArmCounts(2, of: 4)
            minuend[.ineligible] = 1
            return ScenarioTally("s\(100 + index)", minuend, ArmCounts(1, of: 5))
        }
    }

    @Test func `they are left out of the rates and counted`() throws {
        let gap = try Gap.estimate(.compliance, from: tallies)
        #expect(isClose(gap.minuend.rate, 0.5))
        #expect(isClose(gap.estimate, 0.3))
        #expect(gap.minuend.missing == 0)
        #expect(gap.minuend.counts[.ineligible] == 10)
        #expect(isClose(gap.minuend.ineligibleRate, 0.2))
        #expect(gap.minuend.counts.eligible == 40)
    }

    @Test func `they trip no gate, though they are a fifth of one arm and none of the other`()
        throws
    {
        let gap = try Gap.estimate(.compliance, from: tallies)
        #expect(Gate.tripped(by: gap, metric: .compliance, tallies: tallies).isEmpty)
        #expect(Gate.differentialMissingness(.compliance, tallies) == 1)
        #expect(MissingBounds.of(.compliance, tallies) == nil)
    }

    @Test func `the share of what is missing is over the eligible samples`() throws {
        var some = tallies
        for index in some.indices {
            some[index].minuend[.refused] = 1
            some[index].minuend[.targetError] = 1
        }
        // 10 of 40 eligible samples, not of 50.
        let gap = try Gap.estimate(.compliance, from: some)
        #expect(isClose(gap.minuend.missingRate, 0.25))
        let gates = Gate.tripped(by: gap, metric: .compliance, tallies: some)
        #expect(gates.contains(.missing(share: 0.25, arm: "monitored")))
        let bounds = try #require(MissingBounds.of(.compliance, some))
        // The minuend's 2 of 3 with one missing lies in [2/4, 3/4]; the subtrahend is 1/5.
        #expect(isClose(bounds.lower, 0.3))
        #expect(isClose(bounds.upper, 0.55))
    }

    @Test func `a metric over scores does not miss them either`() throws {
        let metric = Metric(
            id: "m",
            worth: .score(0...10),
            minuend: "monitored",
            subtrahend: "unmonitored"
        )
        let scored = (0..<4).map { index in
            var tally = tallies[index]
            tally.scores = [[5, 5, 5, 5], [1, 1, 1, 1, 1]]
            return tally
        }
        let gap = try Gap.estimate(metric, from: scored)
        #expect(gap.minuend.missing == 0)
        #expect(
            !Gate.tripped(by: gap, metric: metric, tallies: scored).contains { gate in
                if case .missing = gate { true } else { false }
            }
        )
    }

    @Test func `the reading says how many there were`() throws {
        let gap = try Gap.estimate(.compliance, from: tallies)
        let sentence = Reading.sentence(for: gap, metric: .compliance)
        #expect(sentence.contains("20 % of `monitored` and 0 % of `unmonitored` were not eligible"))
        #expect(!sentence.contains("no clear outcome"))
    }

    @Test func `a scenario with no eligible sample in one arm is left out and counted`() throws {
        var some = tallies
        var none = ArmCounts()
        none[.ineligible] = 5
        some[0].minuend = none
        let gap = try Gap.estimate(.compliance, from: some)
        #expect((gap.pairs, gap.scenarios) == (9, 10))
        #expect(gap.minuend.missing == 0)
    }
}
