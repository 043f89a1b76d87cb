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
    /// its exact sign-flip test comes below `level`. An unparsed reply counts as missing here also
    /// where the metric keeps it in the denominator: nobody knows what it was. With fewer than two scenarios that could
    /// differ nothing can ever be shown. Ineligible samples are left out of all of it.
    public static func tripped(
        by gap: Gap,
        metric: Metric,
        tallies: [ScenarioTally],
        missingMax: Double = 0.05,
        level: Double = 0.05
    ) -> [Gate] {
        var gates: [Gate] = []
        let lost = Lost(metric)
        let sides = metric.sides
        for (arms, id) in [(sides.minuend, metric.minuend), (sides.subtrahend, metric.subtrahend)] {
            let share = lost.share(of: arms, in: tallies)
            if share > missingMax { gates.append(.missing(share: share, arm: id)) }
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
        let lost = Lost(metric)
        let sides = metric.sides
        var sums: [String: Int] = [:]
        for tally in tallies {
            let left = sides.minuend.reduce(0) { $0 + lost.count(tally, $1) }
            let right = sides.subtrahend.reduce(0) { $0 + lost.count(tally, $1) }
            if left != right { sums[tally.cluster, default: 0] += left - right }
        }
        // The order of the sums does not matter to the test.
        return SignFlip.pValue(of: Array(sums.values)).twoSided
    }

    /// How many samples of an arm nobody knows the outcome of.
    private struct Lost {
        private let unknown: OutcomeSet
        private let isScored: Bool

        init(_ metric: Metric) {
            unknown = OutcomeSet(metric.isUnknown)
            if case .score = metric.worth { isScored = true } else { isScored = false }
        }

        func count(_ tally: ScenarioTally, _ arm: Int) -> Int {
            guard isScored else { return tally.arms[arm].count(of: unknown) }
            let scored = tally.scores.indices.contains(arm) ? tally.scores[arm].count : 0
            return max(0, tally.arms[arm].eligible - scored)
        }

        func share(of arms: [Int], in tallies: [ScenarioTally]) -> Double {
            var lost = 0
            var total = 0
            for tally in tallies {
                for arm in arms {
                    lost += count(tally, arm)
                    total += tally.arms[arm].eligible
                }
            }
            return total == 0 ? 0 : Double(lost) / Double(total)
        }
    }
}

extension Metric {
    /// Whether nobody knows what the model did: what no rate can use, and what could not be read.
    func isUnknown(_ outcome: Outcome) -> Bool {
        if worth == .counted, outcome == .unparsed, counts != .unparsed { return true }
        return isMissing(outcome)
    }
}
