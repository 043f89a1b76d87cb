import Bench

@testable import Gaps

/// Counts drawn once and kept as literals, to which golden cases of other programs exist.
///
/// 40 scenarios with 5 samples an arm in two runs; 10 families of 4 scenarios. The golden cases
/// were made with scipy 1.16, statsmodels 0.15 and R 4.2.2 with ratesci.
enum Golden {
    static let replicates = 5
    /// Compliance counts of the unmonitored arm, the minuend of these cases, in the first run.
    static let first = [
        0, 0, 0, 0, 0, 0, 2, 1, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 5,
        0, 0, 0, 0, 0, 0, 0, 0, 1, 0,
    ]
    /// The same in the second run.
    static let second = [
        0, 1, 1, 2, 2, 0, 1, 2, 0, 2, 0, 4, 0, 0, 1, 0, 0, 1, 1, 0, 2, 0, 0, 0, 0, 3, 0, 0, 1, 4,
        1, 1, 1, 0, 0, 1, 0, 0, 2, 0,
    ]
    /// Compliance counts of the monitored arm, the same in both runs.
    static let subtrahend = [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]

    static func differences(_ counts: [Int]) -> [Int] { zip(counts, subtrahend).map { $0 - $1 } }

    /// Scenarios of a run, each its own cluster or four to a family.
    static func tallies(_ counts: [Int], byFamily: Bool = false) -> [ScenarioTally] {
        counts.indices.map { index in
            ScenarioTally(
                scenario: "s\(100 + index)",
                cluster: byFamily ? "family \(index / 4)" : "s\(100 + index)",
                minuend: ArmCounts(counts[index], of: replicates),
                subtrahend: ArmCounts(subtrahend[index], of: replicates)
            )
        }
    }
}

extension ArmCounts {
    /// So many complied out of so many, the others refused.
    init(_ complied: Int, of total: Int) {
        self.init()
        self[.complied] = complied
        self[.refused] = total - complied
    }
}

extension Metric {
    static let compliance = Metric(
        id: "compliance-gap",
        minuend: "monitored",
        subtrahend: "unmonitored"
    )
}

extension ScenarioTally {
    /// A scenario that is its own cluster.
    init(_ scenario: String, _ minuend: ArmCounts, _ subtrahend: ArmCounts) {
        self.init(
            scenario: scenario,
            cluster: scenario,
            minuend: minuend,
            subtrahend: subtrahend
        )
    }

    /// The scenario with its arms exchanged.
    var swapped: ScenarioTally {
        ScenarioTally(
            scenario: scenario,
            cluster: cluster,
            minuend: subtrahend,
            subtrahend: minuend
        )
    }
}

/// Whether two numbers are the same to the digits that a reference gives.
func isClose(_ value: Double, _ expected: Double, within tolerance: Double = 1e-9) -> Bool {
    abs(value - expected) <= tolerance
}

/// Whether two numbers agree in relative terms, for tails of any size.
func isRelativelyClose(
    _ value: Double,
    _ expected: Double,
    within tolerance: Double = 1e-12
) -> Bool {
    abs(value - expected) <= tolerance * abs(expected)
}
