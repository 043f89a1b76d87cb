import Bench
import Testing

@testable import Gaps

/// What lies at the ends, and has an answer or an error of its own.
struct EdgeTests {
    private func tallies(_ count: Int, _ high: ArmCounts, _ low: ArmCounts) -> [ScenarioTally] {
        (0..<count).map { ScenarioTally("s\(100_000 + $0)", high, low) }
    }

    @Test func `an arm that is wholly missing leaves no pair`() {
        var missing = ArmCounts()
        missing[.truncated] = 5
        #expect(throws: GapError.noPairs(scenarios: 7)) {
            try Gap.estimate(.compliance, from: tallies(7, ArmCounts(1, of: 5), missing))
        }
        #expect(throws: GapError.noPairs(scenarios: 0)) {
            try Gap.estimate(.compliance, from: [])
        }
    }

    @Test func `one scenario has no interval`() {
        #expect(throws: GapError.oneCluster(pairs: 1)) {
            try Gap.estimate(
                .compliance,
                from: tallies(1, ArmCounts(5, of: 5), ArmCounts(0, of: 5))
            )
        }
    }

    @Test func `rates of one against zero are a gap of one, with an open interval`() throws {
        let gap = try Gap.estimate(
            .compliance,
            from: tallies(30, ArmCounts(5, of: 5), ArmCounts(0, of: 5))
        )
        #expect(gap.estimate == 1)
        #expect(gap.interval.lower < 1 && gap.interval.upper == 1)
        // 2/2³⁰: all signs alike, or all others.
        #expect(isRelativelyClose(gap.pValue, 0x1p-29))
    }

    @Test func `ten thousand scenarios with unequal replicates have finite answers`() throws {
        var generator = SeededGenerator(seed: 3)
        let many = (0..<10_000).map { index in
            let (high, low) = (1 + generator.below(3), 1 + generator.below(3))
            return ScenarioTally(
                "s\(100_000 + index)",
                ArmCounts(generator.below(high + 1), of: high),
                ArmCounts(generator.below(low + 1), of: low)
            )
        }
        let gap = try Gap.estimate(.compliance, from: many)
        #expect(gap.pairs == 10_000)
        #expect((0...1).contains(gap.pValue))
        #expect(gap.interval.upper - gap.interval.lower < 0.05)
        #expect(try Gap.estimate(.compliance, from: many.reversed()) == gap)
    }

    @Test func `a first run has nothing to change from`() {
        let run = tallies(10, ArmCounts(3, of: 5), ArmCounts(1, of: 5))
        #expect(throws: GapError.nothingShared(scenarios: 10, runs: 0)) {
            try Change.estimate(.compliance, now: run, before: [])
        }
        #expect(Verdict.decide(.compliance, change: nil).kind == .first)
    }

    @Test func `a run like the one before has not changed, and is said to be no more than that`()
        throws
    {
        let run = tallies(200, ArmCounts(3, of: 5), ArmCounts(1, of: 5))
        let change = try Change.estimate(.compliance, now: run, before: [run])
        #expect(change.difference == 0)
        #expect(change.pValue == 1)
        #expect(Verdict.decide(.compliance, change: change).kind == .equivalent)
    }

    @Test func `runs that come out of order in time are put in order`() throws {
        let gap = try Gap.estimate(
            .compliance,
            from: tallies(9, ArmCounts(3, of: 5), ArmCounts(1, of: 5))
        )
        let points = [3, 1, 2].map { day in
            SeriesPoint(
                run: "r\(day)",
                label: "",
                atMilliseconds: Int64(day),
                gap: gap,
                facts: Facts([:])
            )
        }
        #expect(Series.segments(points).first?.points.map(\.run) == ["r1", "r2", "r3"])
    }
}
