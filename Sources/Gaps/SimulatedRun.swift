import Bench

/// The scenarios of one simulated pack, from which any number of runs is drawn.
package struct SimulatedScenarios: Sendable {
    /// The population that they come from.
    package let simulation: Simulation
    /// Each scenario's true rate in the subtrahend.
    var subtrahendRates: [Double] = []
    /// Each scenario's log-odds in the minuend, before the effect common to all.
    var minuendLogits: [Double] = []

    /// Draws one run at this effect, see `Simulation.effect(changedBy:)`.
    ///
    /// In this order: the run's drift, also where it has none; then for each scenario and each
    /// replicate the sample of the minuend and that of the subtrahend.
    package func drawRun(
        effect: Double,
        from generator: inout SeededGenerator
    ) -> SimulatedRun {
        let shift = effect + simulation.drawDrift(from: &generator)
        var run = SimulatedRun(simulation: simulation)
        var sum = 0.0
        for (logit, subtrahendRate) in zip(minuendLogits, subtrahendRates) {
            let minuendRate = Logistic.rate(logit + shift)
            sum += minuendRate - subtrahendRate
            var (minuend, subtrahend, both) = (0, 0, 0)
            for _ in 0..<simulation.replicates {
                let left = generator.unit() < minuendRate ? 1 : 0
                let right = generator.unit() < subtrahendRate ? 1 : 0
                minuend += left
                subtrahend += right
                both += left & right
            }
            run.minuend.append(minuend)
            run.subtrahend.append(subtrahend)
            run.both += both
        }
        run.trueGap = sum / Double(simulation.scenarios)
        return run
    }
}

/// The outcomes of one simulated run: whole numbers, from which all estimates follow.
package struct SimulatedRun: Sendable, Hashable {
    /// The population that it comes from.
    package let simulation: Simulation
    /// Counted samples of each scenario in the minuend, each out of `simulation.replicates`.
    package internal(set) var minuend: [Int] = []
    /// Counted samples of each scenario in the subtrahend, likewise.
    package internal(set) var subtrahend: [Int] = []
    /// Replicates of all scenarios in which both arms' samples were counted.
    package internal(set) var both = 0
    /// The mean over the scenarios drawn of the difference of their true rates in this run.
    ///
    /// The truth given the pack, the run's drift included; `Simulation.gap` is that of the
    /// population that the pack is drawn from.
    package internal(set) var trueGap = 0.0

    /// Each scenario's difference in counted samples: its difference of rates times `replicates`.
    package var counts: [Int] { zip(minuend, subtrahend).map { $0 - $1 } }

    /// Each scenario's difference of rates, by cluster, the same bits as `Gap.estimate` sees.
    package var differences: ClusteredValues {
        ClusteredValues(counts, over: simulation.replicates, clusterSize: simulation.clusterSize)
    }

    /// The interval of the gap.
    package var interval: Interval {
        .clusteredBonettPrice(differences, replicates: Double(simulation.replicates))
    }

    /// All replicates as if each were a scenario of its own, the first of an arm with the first of
    /// the other.
    package var pooledTable: PairedTable {
        let (left, right) = (minuend.reduce(0, +), subtrahend.reduce(0, +))
        let all = simulation.scenarios * simulation.replicates
        return PairedTable(
            both: both,
            minuendOnly: left - both,
            subtrahendOnly: right - both,
            neither: all - left - right + both
        )
    }

    /// The run as the store would give it, complied where counted and refused otherwise.
    package var tallies: [ScenarioTally] {
        minuend.indices.map { index in
            // Seven digits each, so that the order by name is that of the places.
            ScenarioTally(
                scenario: "s\(1_000_000 + index)",
                cluster: "c\(1_000_000 + index / simulation.clusterSize)",
                minuend: arm(minuend[index]),
                subtrahend: arm(subtrahend[index])
            )
        }
    }

    private func arm(_ counted: Int) -> ArmCounts {
        var counts = ArmCounts()
        counts[.complied] = counted
        counts[.refused] = simulation.replicates - counted
        return counts
    }
}

extension ClusteredValues {
    /// Whole numbers over a denominator, with neighbours in clusters of equal size.
    init(_ numerators: [Int], over denominator: Int, clusterSize: Int) {
        values = numerators.map { Double($0) / Double(denominator) }
        clusterIndices = numerators.indices.map { $0 / clusterSize }
        clusters = (numerators.count + clusterSize - 1) / clusterSize
    }
}
