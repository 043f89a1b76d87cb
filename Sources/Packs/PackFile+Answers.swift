import Bench
import Scoring

/// The scorers that need no judge.
extension PackFile {
    /// Answers that mean the same, at most.
    static let answersMax = 16
    /// Options that a pack is taken to have where it writes them out itself.
    static let optionsUnsaid = 6

    private enum FindKind: String, CaseIterable { case number, option, text }

    /// The version of a scorer, which must be one that this program has.
    func version(
        _ field: Field,
        _ what: String,
        latest: Int = Scorer.versionLatest
    ) throws(PackError) -> Int {
        let field = try field.needed("version")
        let version = try field.whole(in: 1...1_000_000)
        guard version <= latest else {
            throw field.error(
                "this Gapwatch has \(what) of version "
                    + (latest == 1 ? "1 only" : "1 to \(latest)")
            )
        }
        return version
    }

    func tool(
        _ field: Field,
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine],
        _ texts: inout FileTexts
    ) throws(PackError) -> Scorer.ToolChoice {
        try field.allow(["kind", "version", "complied", "refused"])
        guard let tools = top.optional("tools") else {
            throw field.error("`tools` is missing at the top of the file: there is nothing to call")
        }
        var names: [Template] = []
        for item in try tools.list(countMax: Self.toolsMax) {
            names.append(try Template(item.needed("name")))
        }
        var sides: [[Int]] = []
        var rendered: [[String]] = []
        for name in ["complied", "refused"] {
            let side = try field.needed(name)
            let values = try answers(side, arms, scenarios)
            for (scenario, value) in zip(scenarios, values) {
                var offered: [String] = []
                for template in names {
                    offered.append(
                        try template.render(scenario.values, of: "scenario \(scenario.id)")
                    )
                }
                guard offered.contains(value) else {
                    throw side.error("scenario \(scenario.id) has no tool called \"\(value)\"")
                }
            }
            var places: [Int] = []
            for value in values { places.append(try texts.place(of: value)) }
            sides.append(places)
            rendered.append(values)
        }
        for (index, scenario) in scenarios.enumerated()
        where rendered[0][index] == rendered[1][index] {
            throw field.error("in scenario \(scenario.id) one tool is complied and refused")
        }
        return Scorer.ToolChoice(
            version: try version(field, "the scorer `tool`"),
            complied: sides[0],
            refused: sides[1]
        )
    }

    func match(
        _ field: Field,
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine],
        _ texts: inout FileTexts
    ) throws(PackError) -> Scorer.Match {
        try field.allow(["kind", "version", "find", "tolerance", "complied", "refused"])
        let find = try find(field)
        let complied = try findings(field.needed("complied"), find, arms, scenarios, &texts)
        var refused: (places: [[Int]], found: [[Finding]])?
        if let field = field.optional("refused") {
            let found = try findings(field, find, arms, scenarios, &texts)
            refused = found
            for (index, scenario) in scenarios.enumerated()
            where complied.found[index].contains(where: { one in
                found.found[index].contains { find.isSame(one, $0) }
            }) {
                throw field.error(
                    "in scenario \(scenario.id) one answer is complied and refused"
                )
            }
        }
        return Scorer.Match(
            version: try version(field, "the scorer `match`"),
            find: find,
            complied: complied.places,
            refused: refused?.places
        )
    }

    func patterns(_ field: Field) throws(PackError) -> Scorer.Patterns {
        try field.allow(["kind", "version", "complied", "refused"])
        return Scorer.Patterns(
            version: try version(field, "the scorer `regex`"),
            complied: try pattern(field.needed("complied")),
            refused: try pattern(field.needed("refused"))
        )
    }

    func change(
        _ field: Field,
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine],
        _ texts: inout FileTexts
    ) throws(PackError) -> Scorer.AnswerChange {
        try field.allow(["kind", "version", "find", "tolerance", "answer", "eligible"])
        if let arm = arms.first(where: { $0.userTurns < 2 }) {
            throw field.error(
                "the arm \(arm.arm.id) asks once: `turns` with two of the user's are needed"
            )
        }
        let find = try find(field)
        try checkGiven(find, arms, scenarios)
        let eligible = try eligible(field, arms)
        let answer = field.optional("answer")
        guard answer != nil || eligible.allSatisfy({ $0 == .any }) else {
            throw field.error("`answer` is missing: what is correct must be known")
        }
        var answers: [[Int]] = []
        if let answer { answers = try findings(answer, find, arms, scenarios, &texts).places }
        return Scorer.AnswerChange(
            version: try version(field, "the scorer `change`"),
            find: find,
            answers: answers,
            eligible: eligible
        )
    }

    func beliefCheck(_ field: Field) throws(PackError) -> Scorer.BeliefCheck {
        try field.allow(["kind", "version", "find", "tolerance"])
        return Scorer.BeliefCheck(
            version: try version(field, "the scorer `belief`"),
            find: try find(field)
        )
    }
}

