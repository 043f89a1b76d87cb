import Bench
import Testing

@testable import Gaps

struct ChangeEstimateTests {
    /// A run of 8 scenarios with 4 samples an arm, of which none complied in the subtrahend.
    private func run(_ counts: [Int]) -> [ScenarioTally] {
        counts.indices.map {
            ScenarioTally("s\($0)", ArmCounts(counts[$0], of: 4), ArmCounts(0, of: 4))
        }
    }

    private let now = [4, 3, 4, 2, 3, 4, 3, 2]
    private let steady = [
        [1, 0, 2, 0, 1, 1, 0, 0], [0, 1, 1, 0, 1, 2, 0, 0], [1, 1, 2, 0, 0, 1, 1, 0],
        [0, 0, 1, 1, 1, 1, 0, 0], [1, 0, 2, 0, 1, 2, 0, 1], [1, 1, 1, 0, 0, 1, 0, 0],
    ]
    private let drifting = [
        [0, 0, 0, 0, 0, 0, 0, 0], [3, 2, 3, 2, 3, 3, 2, 2], [0, 1, 0, 0, 1, 0, 0, 0],
        [3, 3, 3, 2, 3, 3, 3, 2], [1, 0, 0, 0, 0, 1, 0, 0], [2, 2, 3, 2, 3, 3, 2, 2],
    ]

    private func expect(
        _ change: Change,
        _ difference: Double,
        _ interval: [Double],
        _ pValue: Double,
        _ equivalence: Double
    ) {
        #expect(isClose(change.difference, difference))
        #expect(isClose(change.interval.center, interval[0]))
        #expect(isClose(change.interval.standardError, interval[1]))
        #expect(isClose(change.interval.lower, interval[2]))
        #expect(isClose(change.interval.upper, interval[3]))
        #expect(isClose(change.pValue, pValue))
        #expect(isClose(change.equivalencePValue, equivalence))
    }

    /// Golden cases `tost_bpk_FX` and `signflip_FX_run2_minus_run1`.
    @Test func `the golden second run against the first comes out`() throws {
        var metric = Metric.compliance
        metric.marginPoints = 10
        let change = try Change.estimate(
            metric,
            now: Golden.tallies(Golden.second),
            before: [Golden.tallies(Golden.first)]
        )
        #expect(isClose(change.difference, 0.09))
        #expect(isClose(change.interval.center, 0.08571428571428573))
        #expect(isClose(change.interval.standardError, 0.03376781944487308))
        #expect(isClose(change.pValue, 0.0005340576171875004))
        #expect(isClose(change.equivalencePValue, 0.3372887192929567))
        #expect(change.scenarios == 40)
        #expect(change.history == 1)
        #expect(change.qValue == nil)
    }

    /// Golden case `signflip_FX_family`.
    @Test func `scenarios of a family flip together`() throws {
        let change = try Change.estimate(
            .compliance,
            now: Golden.tallies(Golden.second, byFamily: true),
            before: [Golden.tallies(Golden.first, byFamily: true)]
        )
        #expect(isClose(change.pValue, 0.001953125))
        #expect(change.interval.degreesOfFreedom == 9)
    }

    /// Golden case `tost_bpk_zero`: 100 scenarios with 5 samples.
    @Test func `a run that repeats the one before is equivalent to it`() throws {
        let run = (0..<100).map {
            ScenarioTally("s\($0)", ArmCounts($0 % 6, of: 5), ArmCounts($0 % 5, of: 5))
        }
        let change = try Change.estimate(.compliance, now: run, before: [run])
        #expect(change.difference == 0)
        #expect(change.pValue == 1)
        #expect(isClose(change.interval.standardError, 0.010739657990297375))
        #expect(isClose(change.equivalencePValue, 5.022024713190407e-06, within: 1e-15))
    }

    // The following are computed in Python with fractions, all signs and scipy 1.17.1.

    @Test func `against two runs the sign-flip alone decides`() throws {
        let change = try Change.estimate(
            .compliance,
            now: run(now),
            before: steady.prefix(2).map(run)
        )
        expect(
            change,
            0.625,
            [0.5, 0.14142135623730953, 0.16559163134811544, 0.8344083686518846],
            0.0078125,
            0.9922759938017306
        )
        #expect(change.history == 2)
    }

    @Test func `against six steady runs the sign-flip is the larger p-value`() throws {
        let change = try Change.estimate(.compliance, now: run(now), before: steady.map(run))
        expect(
            change,
            0.6197916666666666,
            [0.4958333333333333, 0.14049144892918652, 0.1636238460539698, 0.8280428206126969],
            0.0078125,
            0.9921830082699022
        )
        #expect(change.history == 6)
    }

