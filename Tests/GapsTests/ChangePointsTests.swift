import Bench
import Glibc
import Testing

@testable import Gaps

/// Golden cases `wpart_*`: an exact dynamic programme; no independent program stands behind them, so
/// exhaustive search does here.
struct ChangePointsTests {
    private static let level = [
        0.051, 0.047, 0.055, 0.049, 0.052, 0.046, 0.05, 0.053, 0.048, 0.051, 0.05, 0.049,
    ]
    private static let raised = [0.083, 0.079, 0.086, 0.081, 0.084, 0.08, 0.082, 0.085]

    @Test func `a step is found where it is`() {
        var errors = Array(repeating: 0.004, count: 20)
        errors[13] = 0.012
        let found = ChangePoints(Self.level + Self.raised, standardErrors: errors)
        #expect(found.starts == [12])
        #expect(isClose(found.means[0], 0.050083333333333334))
        #expect(isClose(found.means[1], 0.08293749999999998))
        #expect(isClose(found.cost, 15.27886348732917))
    }

    @Test func `a flat series is left whole`() {
        let errors = Array(repeating: 0.004, count: 12)
        let found = ChangePoints(Self.level, standardErrors: errors)
        #expect(found.starts.isEmpty)
        #expect(isClose(found.cost, 4.4322916666667425))
    }

    @Test func `one noisy run is no change`() {
        var values = Self.level
        values.insert(0.12, at: 8)
        var errors = Array(repeating: 0.004, count: 13)
        errors[8] = 0.05
        let found = ChangePoints(values, standardErrors: errors)
        #expect(found.starts.isEmpty)
        #expect(isClose(found.cost, 6.3865854877399215))
    }

    @Test(arguments: 1...20)
    func `it is the cheapest of all partitions`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = 7 + generator.below(6)
        let values = (0..<count).map { Double($0 < count / 2 ? 0 : 2) + generator.unit() * 3 }
        let errors = (0..<count).map { _ in 0.3 + generator.unit() }
        let found = ChangePoints(values, standardErrors: errors)
        var best = Double.infinity
        for mask in 0..<(1 << (count - 1)) {
            let starts = (1..<count).filter { mask >> ($0 - 1) & 1 == 1 }
            let ends = starts + [count]
            let stretches = zip([0] + starts, ends)
            guard stretches.allSatisfy({ $1 - $0 >= 3 }) else { continue }
            var cost = 3 * log(Double(count)) * Double(starts.count)
            for (start, end) in stretches {
                let weights = errors[start..<end].map { 1 / ($0 * $0) }
                let part = Array(values[start..<end])
                let mean =
                    zip(part, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
                for (value, weight) in zip(part, weights) {
                    cost += weight * (value - mean) * (value - mean)
                }
            }
            best = min(best, cost)
        }
        #expect(isClose(found.cost, best))
    }

    @Test func `short series have one stretch, and an empty one none`() {
        #expect(ChangePoints([1, 9], standardErrors: [0.1, 0.1]).starts.isEmpty)
        #expect(ChangePoints([1, 9], standardErrors: [0.1, 0.1]).means.count == 1)
        #expect(ChangePoints([], standardErrors: []).means.isEmpty)
    }
}
