import Testing

@testable import Gaps

struct PlannerDesignTests {
    private let planner = Planner(Variation(between: 0.01, minuend: 0.07, subtrahend: 0.035))
    private let prices = Planner.Prices(scenario: 2, replicatePair: 1)

    /// Golden case `planner_k_star`: √21.
    @Test func `the best number of samples is that of the formula`() {
        #expect(isClose(planner.optimalReplicates(at: prices), 4.58257569495584))
    }

    @Test func `free scenarios take few samples, free samples many`() {
        let free = Planner.Prices(scenario: 0, replicatePair: 1)
        #expect(planner.optimalReplicates(at: free) == 0)
        let samples = Planner.Prices(scenario: 1, replicatePair: 0)
        #expect(planner.optimalReplicates(at: samples) == .infinity)
        let same = Planner(Variation(between: 0, minuend: 0.1, subtrahend: 0.1))
        #expect(same.optimalReplicates(at: prices) == .infinity)
    }

    /// k = 4 takes 113.81 scenarios at 6, k = 5 takes 97.33 at 7: 684 and 686.
    @Test func `the cheapest design is a whole one`() throws {
        let design = try #require(planner.cheapest(showing: 0.05, at: prices))
        #expect(design.scenarios == 114)
        #expect(design.replicates == 4)
        #expect(design.price == 684)
        #expect(design.minimumDetectableGap <= 0.05)
    }

    @Test func `no design within the limits is cheaper`() throws {
        for (gap, scenario, sample) in [
            (0.05, 2.0, 1.0), (0.03, 0, 1), (0.1, 1, 0), (0.2, 10, 0.1), (0.9, 1, 1),
        ] {
            let prices = Planner.Prices(scenario: scenario, replicatePair: sample)
            let limits = Planner.Limits(scenariosMax: 1_500, replicatesMax: 60)
            let design = try #require(planner.cheapest(showing: gap, at: prices, within: limits))
            var least = Double.infinity
            for replicates in 1...60 {
                let first = (2...1_500).first {
                    planner.minimumDetectableGap(scenarios: $0, replicates: replicates)
                        <= gap * (1 + 1e-12)
                }
                guard let first else { continue }
                least = min(least, Double(first) * prices.each(replicates: replicates))
            }
            #expect(isRelativelyClose(design.price, least), "gap \(gap)")
        }
    }

    @Test func `no design within the budget shows a smaller gap`() throws {
        for (budget, scenario, sample) in [(684.0, 2.0, 1.0), (100, 0, 1), (30, 1, 0), (7.1, 1, 1)]
        {
            let prices = Planner.Prices(scenario: scenario, replicatePair: sample)
            let limits = Planner.Limits(scenariosMax: 200, replicatesMax: 40)
            let design = try #require(planner.best(for: budget, at: prices, within: limits))
            #expect(design.price <= budget * (1 + 1e-9))
            var least = Double.infinity
            for scenarios in 2...200 {
                for replicates in 1...40
                where Double(scenarios) * prices.each(replicates: replicates) <= budget {
                    least = min(
                        least,
                        planner.minimumDetectableGap(scenarios: scenarios, replicates: replicates)
                    )
                }
            }
            #expect(isRelativelyClose(design.minimumDetectableGap, least), "budget \(budget)")
        }
    }

    /// With .1 as spread a gap of .05 takes 7.849 · .01/.0025 = 31.4 scenarios however often asked.
    @Test func `limits that are too narrow allow no design`() {
        func design(_ scenariosMax: Int, _ replicatesMax: Int) -> Planner.Design? {
            planner.cheapest(
                showing: 0.05,
                at: prices,
                within: Planner.Limits(scenariosMax: scenariosMax, replicatesMax: replicatesMax)
            )
        }
        #expect(design(31, 1_000) == nil)
        #expect(design(32, 1_000) != nil)
        #expect(design(361, 1) == nil)
        #expect(design(362, 1) != nil)
    }

    /// Two scenarios with one sample cost 6.
    @Test func `a budget below two scenarios pays for nothing`() throws {
        #expect(planner.best(for: 5.99, at: prices) == nil)
        let least = try #require(planner.best(for: 6, at: prices))
        #expect(least.scenarios == 2)
        #expect(least.replicates == 1)
    }

    @Test func `at one price fewer samples win`() throws {
        let still = Planner(Variation(between: 0.01, minuend: 0, subtrahend: 0))
        let free = Planner.Prices(scenario: 1, replicatePair: 0)
        #expect(try #require(still.cheapest(showing: 0.05, at: free)).replicates == 1)
        #expect(try #require(still.best(for: 50, at: free)).replicates == 1)
    }
}