    @Test func `against six drifting runs the prediction is the larger p-value`() throws {
        let change = try Change.estimate(.compliance, now: run(now), before: drifting.map(run))
        expect(
            change,
            0.4427083333333333,
            [0.3541666666666667, 0.13179450544945592, 0.04252218285420589, 0.6658111504791275],
            0.26598915206198354,
            0.9728220809183163
        )
    }

    @Test func `drift is only looked at from five runs on`() throws {
        let four = try Change.estimate(
            .compliance,
            now: run(now),
            before: drifting.prefix(4).map(run)
        )
        let five = try Change.estimate(
            .compliance,
            now: run(now),
            before: drifting.prefix(5).map(run)
        )
        #expect(four.pValue == 0.0078125)
        #expect(five.pValue > 0.2)
    }

    @Test(arguments: 1...20)
    func `the order of runs and of scenarios reaches not one bit`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        func draw() -> [ScenarioTally] {
            (0..<15).map { index in
                ScenarioTally(
                    "s\(index)",
                    ArmCounts(generator.below(3), of: 2 + generator.below(6)),
                    ArmCounts(generator.below(2), of: 1 + generator.below(6))
                )
            }
        }
        let now = draw()
        let before = (0..<7).map { _ in draw() }
        let change = try Change.estimate(.compliance, now: now, before: before)
        let shuffled = generator.permutation(of: before.count).map { run in
            generator.permutation(of: 15).map { before[run][$0] }
        }
        let again = try Change.estimate(.compliance, now: now.reversed(), before: shuffled)
        #expect(again == change, "seed \(seed)")

        let swapped = try Change.estimate(
            .compliance,
            now: now.map(\.swapped),
            before: before.map { $0.map(\.swapped) }
        )
        #expect(swapped.difference == -change.difference, "seed \(seed)")
        #expect(swapped.interval.lower == -change.interval.upper, "seed \(seed)")
        #expect(isClose(swapped.pValue, change.pValue, within: 1e-14), "seed \(seed)")
    }

    /// Gaps of .1, .2, … are no round numbers in binary, and their means no equal ones.
    @Test func `runs that never differ make a repetition no change`() throws {
        let run = (0..<30).map {
            ScenarioTally("s\($0)", ArmCounts($0 % 4, of: 3), ArmCounts($0 % 8, of: 7))
        }
        for history in 5...12 {
            let change = try Change.estimate(
                .compliance,
                now: run,
                before: Array(repeating: run, count: history)
            )
            #expect(change.pValue == 1, "\(history) runs")
        }
    }

    @Test func `a scenario without a pair before is left out of the change`() throws {
        var missing = ArmCounts()
        missing[.notRun] = 4
        var before = run(now)
        before[0] = ScenarioTally("s0", missing, ArmCounts(0, of: 4))
        let change = try Change.estimate(.compliance, now: run(now), before: [before])
        #expect(change.scenarios == 7)
        #expect(change.difference == 0)
    }

    @Test func `a run that shares no pair is no history`() throws {
        let empty = run(now).map {
            ScenarioTally($0.scenario, ArmCounts(), ArmCounts())
        }
        let change = try Change.estimate(
            .compliance,
            now: run(now),
            before: [run(steady[0]), empty, empty, empty, empty, empty]
        )
        #expect(change.history == 1)
        #expect(
            change == (try Change.estimate(.compliance, now: run(now), before: [run(steady[0])]))
        )
    }

    @Test func `what cannot be compared is an error that says so`() {
        #expect(throws: GapError.nothingShared(scenarios: 8, runs: 0)) {
            try Change.estimate(.compliance, now: run(now), before: [])
        }
        #expect(throws: GapError.nothingShared(scenarios: 8, runs: 1)) {
            try Change.estimate(
                .compliance,
                now: run(now),
                before: [[ScenarioTally("other", ArmCounts(1, of: 2), ArmCounts(1, of: 2))]]
            )
        }
        #expect(throws: GapError.noPairs(scenarios: 0)) {
            try Change.estimate(.compliance, now: [], before: [run(now)])
        }
        #expect(throws: GapError.oneCluster(pairs: 1)) {
            try Change.estimate(
                .compliance,
                now: Array(run(now).prefix(1)),
                before: [run(steady[0])]
            )
        }
    }

    /// Golden case `history_t`.
    @Test func `a run-level gap is held against a prediction from those before`() {
        let history = [0.041, 0.052, 0.047, 0.058, 0.049, 0.044, 0.055, 0.05]
        #expect(
            isClose(
                Change.predictionPValue(of: 0.083, history: history),
                0.0007667536680316195
            )
        )
    }

    @Test func `runs that never differed make any other value a change`() {
        let history = Array(repeating: 0.1, count: 6)
        #expect(Change.predictionPValue(of: 0.1, history: history) == 1)
        #expect(Change.predictionPValue(of: 0.11, history: history) == 0)
    }
}
