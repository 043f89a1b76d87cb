import Bench
import Testing

@testable import Gaps

struct MultiplicityTests {
    private let pValues = [
        0.0004, 0.009, 0.04, 0.62, 0.001, 0.003, 0.2, 0.5, 0.0001, 0.012, 0.03, 0.9,
    ]

    private func expectClose(_ values: [Double], _ expected: [Double]) {
        #expect(values.count == expected.count)
        for (value, expected) in zip(values, expected) { #expect(isClose(value, expected)) }
    }

    // Golden case `bh_by_holm`: statsmodels 0.15, multipletests.

    @Test func `Benjamini and Hochberg's values are those of statsmodels`() {
        expectClose(
            Multiplicity.benjaminiHochberg(pValues),
            [
                0.0024, 0.0216, 0.06, 0.6763636363636364, 0.004, 0.009, 0.26666666666666666, 0.6,
                0.0012, 0.024, 0.05142857142857142, 0.9,
            ]
        )
    }

    @Test func `Benjamini and Yekutieli's values are those of statsmodels`() {
        expectClose(
            Multiplicity.benjaminiYekutieli(pValues),
            [
                0.007447705627705629, 0.06702935064935064, 0.18619264069264072, 1,
                0.012412842712842714, 0.027928896103896105, 0.8275228475228475, 1,
                0.0037238528138528143, 0.07447705627705628, 0.15959369202226342, 1,
            ]
        )
    }

    @Test func `Holm's values are those of statsmodels`() {
        expectClose(
            Multiplicity.holm(pValues),
            [0.0044, 0.072, 0.2, 1, 0.01, 0.027, 0.8, 1, 0.0012, 0.084, 0.18, 1]
        )
    }

    @Test func `one test needs no adjustment, and none has none`() {
        for adjust in [
            Multiplicity.benjaminiHochberg, Multiplicity.benjaminiYekutieli, Multiplicity.holm,
        ] {
            #expect(adjust([0.03]) == [0.03])
            #expect(adjust([]) == [])
        }
    }

    @Test(arguments: 1...30)
    func `a smaller p-value never has a larger adjusted one`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        // A few distinct values, so that there are ties.
        let values = (0..<25).map { _ in Double(1 + generator.below(20)) / 20 * 0.3 }
        let hochberg = Multiplicity.benjaminiHochberg(values)
        let yekutieli = Multiplicity.benjaminiYekutieli(values)
        let holm = Multiplicity.holm(values)
        for left in values.indices {
            #expect(values[left] <= hochberg[left], "seed \(seed)")
            #expect(hochberg[left] <= min(holm[left], yekutieli[left]), "seed \(seed)")
            #expect(max(holm[left], yekutieli[left]) <= 1, "seed \(seed)")
            for right in values.indices where values[left] <= values[right] {
                #expect(hochberg[left] <= hochberg[right], "seed \(seed)")
                #expect(yekutieli[left] <= yekutieli[right], "seed \(seed)")
                #expect(holm[left] <= holm[right], "seed \(seed)")
            }
        }
    }
}
