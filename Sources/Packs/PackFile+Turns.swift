import Bench

extension PackFile {
    /// Messages of a conversation behind its system message, at most.
    static let turnsMax = 8

    func arms() throws(PackError) -> [ArmField] {
        var arms: [ArmField] = []
        for field in try top.needed("arms").list(countMax: Self.armsMax) {
            let arm = try arm(field)
            guard !arms.contains(where: { $0.arm.id == arm.arm.id }) else {
                throw try field.needed("id").error(
                    "another arm is called \"\(arm.arm.id)\" already"
                )
            }
            arms.append(arm)
        }
        return arms
    }

    private func arm(_ field: Field) throws(PackError) -> ArmField {
        try field.allow(["id", "title", "system", "prompt", "turns", "vars"])
        var turns = try turns(of: field)
        if turns == nil { turns = try self.turns(of: top) }
        guard let turns else {
            throw field.error("`prompt` is missing, here and at the top of the file")
        }
        var system: Template?
        if let field = field.optional("system") ?? top.optional("system") {
            system = try Template(field)
        }
        var values: [String: String] = [:]
        let variables = try field.optional("vars")?.texts() ?? [:]
        for (name, value) in variables { values[name] = try value.textOrEmpty() }
        return ArmField(
            arm: Pack.Arm(
                id: try field.needed("id").name(),
                title: try field.text(of: "title") ?? ""
            ),
            system: system,
            turns: turns,
            variables: variables,
            values: values
        )
    }

    /// The `prompt` or the `turns` of an arm or of the file; nil where it has neither.
    private func turns(of field: Field) throws(PackError) -> [TurnField]? {
        let prompt = field.optional("prompt")
        guard let list = field.optional("turns") else {
            guard let prompt else { return nil }
            return [TurnField(role: .user, template: try Template(prompt))]
        }
        guard prompt == nil else {
            throw list.error("`prompt` stands here too: a conversation has one or the other")
        }
        var turns: [TurnField] = []
        for item in try list.list(countMax: Self.turnsMax) {
            guard item.node.mapping != nil else {
                turns.append(TurnField(role: .user, template: try Template(item)))
                continue
            }
            try item.allow(["assistant"])
            guard turns.last?.role == .user else {
                throw item.error("words of the assistant's stand behind a turn of the user's")
            }
            let words = try item.needed("assistant")
            turns.append(TurnField(role: .assistant, template: try Template(words)))
        }
        guard turns.last?.role == .user else {
            throw list.error("the last turn is the user's: the model must answer it")
        }
        return turns
    }

    /// Checks that what an arm says is sent, and that no scenario says something else in its name.
    func checkNames(_ arms: [ArmField], _ scenarios: [ScenarioLine]) throws(PackError) {
        for arm in arms {
            let used = (arm.system?.variables ?? []) + arm.turns.flatMap(\.template.variables)
            for (name, field) in arm.variables.sorted(by: { $0.key < $1.key }) {
                guard used.contains(name) else {
                    throw field.error(
                        "no template of this arm has {{\(name)}}, so no model would read it"
                    )
                }
                guard let scenario = scenarios.first(where: { $0.values[name] != nil }) else {
                    continue
                }
                throw field.error(
                    "scenario \(scenario.id) has a variable of that name too; rename one of them"
                )
            }
        }
    }

    func prompts(
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine],
        _ texts: inout FileTexts
    ) throws(PackError) -> [[[Pack.PromptMessage]]] {
        var prompts: [[[Pack.PromptMessage]]] = []
        for scenario in scenarios {
            var row: [[Pack.PromptMessage]] = []
            for arm in arms {
                row.append(
                    try prompt(
                        arm.system,
                        arm.turns,
                        scenario.values.merging(arm.values) { _, arm in arm },
                        of: "scenario \(scenario.id), arm \(arm.arm.id)",
                        &texts
                    )
                )
            }
            prompts.append(row)
        }
        return prompts
    }

    /// The system message, where it says anything, and the turns.
    func prompt(
        _ system: Template?,
        _ turns: [TurnField],
        _ values: [String: String],
        of owner: String,
        _ texts: inout FileTexts
    ) throws(PackError) -> [Pack.PromptMessage] {
        func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
        var messages: [Pack.PromptMessage] = []
        if let text = try system?.render(values, of: owner), !isBlank(text) {
            messages.append(.init(role: .system, text: try texts.place(of: text)))
        }
        for turn in turns {
            let text = try turn.template.render(values, of: owner)
            guard !isBlank(text) else { throw turn.template.error("is empty for \(owner)") }
            messages.append(.init(role: turn.role, text: try texts.place(of: text)))
        }
        return messages
    }
}
