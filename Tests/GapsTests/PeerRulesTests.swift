import Bench
import Testing

@testable import Gaps

struct PeerRulesTests {
    private func run(_ minuend: [Int], clusterSize: Int = 1) -> SimulatedRun {
        SimulatedRun(
            simulation: Simulation(
                scenarios: minuend.count,
                replicates: 1,
                baseRate: 0.5,
                clusterSize: clusterSize
            ),
            minuend: minuend,
            subtrahend: minuend.map { _ in 0 }
        )
    }

    /// By hand: both variances of the mean are ¼ / 4, so z = ½ / √⅛ = √2 and p = erfc(1).
    ///
    /// Pooled, z = ½ / √(2 · 3/16 / 4) and p = erfc(2/√3). Both erfc by Python 3.
    @Test func `the two z tests come out as by hand`() {
        let (now, before) = (run([1, 1, 1, 0]), run([0, 0, 1, 0]))
        #expect(isClose(PeerRules.unpairedPValue(now, before), 0.15729920705028513))
        #expect(isClose(PeerRules.pooledPValue(now, before), 0.10247043485974938))
    }

    /// By hand: clusters of sums 2 and 1 about 1.5 each deviate by ½; ½ · 2 / (1 · 16) is 1/16, and
    /// of sums 0 and 1 likewise.
    @Test func `the unpaired z takes clusters for its units`() {
        let now = run([1, 1, 1, 0], clusterSize: 2)
        let before = run([0, 0, 1, 0], clusterSize: 2)
        #expect(isClose(PeerRules.unpairedPValue(now, before), 0.15729920705028513))
        let apart = run([1, 0, 0, 1], clusterSize: 2)
        #expect(PeerRules.unpairedPValue(apart, apart) == 1)
    }

    @Test func `runs without any spread differ or do not`() {
        let (ones, zeros) = (run([1, 1, 1]), run([0, 0, 0]))
        #expect(PeerRules.unpairedPValue(ones, zeros) == 0)
        #expect(PeerRules.unpairedPValue(ones, ones) == 1)
        #expect(PeerRules.pooledPValue(zeros, zeros) == 1)
    }

    @Test func `intervals far apart are disjoint either way`() {
        let ones = run(Array(repeating: 1, count: 60))
        let zeros = run(Array(repeating: 0, count: 60))
        #expect(PeerRules.areDisjoint(ones, zeros))
        #expect(PeerRules.areDisjoint(zeros, ones))
        #expect(!PeerRules.areDisjoint(ones, ones))
    }
}
