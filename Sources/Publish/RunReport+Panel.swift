import Bench
import Gaps

extension RunReport {
    /// How far the judges of a panel agree.
    public struct Panel: Sendable, Equatable {
        /// The judges' ids, in the order of the roster.
        public var judges: [String]
        /// The models' ids, likewise.
        public var models: [String]
        /// The arms' ids, in the order of the pack.
        public var arms: [String]
        /// Whether any judge is made up by a rehearsal.
        public var isSimulated: Bool
        /// What was counted.
        package var agreement: PanelAgreement

        package init(
            judges: [String],
            models: [String],
            arms: [String],
            agreement: PanelAgreement,
            isSimulated: Bool
        ) {
            self.judges = judges
            self.models = models
            self.arms = arms
            self.agreement = agreement
            self.isSimulated = isSimulated
        }
    }
}

extension RunReport.Panel {
    /// Below this p-value a panel that agrees less in one arm is a finding.
    static let level = 0.05

    var json: JSON {
        let advice = agreement.dawidSkene
        return .compact([
            ("simulated", isSimulated ? true : .null), ("votes", Self.json(agreement.all)),
            ("judges", .array(judges.indices.map(judge))),
            ("agreement", .array(agreement.agreements.map(pair))),
            ("models", .array(models.indices.filter(hasVotes).map(model))),
            (
                "dawid_skene",
                advice.map { advice in
                    [
                        "advice_only": true, "samples": JSON(advice.samples),
                        "prevalence": .number(advice.model.prevalence),
                        "judges": .array(
                            zip(advice.model.sensitivity, advice.model.specificity).enumerated()
                                .map { seat, rates in
                                    [
                                        "id": JSON(judges[seat]),
                                        "sensitivity": .number(rates.0),
                                        "specificity": .number(rates.1),
                                    ]
                                }
                        ),
                    ]
                } ?? .null
            ),
        ])
    }

    private static func json(_ votes: PanelAgreement.Votes) -> JSON {
        [
            "unanimous": JSON(votes.unanimous), "majority": JSON(votes.majority),
            "none": JSON(votes.none),
        ]
    }

    private func judge(_ seat: Int) -> JSON {
        let judge = agreement.judges[seat]
        let bounds =
            judge.decided > 0 ? Wilson.bounds(judge.withPanel, of: judge.decided) : nil
        return .compact([
            ("id", JSON(judges[seat])), ("with_panel", JSON(judge.withPanel)),
            ("decided", JSON(judge.decided)),
            ("interval", bounds.map { [.number($0.lower), .number($0.upper)] } ?? .null),
            ("failed", JSON(judge.failed)), ("declined", JSON(judge.declined)),
        ])
    }

    private func pair(_ pair: PanelAgreement.Pair) -> JSON {
        .compact([
            ("first", JSON(judges[pair.first])), ("second", JSON(judges[pair.second])),
            ("samples", JSON(pair.samples)), ("kappa", JSON(pair.kappa?.value)),
            (
                "interval",
                pair.kappa.map { [.number($0.bounds.lower), .number($0.bounds.upper)] } ?? .null
            ),
        ])
    }

    /// So many models are shown whatever there is to say of them.
    private static let modelsShownMax = 3

    func hasVotes(_ model: Int) -> Bool { agreement.votes[model].contains { $0.total > 0 } }

    private func model(_ model: Int) -> JSON {
        .compact([
            ("model", JSON(models[model])),
            (
                "arms",
                .object(
                    zip(arms, agreement.votes[model]).map { JSON.Member($0, Self.json($1)) }
                )
            ), ("arms_p", JSON(agreement.armPValue(of: model))),
        ])
    }

    // MARK: - Words

    /// «Votes of 3 judges on 120 samples: unanimous 100 (83.3 %), …».
    var headline: String {
        let votes = agreement.all
        guard votes.total > 0 else { return "\(judges.count) judges, and no votes" }
        func part(_ word: String, _ count: Int) -> String {
            "\(word) \(Figures.count(count)) "
                + "(\(Figures.percent(Double(count) / Double(votes.total))) %)"
        }
        return "\(judges.count) judges\(isSimulated ? " (SIMULATED)" : "") voted on "
            + "\(Figures.count(votes.total)) samples: \(part("unanimous", votes.unanimous)), "
            + "\(part("majority", votes.majority)), \(part("no majority", votes.none))"
    }

