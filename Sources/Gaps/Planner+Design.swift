extension Planner {
    /// What asking costs, in any one currency.
    package struct Prices: Sendable, Hashable {
        /// The price of a scenario beside its samples, 0 or more: writing and checking it.
        package let scenario: Double
        /// The price of one more sample in both arms, 0 or more.
        package let replicatePair: Double

        /// Two finite prices, at least one of them above 0.
        package init(scenario: Double, replicatePair: Double) {
            precondition(
                scenario >= 0 && replicatePair >= 0 && scenario + replicatePair > 0
                    && (scenario + replicatePair).isFinite,
                "prices are finite, not below 0 and not both 0"
            )
            self.scenario = scenario
            self.replicatePair = replicatePair
        }

        /// The price of one scenario with so many samples an arm.
        package func each(replicates: Int) -> Double {
            scenario + Double(replicates) * replicatePair
        }
    }

    /// How far a design may go; a pack has only so many scenarios.
    package struct Limits: Sendable, Hashable {
        /// The most scenarios, 2 at least.
        package let scenariosMax: Int
        /// The most samples an arm, 1 at least.
        package let replicatesMax: Int

        package init(scenariosMax: Int = 1_000_000, replicatesMax: Int = 1_000) {
            precondition(
                scenariosMax >= Planner.scenariosMin && replicatesMax >= 1,
                "a design has two scenarios and a sample at least"
            )
            self.scenariosMax = scenariosMax
            self.replicatesMax = replicatesMax
        }
    }

    /// How many scenarios to ask, and how often each.
    package struct Design: Sendable, Hashable {
        /// Scenarios, 2 at least.
        package let scenarios: Int
        /// Samples of a scenario in each arm, 1 at least.
        package let replicates: Int
        /// The price of all of them.
        package let price: Double
        /// The smallest gap that it shows with the planner's power.
        package let minimumDetectableGap: Double
    }

    /// With fewer scenarios there is no interval.
    package static let scenariosMin = 2
    /// Keeps a number that is whole but for rounding from being rounded away from itself.
    private static let rounding = 1e-12

    /// The number of samples an arm at which a given sum buys the most precision.
    ///
    /// √(σ²/ω² · price of a scenario / price of a replicate pair), where σ² sums the arms. Not a
    /// whole number, and below 1 where one sample is best; infinite where scenarios do not vary or
    /// samples cost nothing; 0 where samples do not vary or scenarios cost nothing. NaN where both
    /// hold.
    ///
    /// Source: Cochran, «Sampling techniques», 3rd edition 1977, chapter 10.
    package func optimalReplicates(at prices: Prices) -> Double {
        let variances = variation.within / variation.between
        return (variances * (prices.scenario / prices.replicatePair)).squareRoot()
    }

    /// The cheapest whole design that shows a gap; nil where the limits allow none.
    ///
    /// All numbers of samples are tried that could still be cheapest. Of designs at one price that
    /// with fewer samples wins: more scenarios say more about scenarios that were not asked.
    package func cheapest(
        showing gap: Double,
        at prices: Prices,
        within limits: Limits = Limits()
    ) -> Design? {
        // Below this number no amount of samples helps.
        let floor = max(Double(Self.scenariosMin), scenarios(for: gap, replicates: .max))
        var best: Design?
        for replicates in 1...limits.replicatesMax {
            if let best, floor * prices.each(replicates: replicates) >= best.price { break }
            let needed = scenarios(for: gap, replicates: replicates) * (1 - Self.rounding)
            let count = max(Double(Self.scenariosMin), needed.rounded(.up))
            guard count <= Double(limits.scenariosMax) else { continue }
            let design = design(Int(count), replicates, prices)
            if best.map({ design.price < $0.price }) ?? true { best = design }
        }
        return best
    }

    /// The design within a budget that shows the smallest gap; nil where it pays for none.
    ///
    /// Of designs that show the same gap the one with fewer samples wins.
    package func best(
        for budget: Double,
        at prices: Prices,
        within limits: Limits = Limits()
    ) -> Design? {
        precondition(budget >= 0, "a budget is not below 0")
        var best: Design?
        for replicates in 1...limits.replicatesMax {
            let each = prices.each(replicates: replicates)
            let paid = (budget / each * (1 + Self.rounding)).rounded(.down)
            let count = min(paid, Double(limits.scenariosMax))
            guard count >= Double(Self.scenariosMin) else { break }
            let design = design(Int(count), replicates, prices)
            let isSmaller = { (other: Design) in
                design.minimumDetectableGap < other.minimumDetectableGap
            }
            if best.map(isSmaller) ?? true { best = design }
        }
        return best
    }

    private func design(_ scenarios: Int, _ replicates: Int, _ prices: Prices) -> Design {
        Design(
            scenarios: scenarios,
            replicates: replicates,
            price: Double(scenarios) * prices.each(replicates: replicates),
            minimumDetectableGap: minimumDetectableGap(
                scenarios: scenarios,
                replicates: replicates
            )
        )
    }
}
