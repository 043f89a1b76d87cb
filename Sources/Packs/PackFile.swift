import Bench

/// One `pack.yaml`, with the scenarios beside it.
struct PackFile {
    /// Arms of a pack, at most.
    static let armsMax = 64
    /// Askings of one scenario in one arm, at most.
    static let replicatesMax = 1_000

    let file: String
    let top: Field

    init(_ file: String) throws(PackError) {
        self.file = file
        top = try Field.top(of: file)
        try top.allow([
            "id", "version", "title", "canary", "arms", "prompt", "system", "scenarios",
            "replicates", "sampling", "scorer", "metrics",
        ])
    }

    /// An arm with the templates that it sends.
    struct ArmField {
        var arm: Pack.Arm
        var system: Template?
        var prompt: Template
        var variables: [String: Field]
        var values: [String: String]
    }

    func pack() throws(PackError) -> Pack {
        let arms = try arms()
        let scenarios = try scenarios()
        try checkNames(arms, scenarios)
        var texts = Texts(file: file)
        let prompts = try prompts(arms, scenarios, &texts)
        let scorer = try scorer(arms, scenarios, &texts)
        return Pack(
            id: try top.needed("id").name(),
            version: try top.needed("version").text(),
            title: try top.needed("title").text(),
            arms: arms.map(\.arm),
            scenarios: scenarios.map { Pack.Scenario(id: $0.id, cluster: $0.cluster) },
            texts: texts.all,
            prompts: prompts,
            replicates: try top.needed("replicates").whole(in: 1...Self.replicatesMax),
            sampling: try sampling(),
            scorer: scorer,
            metrics: try Self.metrics(of: top, arms: arms.map(\.arm.id))
        )
    }

    private func sampling() throws(PackError) -> Sampling {
        guard let field = top.optional("sampling") else { return Sampling() }
        try field.allow(SamplingFields.names)
        let fields = try SamplingFields(field)
        var sampling = Sampling(
            temperature: fields.temperature,
            topP: fields.topP,
            reasoningEffort: fields.reasoningEffort
        )
        if let tokens = fields.outputTokensMax { sampling.outputTokensMax = tokens }
        return sampling
    }

    private func scenarios() throws(PackError) -> [ScenarioLine] {
        let name = try top.needed("scenarios").text()
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        return try Scenarios.read(name.hasPrefix("/") ? name : folder + name)
    }
}

// MARK: - Arms

extension PackFile {
    private func arms() throws(PackError) -> [ArmField] {
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
        try field.allow(["id", "title", "system", "prompt", "vars"])
        guard let prompt = field.optional("prompt") ?? top.optional("prompt") else {
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
            prompt: try Template(prompt),
            variables: variables,
            values: values
        )
    }

    /// Checks that what an arm says is sent, and that no scenario says something else in its name.
    private func checkNames(
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine]
    ) throws(PackError) {
        for arm in arms {
            let used = (arm.system?.variables ?? []) + arm.prompt.variables
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
}

// MARK: - Prompts

extension PackFile {
    private func prompts(
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine],
        _ texts: inout Texts
    ) throws(PackError) -> [[[Pack.PromptMessage]]] {
        var prompts: [[[Pack.PromptMessage]]] = []
        for scenario in scenarios {
            var row: [[Pack.PromptMessage]] = []
            for arm in arms { row.append(try prompt(arm, scenario, &texts)) }
            prompts.append(row)
        }
        return prompts
    }

    /// The system message, where it says anything, and the question.
    private func prompt(
        _ arm: ArmField,
        _ scenario: ScenarioLine,
        _ texts: inout Texts
    ) throws(PackError) -> [Pack.PromptMessage] {
        let values = scenario.values.merging(arm.values) { _, arm in arm }
        let owner = "scenario \(scenario.id), arm \(arm.arm.id)"
        var messages: [Pack.PromptMessage] = []
        if let text = try arm.system?.render(values, of: owner), !isBlank(text) {
            messages.append(.init(role: .system, text: try texts.place(of: text)))
        }
        let text = try arm.prompt.render(values, of: owner)
        guard !isBlank(text) else { throw arm.prompt.error("is empty for \(owner)") }
        messages.append(.init(role: .user, text: try texts.place(of: text)))
        return messages
    }

    private func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
}
