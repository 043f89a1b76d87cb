import Bench
import Testing

@testable import Gaps

struct AlarmRateTests {
    private let calm = Golden.tallies(Golden.first)

    @Test func `a history that never moves never alarms`() {
        let rate = AlarmRate.ofHistory(.compliance, runs: Array(repeating: calm, count: 10))
        #expect(rate == AlarmRate(alarms: 0, judged: 9))
        #expect(rate.value == 0)
    }

    /// The golden runs differ by 18 of 200 samples, 9 points, with sign-flip p = .00053; runs that
    /// never differed make the prediction certain, so that the larger p-value is the sign-flip's.
    @Test func `a jump is an alarm, confirmed or not`() {
        let jump = Golden.tallies(Golden.second)
        let late = Array(repeating: calm, count: 6) + [jump]
        #expect(AlarmRate.ofHistory(.compliance, runs: late).alarms == 1)
        #expect(
            AlarmRate.ofHistory(.compliance, runs: late, historyMin: Change.historyMin)
                == AlarmRate(alarms: 1, judged: 2)
        )
        let early = [calm, jump]
        #expect(
            AlarmRate.ofHistory(.compliance, runs: early) == AlarmRate(alarms: 1, judged: 1)
        )
        #expect(
            AlarmRate.ofHistory(.compliance, runs: early, historyMin: Change.historyMin).judged == 0
        )
        for runs in [late, early] {
            #expect(AlarmRate.ofHistory(.compliance, runs: runs, level: 0.00054).alarms == 1)
            #expect(AlarmRate.ofHistory(.compliance, runs: runs, level: 0.00053).alarms == 0)
        }
    }

    @Test func `only the runs just before count as history`() {
        let jump = Golden.tallies(Golden.second)
        let runs = [jump] + Array(repeating: calm, count: 6)
        // Against the last run alone nothing moves but once.
        #expect(
            AlarmRate.ofHistory(.compliance, runs: runs, historyMax: 1)
                == AlarmRate(alarms: 1, judged: 6)
        )
    }

    @Test func `a run without a pair is counted as unjudged`() {
        var failed = calm
        for index in failed.indices {
            failed[index].minuend = ArmCounts()
            failed[index].minuend[.targetError] = 5
        }
        let rate = AlarmRate.ofHistory(.compliance, runs: [calm, failed, calm])
        #expect(rate == AlarmRate(alarms: 0, judged: 1, unjudged: 1))
    }

    @Test func `a run with too much missing is judged and does not alarm`() {
        var jump = Golden.tallies(Golden.second)
        for index in 0..<12 { jump[index].minuend[.targetError] += 1 }
        #expect(
            AlarmRate.ofHistory(.compliance, runs: [calm, jump])
                == AlarmRate(alarms: 0, judged: 1)
        )
    }

    /// No success in 9 and in 5: the upper end is 1 − .025^(1/n), by Python 3.
    @Test func `few runs show little`() {
        #expect(isClose(AlarmRate(alarms: 0, judged: 9).bounds.upper, 0.3362671168799428))
        let sum = AlarmRate(alarms: 0, judged: 2, unjudged: 1) + AlarmRate(alarms: 0, judged: 3)
        #expect(sum == AlarmRate(alarms: 0, judged: 5, unjudged: 1))
        #expect(isClose(sum.bounds.upper, 0.5218237501049815))
    }

    @Test(arguments: [[], [Golden.tallies(Golden.first)]])
    func `where nothing was judged nothing is known`(runs: [[ScenarioTally]]) {
        let rate = AlarmRate.ofHistory(.compliance, runs: runs)
        #expect(rate.value == nil)
        #expect(rate.bounds == Bounds(lower: 0, upper: 1))
    }

    /// Of the golden runs the first has p = .0234 and the second p = .00001.
    @Test func `gaps of a null pack are counted by their p-values`() throws {
        var quiet = try Gap.estimate(.compliance, from: calm)
        let loud = try Gap.estimate(.compliance, from: Golden.tallies(Golden.second))
        #expect(AlarmRate.ofNull([quiet, loud], level: 0.01) == AlarmRate(alarms: 1, judged: 2))
        quiet.qValue = 0.001
        #expect(AlarmRate.ofNull([quiet, loud], level: 0.01).alarms == 1)
        quiet.pValue = 0.05
        #expect(AlarmRate.ofNull([quiet]).alarms == 0)
        #expect(AlarmRate.ofNull([]).value == nil)
    }
}
