import Testing

@testable import Gaps

/// Golden cases `planner_k` and `planner_mde`: Miller's formula, in Python with scipy 1.16.
struct PlannerTests {
    private let planner = Planner(Variation(between: 0.01, minuend: 0.07, subtrahend: 0.035))

    @Test(arguments: [
        (1, 361.04846778005805), (3, 141.27983521828358), (5, 97.32610870592868),
        (10, 64.36081382166252),
    ])
    func `the scenarios are those of the formula`(replicates: Int, scenarios: Double) {
        #expect(isClose(planner.scenarios(for: 0.05, replicates: replicates), scenarios))
    }

    @Test func `the smallest gap is that of the formula`() {
        let gap = planner.minimumDetectableGap(scenarios: 200, replicates: 5)
        #expect(isClose(gap, 0.03487945468071582))
    }

    @Test func `the smallest gap takes the scenarios that it was found for`() {
        for scenarios in [2, 50, 1_000] {
            for replicates in [1, 4] {
                let gap = planner.minimumDetectableGap(
                    scenarios: scenarios,
                    replicates: replicates
                )
                let needed = planner.scenarios(for: min(1, gap), replicates: replicates)
                #expect(isRelativelyClose(needed, Double(scenarios)))
            }
        }
    }

    @Test func `where nothing varies any gap shows`() {
        let still = Planner(Variation(between: 0, minuend: 0, subtrahend: 0))
        #expect(still.scenarios(for: 0.1, replicates: 1) == 0)
        #expect(still.minimumDetectableGap(scenarios: 2, replicates: 1) == 0)
    }

    /// z.₀₀₅ + z.₁ is 2.575829 + 1.281552, from a table.
    @Test func `level and power set the quantiles`() {
        let strict = Planner(planner.variation, level: 0.01, power: 0.9)
        let expected = 3.857381 * 3.857381 * 0.031 / 0.0025
        #expect(isClose(strict.scenarios(for: 0.05, replicates: 5), expected, within: 1e-3))
    }
}
