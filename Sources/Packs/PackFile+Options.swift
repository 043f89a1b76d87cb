import Bench
import Scoring

extension PackFile {
    /// Options of a scenario, at most.
    static let optionsMax = 6

    /// The variable that stands for the options.
    private static let variable = "options"

    /// How many options each scenario has; nil where the pack has none.
    func optionsCount() throws(PackError) -> Int? {
        guard let field = top.optional("options") else { return nil }
        let count = try field.list(countMax: Self.optionsMax).count
        guard count >= 2 else { throw field.error("two options at least are needed") }
        return count
    }

    /// Every scenario in each rotation of the pack's options: where one option stands first more
    /// often than the other, a taste for the first letter would pass for a choice.
    ///
    /// The rotations of `x` are `x~1`, `x~2`, …, all of one cluster.
    func rotated(
        _ lines: [ScenarioLine],
        _ arms: [ArmField]
    ) throws(PackError) -> [ScenarioLine] {
        guard let field = top.optional("options"), let count = try optionsCount() else {
            return lines
        }
        var templates: [Template] = []
        for option in try field.list(countMax: Self.optionsMax) {
            let template = try Template(option)
            try refuseArms(in: template, arms, "the options are the same in all arms")
            templates.append(template)
        }
        try checkOptions(field, lines, arms, count)
        var scenarios: [ScenarioLine] = []
        for line in lines {
            var options: [String] = []
            for template in templates {
                let text = try template.render(line.values, of: "scenario \(line.id)")
                guard !text.allSatisfy(\.isWhitespace) else {
                    throw template.error("is empty for scenario \(line.id)")
                }
                guard !options.contains(text) else {
                    throw template.error("is an option of scenario \(line.id) already")
                }
                options.append(text)
            }
            for rotation in 0..<count { scenarios.append(rotate(line, options, by: rotation)) }
        }
        return scenarios
    }

    private func rotate(
        _ line: ScenarioLine,
        _ options: [String],
        by rotation: Int
    ) -> ScenarioLine {
        var scenario = line
        scenario.id = "\(line.id)~\(rotation + 1)"
        scenario.cluster = line.cluster ?? line.id
        var shown: [String] = []
        for place in options.indices {
            let option = (place + rotation) % options.count
            shown.append("\(Finding.letter(place))) \(options[option])")
            scenario.values["letter_\(option + 1)"] = Finding.letter(place)
        }
        scenario.values[Self.variable] = shown.joined(separator: "\n")
        return scenario
    }

    /// Checks that the options are shown in every arm, and that nobody else has their names.
    private func checkOptions(
        _ field: Field,
        _ lines: [ScenarioLine],
        _ arms: [ArmField],
        _ count: Int
    ) throws(PackError) {
        let names = [Self.variable] + (1...count).map { "letter_\($0)" }
        for arm in arms {
            let shown = arm.turns.flatMap(\.template.variables) + (arm.system?.variables ?? [])
            guard shown.contains(Self.variable) else {
                throw field.error(
                    "no template of the arm \(arm.arm.id) has {{options}}, so no model would "
                        + "read them"
                )
            }
            for name in names where arm.values[name] != nil {
                throw field.error("the arm \(arm.arm.id) has a variable `\(name)`; rename it")
            }
        }
        for line in lines {
            for name in names where line.values[name] != nil {
                throw field.error("scenario \(line.id) has a variable `\(name)`; rename it")
            }
        }
    }

    /// Checks that a template has no variable of an arm.
    func refuseArms(
        in template: Template,
        _ arms: [ArmField],
        _ reason: String
    ) throws(PackError) {
        for arm in arms {
            guard let name = template.variables.first(where: { arm.values[$0] != nil }) else {
                continue
            }
            throw template.error("{{\(name)}} is a variable of the arm \(arm.arm.id): \(reason)")
        }
    }
}
