import Bench
import Testing

@testable import Gaps

struct CoverageStudyTests {
    private let simulation = Simulation(scenarios: 20, replicates: 3, baseRate: 0.1, gap: 0.1)

    @Test func `a seed gives the same counts`() {
        let study = CoverageStudy(simulation)
        #expect(study.result(repetitions: 20, seed: 3) == study.result(repetitions: 20, seed: 3))
    }

    /// The same draws through names and tallies.
    @Test func `what is counted is what estimating each run would give`() throws {
        let result = CoverageStudy(simulation).result(repetitions: 40, seed: 9)
        var generator = SeededGenerator(seed: 9)
        var (covered, drawn, robust, width) = (0, 0, 0, 0.0)
        for _ in 0..<40 {
            let scenarios = simulation.drawScenarios(from: &generator)
            let effect = simulation.effect(changedBy: 0)
            let run = scenarios.drawRun(effect: effect, from: &generator)
            let interval = try Gap.estimate(.compliance, from: run.tallies).interval
            covered += (interval.lower...interval.upper).contains(simulation.gap) ? 1 : 0
            drawn += (interval.lower...interval.upper).contains(run.trueGap) ? 1 : 0
            width += interval.upper - interval.lower
            let other = ClusterRobust(run.differences).bounds
            robust += (other.lower...other.upper).contains(simulation.gap) ? 1 : 0
        }
        #expect(result.clusteredBonettPrice.repetitions == 40)
        #expect(result.clusteredBonettPrice.covered == covered)
        #expect(result.clusteredBonettPrice.coveredDrawn == drawn)
        #expect(isClose(result.clusteredBonettPrice.meanWidth, width / 40))
        #expect(result.clusterRobust.covered == robust)
        #expect(result.clusteredBonettPrice.rate == Double(covered) / 40)
    }

    /// 4 sizes, 4 replicates and 4 rates.
    @Test func `the grid has 64 regimes, no two alike`() {
        let grid = CoverageStudy.grid(gap: 0)
        #expect(grid.count == 64)
        #expect(Set(grid).count == 64)
    }
}
