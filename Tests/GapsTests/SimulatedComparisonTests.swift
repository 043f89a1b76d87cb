import Bench
import Testing

@testable import Gaps

struct SimulatedComparisonTests {
    /// Singletons and clusters, one sample and several, too little history and enough.
    @Test(
        arguments: [(20, 1, 1, 1), (30, 3, 1, 4), (30, 5, 4, 5), (25, 2, 3, 10), (40, 3, 1, 7)],
        1...4
    )
    func `the fast change is that of the tallies, bit for bit`(
        shape: (scenarios: Int, replicates: Int, clusterSize: Int, history: Int),
        seed: Int
    ) throws {
        let simulation = Simulation(
            scenarios: shape.scenarios,
            replicates: shape.replicates,
            baseRate: 0.15,
            gap: 0.1,
            clusterSize: shape.clusterSize,
            clusterSpread: 0.5,
            driftDeviation: 0.03
        )
        var generator = SeededGenerator(seed: UInt64(seed))
        let scenarios = simulation.drawScenarios(from: &generator)
        let usual = simulation.effect(changedBy: 0)
        let before = (0..<shape.history).map { _ in
            scenarios.drawRun(effect: usual, from: &generator)
        }
        let now = scenarios.drawRun(effect: usual + 0.5, from: &generator)
        let fast = SimulatedComparison(now, before: before, metric: .compliance)
        let slow = try Change.estimate(
            .compliance,
            now: now.tallies,
            before: before.map(\.tallies)
        )
        #expect(fast.change == slow, "seed \(seed)")
        #expect((fast.prediction == nil) == (shape.history == 1))
    }
}
