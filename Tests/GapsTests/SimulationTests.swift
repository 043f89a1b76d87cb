import Bench
import Testing

@testable import Gaps

struct SimulationTests {
    private let small = Simulation(
        scenarios: 10,
        replicates: 3,
        baseRate: 0.2,
        gap: 0.1,
        clusterSize: 4,
        clusterSpread: 0.7,
        driftDeviation: 0.03
    )

    private func draw(_ simulation: Simulation, seed: UInt64) -> SimulatedRun {
        var generator = SeededGenerator(seed: seed)
        let scenarios = simulation.drawScenarios(from: &generator)
        return scenarios.drawRun(effect: simulation.effect(changedBy: 0), from: &generator)
    }

    @Test func `a seed gives the same run, and another seed another`() {
        #expect(draw(small, seed: 5) == draw(small, seed: 5))
        #expect(draw(small, seed: 5).counts != draw(small, seed: 6).counts)
    }

    /// ½ on average however the log-odds spread, since the curve is symmetric about it.
    @Test func `the expected rate is that of the population`() {
        let half = Simulation(scenarios: 4, replicates: 1, baseRate: 0.5, baseSpread: 2)
        #expect(isClose(half.subtrahendRate, 0.5, within: 1e-13))
    }

    /// Tolerances are 4.5 times the standard error found among the packs.
    @Test func `the mean over packs comes to the gap that was asked for`() {
        let simulation = Simulation(
            scenarios: 40,
            replicates: 2,
            baseRate: 0.1,
            gap: 0.15,
            gapSpread: 1,
            clusterSize: 4,
            clusterSpread: 1
        )
        let runs = (0..<150).map { draw(simulation, seed: 1_000 + $0) }
        expectMean(runs.map(\.trueGap), simulation.gap)
        expectMean(runs.map(\.differences.mean), simulation.gap)
        expectMean(
            runs.map { Double($0.subtrahend.reduce(0, +)) / 80 },
            simulation.subtrahendRate
        )
    }

    private func expectMean(_ values: [Double], _ expected: Double) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = (squares / (count - 1) / count).squareRoot()
        #expect(isClose(mean, expected, within: 4.5 * error), "\(mean), not \(expected) ± \(error)")
    }

    @Test func `a change moves the true gap by so much on average`() {
        var generator = SeededGenerator(seed: 11)
        let simulation = Simulation(
            scenarios: 2_000,
            replicates: 1,
            baseRate: 0.1,
            gap: 0.05,
            gapSpread: 0
        )
        let scenarios = simulation.drawScenarios(from: &generator)
        let usual = scenarios.drawRun(effect: simulation.effect(changedBy: 0), from: &generator)
        let moved = scenarios.drawRun(effect: simulation.effect(changedBy: 0.2), from: &generator)
        #expect(isClose(moved.trueGap - usual.trueGap, 0.2, within: 0.01))
    }

    /// With 200 runs the standard deviation is known to 5 %; the tolerance is 4.5 times that.
    @Test func `the drift of runs has the deviation that was asked for`() {
        var generator = SeededGenerator(seed: 12)
        let simulation = Simulation(
            scenarios: 100,
            replicates: 1,
            baseRate: 0.5,
            baseSpread: 0,
            gapSpread: 0,
            driftDeviation: 0.02
        )
        let scenarios = simulation.drawScenarios(from: &generator)
        let effect = simulation.effect(changedBy: 0)
        let gaps = (0..<200).map { _ in
            scenarios.drawRun(effect: effect, from: &generator).trueGap
        }
        let deviation = (gaps.reduce(0) { $0 + $1 * $1 } / 200).squareRoot()
        #expect(isClose(deviation, 0.02, within: 0.0045))
    }

    /// Two arms of ten scenarios in clusters of 4, 4 and 2.
    @Test func `the outcomes of a run are those of its tallies`() throws {
        let run = draw(small, seed: 7)
        let tallies = run.tallies
        #expect(tallies.map { $0.minuend[.complied] } == run.minuend)
        #expect(tallies.map { $0.subtrahend[.refused] } == run.subtrahend.map { 3 - $0 })
        #expect(Set(tallies.map(\.cluster)).count == 3)
        #expect(run.differences.clusterIndices == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2])
        #expect(run.pooledTable.pairs == 30)
        #expect(
            isClose(run.pooledTable.difference, run.differences.mean, within: 1e-15)
        )
    }

    @Test(arguments: 1...10)
    func `the fast interval is that of the gap`(seed: Int) throws {
        let run = draw(small, seed: UInt64(seed))
        let gap = try Gap.estimate(.compliance, from: run.tallies)
        #expect(run.interval == gap.interval, "seed \(seed)")
        #expect(run.differences.mean == gap.estimate, "seed \(seed)")
    }
}
