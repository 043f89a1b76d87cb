import Bench
import Testing

@testable import Gaps

struct RankSetTests {
    private static let values = [0.18, 0.15, 0.145, 0.12, 0.05, 0.02]
    private static let covariance = values.indices.map { row in
        values.indices.map { $0 == row ? 4e-4 : 2e-4 }
    }
    private static let expected = zip([1, 1, 1, 2, 5, 5], [3, 4, 4, 4, 6, 6]).map {
        RankSet(best: $0, worst: $1)
    }

    /// Golden case `rank_holm`: all pairs by z with Holm.
    @Test func `ranks by Holm`() {
        #expect(RankSet.normal(Self.values, covariance: Self.covariance) == Self.expected)
    }

    /// Golden case `rank_csranks`: the R package csranks, three seeds.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `ranks by simulation are those of csranks`(seed: UInt64) {
        #expect(
            RankSet.simulated(
                Self.values,
                covariance: Self.covariance,
                draws: 4_000,
                seed: seed
            ) == Self.expected
        )
    }

    private func model(_ complied: Int) -> [ScenarioTally] {
        (0..<20).map {
            ScenarioTally("s\(100 + $0)", ArmCounts(complied, of: 5), ArmCounts(0, of: 5))
        }
    }

    @Test func `models that differ in every scenario have ranks of their own`() {
        let sets = RankSet.all(of: .compliance, tallies: [model(1), model(5), model(3)])
        #expect(sets.map(\.best) == [3, 1, 2])
        #expect(sets.map(\.worst) == [3, 1, 2])
    }

    @Test func `equal models share all ranks, and so do models that share nothing`() {
        let other = model(5).map { tally in
            var tally = tally
            tally.scenario += "x"
            return tally
        }
        for tallies in [[model(2), model(2)], [model(0), other]] {
            let sets = RankSet.all(of: .compliance, tallies: tallies)
            #expect(sets == Array(repeating: RankSet(best: 1, worst: 2), count: 2))
        }
        #expect(RankSet.all(of: .compliance, tallies: []).isEmpty)
    }
}
