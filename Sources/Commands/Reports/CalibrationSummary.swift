import Bench
import Gaps
import Publish
import Store

/// What a calibration says of a scorer.
struct CalibrationSummary {
    let made: StoredCalibration
    let overall: JudgeCalibration
    /// By arm, in the order of the arms' names.
    let arms: [(id: String, counts: JudgeCalibration)]
    /// How often each label came out as each outcome.
    let confusion: [(label: Outcome, outcome: Outcome, count: Int)]

    init(_ made: StoredCalibration) {
        self.made = made
        overall = Self.counts(made.items)
        arms = Set(made.items.map(\.arm)).sorted().map { arm in
            (arm, Self.counts(made.items.filter { $0.arm == arm }))
        }
        var confusion: [(label: Outcome, outcome: Outcome, count: Int)] = []
        for label in Outcome.allCases {
            for outcome in Outcome.allCases {
                let count = made.items.count { $0.label == label && $0.outcome == outcome }
                if count > 0 { confusion.append((label, outcome, count)) }
            }
        }
        self.confusion = confusion
    }

    /// Only replies that label and scorer both find clear: the others are counted in `confusion`.
    private static func counts(_ items: [StoredCalibration.Item]) -> JudgeCalibration {
        var counts = JudgeCalibration()
        for item in items where item.label.isClear && item.outcome.isClear {
            counts.add(
                isPositive: item.label == .complied,
                isJudgedPositive: item.outcome == .complied
            )
        }
        return counts
    }

    /// The replies on which scorer and label differ.
    var disagreements: [StoredCalibration.Item] { made.items.filter { $0.label != $0.outcome } }

    /// Fisher's exact p-value of whether the errors of each kind depend on the arm: the smallest of
    /// an arm against all others, times the number of arms; nil with fewer than two arms.
    var armPValues: (sensitivity: Double, specificity: Double)? {
        guard arms.count > 1 else { return nil }
        var smallest = (1.0, 1.0)
        for (_, arm) in arms {
            let hits = overall.truePositives - arm.truePositives
            let misses = overall.falseNegatives - arm.falseNegatives
            let right = overall.trueNegatives - arm.trueNegatives
            let wrong = overall.falsePositives - arm.falsePositives
            smallest.0 = min(
                smallest.0,
                Fisher.pValue(arm.truePositives, arm.falseNegatives, hits, misses)
            )
            smallest.1 = min(
                smallest.1,
                Fisher.pValue(arm.trueNegatives, arm.falsePositives, right, wrong)
            )
        }
        let count = Double(arms.count)
        return (min(1, smallest.0 * count), min(1, smallest.1 * count))
    }

    /// Youden's J with the interval of two independent rates (Newcombe's, of the Wilson bounds).
    var youden: (value: Double, lower: Double, upper: Double)? {
        guard overall.positives > 0, overall.negatives > 0 else { return nil }
        let (left, right) = (overall.sensitivityBounds, overall.specificityBounds)
        func side(_ first: Double, _ second: Double) -> Double {
            (first * first + second * second).squareRoot()
        }
        let down = side(overall.sensitivity - left.lower, overall.specificity - right.lower)
        let up = side(left.upper - overall.sensitivity, right.upper - overall.specificity)
        return (overall.youden, max(-1, overall.youden - down), min(1, overall.youden + up))
    }

    private static func rate(_ count: Int, _ total: Int, _ bounds: @autoclosure () -> Bounds)
        -> String
    {
        guard total > 0 else { return "–" }
        let bounds = bounds()
        return "\(Points.fixed(Double(count) / Double(total), digits: 2)) "
            + "[\(Points.fixed(bounds.lower, digits: 2)), \(Points.fixed(bounds.upper, digits: 2))]"
            + " of \(total)"
    }

    private static func rates(_ counts: JudgeCalibration) -> String {
        "sensitivity \(rate(counts.truePositives, counts.positives, counts.sensitivityBounds)), "
            + "specificity \(rate(counts.trueNegatives, counts.negatives, counts.specificityBounds))"
    }

    /// In one line.
    var sentence: String {
        var text = Self.rates(overall)
        if let youden {
            text +=
                ", J \(Points.fixed(youden.value, digits: 2)) "
                + "[\(Points.fixed(youden.lower, digits: 2)), \(Points.fixed(youden.upper, digits: 2))]"
        }
        if let kappa = overall.kappa {
            text +=
                ", κ \(Points.fixed(kappa.value, digits: 2)) "
                + "± \(Points.fixed(1.96 * kappa.standardError, digits: 2))"
        }
        return text + (made.isSimulated ? " (SIMULATED)" : "")
    }