    /// One judge: «j: with the panel in 95.0 % [90.1, 97.8] of 100; failed 2».
    func words(judge seat: Int) -> String {
        let judge = agreement.judges[seat]
        var text = judges[seat] + ": "
        if judge.decided > 0 {
            let bounds = Wilson.bounds(judge.withPanel, of: judge.decided)
            text +=
                "with the panel, itself included, in "
                + "\(Figures.percent(Double(judge.withPanel) / Double(judge.decided))) % "
                + "[\(Figures.percent(bounds.lower)), \(Figures.percent(bounds.upper))] of "
                + Figures.count(judge.decided)
        } else {
            text += "the panel decided nothing"
        }
        if judge.failed > 0 { text += "; failed \(Figures.count(judge.failed))" }
        if judge.declined > 0 { text += "; declined \(Figures.count(judge.declined))" }
        return text
    }

    /// Two judges: «a and b: κ 0.81 [0.70, 0.92] over 100 samples».
    func words(_ pair: PanelAgreement.Pair) -> String {
        let value =
            pair.kappa.map { kappa in
                "κ \(Points.fixed(kappa.value, digits: 2)) "
                    + "[\(Points.fixed(kappa.bounds.lower, digits: 2)), "
                    + "\(Points.fixed(kappa.bounds.upper, digits: 2))]"
            } ?? "no κ"
        return "\(judges[pair.first]) and \(judges[pair.second]): \(value) over "
            + "\(Figures.count(pair.samples)) samples"
    }

    /// One model by arm: «m: unanimous `a` 50 of 60 (no majority 1), `b` 41 of 60».
    func words(model: Int) -> String {
        let parts = zip(arms, agreement.votes[model]).filter { $0.1.total > 0 }.map { arm, votes in
            "`\(arm)` \(votes.unanimous) of \(votes.total)"
                + (votes.none > 0 ? " (no majority \(votes.none))" : "")
        }
        return "\(models[model]): unanimous " + parts.joined(separator: ", ")
    }

    /// That the panel agrees less in one arm than in another; nil where that could be chance.
    func finding(model: Int) -> String? {
        guard let pValue = agreement.armPValue(of: model), pValue < Self.level else { return nil }
        return "the judges agree less in one arm than in another "
            + "(Fisher, \(Points.named("p", pValue))): what they disagree on is not alike in the arms"
    }

    /// One judge by the others alone; nil where nobody can say.
    func advice(judge seat: Int) -> String? {
        agreement.dawidSkene.map { advice in
            "\(judges[seat]), by the others alone (Dawid–Skene, advice only, "
                + "\(Figures.count(advice.samples)) samples): sensitivity "
                + "\(Points.fixed(advice.model.sensitivity[seat], digits: 2)), specificity "
                + Points.fixed(advice.model.specificity[seat], digits: 2)
        }
    }

    /// All of it, a line a matter.
    var lines: [String] {
        var lines = judges.indices.map(words(judge:))
        lines += agreement.agreements.map(words)
        let voted = models.indices.filter(hasVotes)
        var alike = 0
        for model in voted {
            let finding = finding(model: model)
            let lacks = agreement.votes[model].contains { $0.none > 0 }
            guard voted.count <= Self.modelsShownMax || lacks || finding != nil else {
                alike += 1
                continue
            }
            lines.append(words(model: model))
            if let finding { lines.append("\(models[model]): \(finding)") }
        }
        if alike > 0 {
            lines.append(
                Points.count(alike, "model")
                    + ": always a majority, and as unanimous in one arm as in "
                    + "another"
            )
        }
        return lines + judges.indices.compactMap(advice)
    }
}

extension Terminal {
    /// How the judges voted, a line a matter.
    static func panel(_ report: RunReport, width: Int) -> [String] {
        guard let panel = report.panel else { return [] }
        return [""] + Text.wrap(panel.headline + ".", width: width)
            + panel.lines.flatMap { Text.wrap("· " + $0, width: width, indent: "  ") }
    }
}
