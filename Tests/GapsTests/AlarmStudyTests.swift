import Bench
import Testing

@testable import Gaps

struct AlarmStudyTests {
    private let simulation = Simulation(
        scenarios: 20,
        replicates: 3,
        baseRate: 0.1,
        gap: 0.1,
        driftDeviation: 0.02
    )

    /// The same draws through names and tallies.
    @Test(arguments: [3, 6])
    func `the verdicts are those of estimating and deciding`(history: Int) throws {
        let study = AlarmStudy(
            simulation,
            history: history,
            change: 0.25,
            metric: .compliance
        )
        let result = study.result(repetitions: 15, seed: 4)
        var generator = SeededGenerator(seed: 4)
        var verdicts: [Verdict.Kind: Int] = [:]
        var significant = 0
        for _ in 0..<15 {
            let scenarios = simulation.drawScenarios(from: &generator)
            let usual = simulation.effect(changedBy: 0)
            let before = (0..<history).map { _ in
                scenarios.drawRun(effect: usual, from: &generator).tallies
            }
            let changed = simulation.effect(changedBy: 0.25)
            let now = scenarios.drawRun(effect: changed, from: &generator).tallies
            let change = try Change.estimate(.compliance, now: now, before: before)
            verdicts[Verdict.decide(.compliance, change: change).kind, default: 0] += 1
            significant += change.pValue < 0.05 ? 1 : 0
        }
        #expect(result.verdicts == verdicts)
        #expect(result.rate(.change) == AlarmRate(alarms: significant, judged: 15))
        #expect(significant > 0)
        let alarms = verdicts.filter(\.key.isAlarm).values.reduce(0, +)
        #expect(result.rate(.verdict).alarms == alarms)
    }

    @Test func `the larger p-value alarms no more often than either`() {
        let study = AlarmStudy(simulation, history: 5, change: 0.1, metric: .compliance)
        let result = study.result(repetitions: 60, seed: 1)
        #expect(result.rate(.change).alarms <= result.rate(.signFlip).alarms)
        #expect(result.rate(.change).alarms <= result.rate(.prediction).alarms)
        #expect(result.rate(.verdict).alarms <= result.rate(.change).alarms)
        #expect(result == study.result(repetitions: 60, seed: 1))
    }

    @Test func `with one run before, the prediction never calls`() {
        let study = AlarmStudy(simulation, history: 1, change: 0.3, metric: .compliance)
        let result = study.result(repetitions: 20, seed: 1)
        #expect(result.rate(.prediction).alarms == 0)
        #expect(result.rate(.signFlip).alarms > 0)
        #expect(result.verdicts[.regressed] == nil)
    }
}
