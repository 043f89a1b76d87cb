import Bench

/// How far the judges of a panel agree, counted vote by vote.
///
/// Its size depends on judges, models and arms alone, never on the samples that are counted.
package struct PanelAgreement: Sendable, Equatable {
    /// How the panel voted on the samples of one model in one arm.
    package struct Votes: Sendable, Equatable {
        /// All judges gave the same verdict.
        package var unanimous = 0
        /// More than half of the judges gave the same verdict, and not all.
        package var majority = 0
        /// No verdict has more than half of the judges: the sample is missing.
        package var none = 0

        package init(unanimous: Int = 0, majority: Int = 0, none: Int = 0) {
            self.unanimous = unanimous
            self.majority = majority
            self.none = none
        }

        package var total: Int { unanimous + majority + none }

        package static func + (left: Votes, right: Votes) -> Votes {
            Votes(
                unanimous: left.unanimous + right.unanimous,
                majority: left.majority + right.majority,
                none: left.none + right.none
            )
        }
    }

    /// How one judge voted.
    package struct Judge: Sendable, Equatable {
        /// Samples on which the panel has a verdict.
        package var decided = 0
        /// Those of them on which this judge gave the panel's verdict.
        package var withPanel = 0
        /// Samples on which this judge gave no verdict, since it failed.
        package var failed = 0
        /// The same, since it declined.
        package var declined = 0
    }

    /// The judges in the order of the roster.
    package private(set) var judges: [Judge]
    /// By model and by arm, in the order of roster and pack.
    package private(set) var votes: [[Votes]]
    /// For each two judges, the first before the second: how often they gave which verdicts, in the
    /// order of `Ballot.verdicts`, where both gave one.
    private var pairs: [[Int]: [[Int]]] = [:]
    /// How often the judges said what, where all said complied or refused: a bit a judge.
    private var patterns: [Int: Int] = [:]

    package init(judges: Int, models: Int, arms: Int) {
        self.judges = Array(repeating: Judge(), count: judges)
        votes = Array(repeating: Array(repeating: Votes(), count: arms), count: models)
    }

    /// Counts the votes on one sample: an outcome a judge, in the order of the roster.
    package mutating func add(_ outcomes: [Outcome], model: Int, arm: Int) {
        precondition(outcomes.count == judges.count, "a vote of each judge")
        let verdicts = outcomes.map(Ballot.verdicts.firstIndex)
        let panel = Ballot.verdicts.indices.first { verdict in
            2 * verdicts.count { $0 == verdict } > judges.count
        }
        if panel == nil {
            votes[model][arm].none += 1
        } else if verdicts.allSatisfy({ $0 == panel }) {
            votes[model][arm].unanimous += 1
        } else {
            votes[model][arm].majority += 1
        }
        for (seat, outcome) in outcomes.enumerated() {
            judges[seat].failed += outcome == .judgeFailed ? 1 : 0
            judges[seat].declined += outcome == .judgeRefused ? 1 : 0
            guard let panel else { continue }
            judges[seat].decided += 1
            judges[seat].withPanel += verdicts[seat] == panel ? 1 : 0
        }
        count(verdicts)
        guard outcomes.allSatisfy({ [.complied, .refused].contains($0) }) else { return }
        let pattern = outcomes.enumerated().reduce(0) { bits, vote in
            bits | (vote.element == .complied ? 1 << vote.offset : 0)
        }
        patterns[pattern, default: 0] += 1
    }

    private mutating func count(_ verdicts: [Int?]) {
        let classes = Ballot.verdicts.count
        let empty = Array(repeating: Array(repeating: 0, count: classes), count: classes)
        for left in judges.indices {
            for right in judges.indices.dropFirst(left + 1) {
                guard let first = verdicts[left], let second = verdicts[right] else { continue }
                pairs[[left, right], default: empty][first][second] += 1
            }
        }
    }

    /// All samples with votes.
    package var all: Votes { votes.joined().reduce(Votes(), +) }

    /// Two judges and how far they agree on what both gave a verdict on; no κ where there is
    /// nothing, or where chance alone agrees always.
    package struct Pair: Sendable, Equatable {
        package let first: Int
        package let second: Int
        package let samples: Int
        package let kappa: Kappa?
    }

    /// Each two judges, in the order of the roster.
    package var agreements: [Pair] {
        judges.indices.flatMap { left in
            judges.indices.dropFirst(left + 1).map { right in
                let table = pairs[[left, right]] ?? []
                return Pair(
                    first: left,
                    second: right,
                    samples: table.reduce(0) { $0 + $1.reduce(0, +) },
                    kappa: Kappa(table)
                )
            }
        }
    }

    /// The p-value of whether a model's panel is unanimous as often in each arm: Fisher's exact test
    /// of an arm against all others, the smallest times the number of arms and of models with votes;
    /// nil with fewer than two arms that have votes.
    package func armPValue(of model: Int) -> Double? {
        let arms = votes[model].filter { $0.total > 0 }
        guard arms.count > 1 else { return nil }
        let all = arms.reduce(Votes(), +)
        let smallest = arms.map { arm in
            Fisher.pValue(
                arm.unanimous,
                arm.total - arm.unanimous,
                all.unanimous - arm.unanimous,
                all.total - all.unanimous - (arm.total - arm.unanimous)
            )
        }.min()
        let models = votes.count { $0.contains { $0.total > 0 } }
        return smallest.map { min(1, $0 * Double(arms.count * models)) }
    }

    /// What the judges say of each other without any label, by the samples on which all said complied
    /// or refused: advice only.
    ///
    /// Nil for fewer than three, which leave their errors undetermined, and without such a sample.
    package var dawidSkene: (model: DawidSkene, samples: Int)? {
        guard judges.count > 2, !patterns.isEmpty else { return nil }
        let sorted = patterns.sorted { $0.key < $1.key }
        let rows = sorted.map { pattern in
            judges.indices.map { pattern.key & 1 << $0 != 0 }
        }
        let weights = sorted.map(\.value)
        return (DawidSkene(rows, weights: weights), weights.reduce(0, +))
    }
}
