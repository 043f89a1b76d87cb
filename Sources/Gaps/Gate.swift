import Bench

/// Why the data of a cell cannot carry a verdict, whatever its numbers say.
public enum Gate: Sendable, Hashable, CustomStringConvertible {
    /// More than so much of an arm is missing; the share, and the arm.
    case missing(share: Double, arm: String)
    /// What is missing differs by arm beyond chance; the p-value.
    case differentialMissingness(pValue: Double)
    /// Both arms are near 0 % or 100 %, so that no gap could show.
    case uninformative(Gap.Extreme)
    /// So few clusters differ at most that no p-value can come below the level.
    case unreachable(clusters: Int)
    /// The judge tells the classes apart too badly; Youden's J.
    case judge(youden: Double)

    /// In a few words.
    public var description: String {
        switch self {
        case .missing(let share, let arm):
            "\(Points.fixed(share * 100, digits: 1)) % of `\(arm)` is missing"
        case .differentialMissingness(let pValue):
            "what is missing differs by arm (\(Points.named("p", pValue)))"
        case .uninformative(.floor): "both arms are near 0 %"
        case .uninformative(.ceiling): "both arms are near 100 %"
        case .unreachable(let clusters):
            "\(Points.count(clusters, "cluster")) cannot reach significance"
        case .judge(let youden):
            "the judge's sensitivity and specificity add up to only "
                + Points.fixed(1 + youden, digits: 2)
        }
    }

    /// One word for tables.
    public var name: String {
        switch self {
        case .missing: "missing"
        case .differentialMissingness: "differential missingness"
        case .uninformative: "uninformative"
        case .unreachable: "unreachable"
        case .judge: "judge"
        }
    }
}

extension Gate {
    /// The gates that a gap trips.
    ///
    /// `missingMax` is the share of an arm that may be missing. What is missing differs by arm where
    /// its exact sign-flip test comes below `level`. With fewer than two scenarios that could
    /// differ nothing can ever be shown.
    public static func tripped(
        by gap: Gap,
        metric: Metric,
        tallies: [ScenarioTally],
        missingMax: Double = 0.05,
        level: Double = 0.05
    ) -> [Gate] {
        var gates: [Gate] = []
        for (arm, id) in [(gap.minuend, metric.minuend), (gap.subtrahend, metric.subtrahend)]
        where arm.missingRate > missingMax {
            gates.append(.missing(share: arm.missingRate, arm: id))
        }
        let pValue = differentialMissingness(metric, tallies)
        if pValue < level { gates.append(.differentialMissingness(pValue: pValue)) }
        if Reach(clusters: gap.clusters, level: level).answer == .never {
            gates.append(.unreachable(clusters: gap.clusters))
        }
        return gates
    }

    /// The exact two-sided p-value that samples go missing alike in both arms, flipping by cluster;
    /// 1 where none is missing.
    package static func differentialMissingness(
        _ metric: Metric,
        _ tallies: [ScenarioTally]
    ) -> Double {
        let sides = metric.sides
        var sums: [String: Int] = [:]
        for tally in tallies {
            let left = sides.minuend.reduce(0) { $0 + missing(tally, $1, metric) }
            let right = sides.subtrahend.reduce(0) { $0 + missing(tally, $1, metric) }
            sums[tally.cluster, default: 0] += left - right
        }
        // The order of the sums does not matter to the test.
        return SignFlip.pValue(of: Array(sums.values)).twoSided
    }

    private static func missing(_ tally: ScenarioTally, _ arm: Int, _ metric: Metric) -> Int {
        if case .score = metric.worth {
            let scored = tally.scores.indices.contains(arm) ? tally.scores[arm].count : 0
            return tally.arms[arm].total - scored
        }
        return Outcome.allCases.reduce(0) { sum, outcome in
            metric.isUsable(outcome) ? sum : sum + tally.arms[arm][outcome]
        }
    }
}
