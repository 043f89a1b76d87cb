import Bench
import Testing

@testable import Gaps

struct PairTests {
    private func tally(_ minuend: ArmCounts, _ subtrahend: ArmCounts) -> ScenarioTally {
        ScenarioTally("s", minuend, subtrahend)
    }

    @Test func `a difference is rounded once`() throws {
        let pairs = Pair.all(
            of: .compliance,
            in: [tally(ArmCounts(4, of: 5), ArmCounts(3, of: 5))]
        )
        // .8 − .6 in floating point is .20000000000000007.
        #expect(try #require(pairs.first).difference == 0.2)
    }

    @Test func `a block is an outcome, a failure is none`() throws {
        var counts = ArmCounts(2, of: 4)
        counts[.vendorBlocked] = 1
        for outcome in [
            Outcome.judgeFailed, .judgeRefused, .targetError, .truncated, .notRun, .unparsed,
        ] { counts[outcome] = 3 }
        let share = try #require(Share(counts, metric: .compliance))
        #expect(share.counted == 2)
        #expect(share.usable == 5)
    }

    @Test func `unparsed replies stay in the denominator where the metric says so`() throws {
        var counts = ArmCounts(2, of: 4)
        counts[.unparsed] = 1
        counts[.judgeFailed] = 1
        var metric = Metric.compliance
        metric.unparsed = .notCounted
        #expect(try #require(Share(counts, metric: metric)).usable == 5)
        #expect(try #require(Share(counts, metric: .compliance)).usable == 4)
    }

    @Test func `a metric may count what is not clear, and its rate stays below one`() throws {
        var counts = ArmCounts(2, of: 4)
        counts[.truncated] = 6
        var metric = Metric.compliance
        metric.counts = .truncated
        #expect(try #require(Share(counts, metric: metric)).rate == 0.6)
    }

    @Test func `an arm without a usable outcome makes no pair`() {
        var missing = ArmCounts()
        missing[.targetError] = 5
        #expect(Pair.all(of: .compliance, in: [tally(ArmCounts(1, of: 5), missing)]).isEmpty)
        #expect(Pair.all(of: .compliance, in: [tally(missing, ArmCounts(1, of: 5))]).isEmpty)
    }

    @Test func `pairs come in the order of their ids as bytes`() {
        let counts = ArmCounts(1, of: 2)
        let pairs = Pair.all(
            of: .compliance,
            in: ["b", "é", "a10", "a9", "B"].map { ScenarioTally($0, counts, counts) }
        )
        #expect(pairs.map(\.scenario) == ["B", "a10", "a9", "b", "é"])
    }
}