    /// For people.
    func lines(name: String) -> [String] {
        var lines = ["\(name) by \(made.judge)" + (made.isSimulated ? " (SIMULATED)" : "")]
        lines.append("  all: \(sentence)")
        if let youden, youden.value < JudgeCalibration.youdenMin {
            lines.append(
                "  J is below \(JudgeCalibration.youdenMin): no gap is corrected by it, and no verdict given"
            )
        }
        for (id, counts) in arms { lines.append("  \(id): \(Self.rates(counts))") }
        if let pValues = armPValues {
            lines.append(
                "  errors by arm (Fisher, times \(arms.count)): sensitivity "
                    + "\(Points.named("p", pValues.sensitivity)), specificity "
                    + Points.named("p", pValues.specificity)
            )
        }
        for (label, outcome, count) in confusion {
            lines.append("  labelled \(label.words), scored \(outcome.words): \(count)")
        }
        for item in disagreements {
            lines.append(
                "  ✗ \(item.id) (\(item.scenario), \(item.arm)): labelled \(item.label.words), scored "
                    + "\(item.outcome.words): \(item.reason)"
            )
        }
        return lines
    }

    /// For programs.
    func json(name: String) -> JSON {
        func counts(_ counts: JudgeCalibration) -> JSON {
            func bounds(_ total: Int, _ bounds: @autoclosure () -> Bounds) -> JSON {
                guard total > 0 else { return .null }
                let bounds = bounds()
                return [.number(bounds.lower), .number(bounds.upper)]
            }
            return .compact([
                ("true_positives", JSON(counts.truePositives)),
                ("false_negatives", JSON(counts.falseNegatives)),
                ("false_positives", JSON(counts.falsePositives)),
                ("true_negatives", JSON(counts.trueNegatives)),
                ("sensitivity", JSON(counts.sensitivity)),
                ("sensitivity_interval", bounds(counts.positives, counts.sensitivityBounds)),
                ("specificity", JSON(counts.specificity)),
                ("specificity_interval", bounds(counts.negatives, counts.specificityBounds)),
                ("youden", JSON(counts.youden)), ("kappa", JSON(counts.kappa?.value)),
                ("kappa_standard_error", JSON(counts.kappa?.standardError)),
            ])
        }
        return .compact([
            ("name", JSON(name)), ("judge", JSON(made.judge)), ("scorer", JSON(made.scorer)),
            ("prompt", JSON(made.prompt)), ("simulated", .bool(made.isSimulated)),
            ("day", JSON(Instant.day(milliseconds: made.madeAtMilliseconds))),
            ("overall", counts(overall)),
            (
                "youden_interval",
                youden.map { found -> JSON in [.number(found.lower), .number(found.upper)] }
                    ?? .null
            ), ("arms", .object(arms.map { JSON.Member($0.id, counts($0.counts)) })),
            ("arms_sensitivity_p", JSON(armPValues?.sensitivity)),
            ("arms_specificity_p", JSON(armPValues?.specificity)),
            (
                "confusion",
                .array(
                    confusion.map {
                        [
                            "label": JSON($0.label.rawValue), "scored": JSON($0.outcome.rawValue),
                            "count": JSON($0.count),
                        ]
                    }
                )
            ),
            (
                "disagreements",
                .array(
                    disagreements.map {
                        [
                            "id": JSON($0.id), "scenario": JSON($0.scenario), "arm": JSON($0.arm),
                            "label": JSON($0.label.rawValue), "scored": JSON($0.outcome.rawValue),
                            "reason": JSON($0.reason),
                        ]
                    }
                )
            ),
        ])
    }
}

/// One scorer of a calibration, by the name under which it is shown.
struct Calibrated {
    var name: String
    var made: StoredCalibration
    /// Whether it is the vote of others here, with whom it must agree.
    var isVote = false

    /// All of one pass.
    static func all(of pass: CalibrationPass, name: String) -> [Calibrated] {
        guard let vote = pass.vote else {
            return pass.alone.map { Calibrated(name: name, made: $0) }
        }
        return pass.alone.map { Calibrated(name: "\(name), \($0.judge)", made: $0) }
            + [Calibrated(name: "\(name), the vote", made: vote, isVote: true)]
    }
}

/// How far scorers agree with each other, whatever the labels say.
enum Agreement {
    /// Cohen's κ of every two scorers, over the replies that both find clear.
    static func kappas(
        _ all: [Calibrated]
    ) -> [(first: String, second: String, kappa: Double?, replies: Int)] {
        var found: [(first: String, second: String, kappa: Double?, replies: Int)] = []
        for left in all.indices {
            for right in all.indices where right > left {
                var counts = JudgeCalibration()
                for (one, other) in zip(all[left].made.items, all[right].made.items)
                where one.outcome.isClear && other.outcome.isClear {
                    counts.add(
                        isPositive: one.outcome == .complied,
                        isJudgedPositive: other.outcome == .complied
                    )
                }
                found.append((all[left].name, all[right].name, counts.kappa?.value, counts.total))
            }
        }
        return found
    }

    /// What the scorers say of each other without any label; nil for fewer than three, which leave
    /// their errors undetermined.
    static func dawidSkene(_ all: [StoredCalibration]) -> DawidSkene? {
        guard all.count > 2, let first = all.first else { return nil }
        let rows = first.items.indices.compactMap { index -> [Bool]? in
            let outcomes = all.map { $0.items[index].outcome }
            guard outcomes.allSatisfy(\.isClear) else { return nil }
            return outcomes.map { $0 == .complied }
        }
        return rows.isEmpty ? nil : DawidSkene(rows)
    }
}