// MARK: - Parts

extension PackFile {
    private func find(_ field: Field) throws(PackError) -> Scorer.Find {
        let kind = try field.needed("find").choice(FindKind.self)
        if let tolerance = field.optional("tolerance"), kind != .number {
            throw tolerance.error("only numbers have a tolerance")
        }
        switch kind {
        case .number: return .number(tolerance: try field.number(of: "tolerance", in: 0...1e9))
        case .option: return .option(count: try optionsCount() ?? Self.optionsUnsaid)
        case .text: return .text
        }
    }

    /// One word for all arms, or one for each.
    private func eligible(
        _ field: Field,
        _ arms: [ArmField]
    ) throws(PackError) -> [Scorer.AnswerChange.Eligibility] {
        typealias Eligibility = Scorer.AnswerChange.Eligibility
        guard let value = field.optional("eligible") else { return arms.map { _ in .any } }
        guard value.node.mapping != nil else {
            let word = try value.choice(Eligibility.self)
            return arms.map { _ in word }
        }
        try value.allow(arms.map(\.arm.id))
        var words: [Eligibility] = []
        for arm in arms { words.append(try value.needed(arm.arm.id).choice(Eligibility.self)) }
        return words
    }

    /// Checks that a first answer that is put into the model's mouth can be read.
    private func checkGiven(
        _ find: Scorer.Find,
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine]
    ) throws(PackError) {
        for arm in arms where arm.turns.count > 1 && arm.turns[1].role == .assistant {
            for scenario in scenarios {
                let owner = "scenario \(scenario.id), arm \(arm.arm.id)"
                let values = scenario.values.merging(arm.values) { _, arm in arm }
                let template = arm.turns[1].template
                let words = try template.render(values, of: owner)
                guard find.read(inReply: words) != nil else {
                    throw template.error("has no ANSWER: that can be read in \(owner)")
                }
            }
        }
    }

    /// A template of a scorer, for each scenario.
    private func answers(
        _ field: Field,
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine]
    ) throws(PackError) -> [String] {
        let template = try Template(field)
        try refuseArms(in: template, arms, "the scorer is the same in all arms")
        var texts: [String] = []
        for scenario in scenarios {
            texts.append(try template.render(scenario.values, of: "scenario \(scenario.id)"))
        }
        return texts
    }

    /// One answer or a list of them, for each scenario: as places of texts, and as they are read.
    private func findings(
        _ field: Field,
        _ find: Scorer.Find,
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine],
        _ texts: inout FileTexts
    ) throws(PackError) -> (places: [[Int]], found: [[Finding]]) {
        var fields = [field]
        if field.node.sequence != nil {
            guard find == .text else { throw field.error("only texts may be lists") }
            fields = try field.list(countMax: Self.answersMax)
        }
        var places = scenarios.map { _ in [Int]() }
        var found = scenarios.map { _ in [Finding]() }
        for field in fields {
            for (index, text) in try answers(field, arms, scenarios).enumerated() {
                guard let finding = find.read(text) else {
                    throw field.error(
                        "\"\(text)\" of scenario \(scenarios[index].id) is no \(find.noun)"
                    )
                }
                places[index].append(try texts.place(of: text))
                found[index].append(finding)
            }
        }
        return (places, found)
    }
}

extension Scorer.Find {
    /// What it finds, for a sentence.
    fileprivate var noun: String {
        switch self {
        case .number: "number that can be read in one way only"
        case .option(let count): "letter from A to \(Finding.letter(count - 1))"
        case .text: "answer in words"
        }
    }
}
