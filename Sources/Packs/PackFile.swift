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
            "id", "version", "title", "canary", "arms", "prompt", "turns", "system", "options",
            "tools", "belief", "scenarios", "replicates", "sampling", "scorer", "metrics",
            "detectors", "lint",
        ])
    }

    /// An arm with the templates that it sends.
    struct ArmField {
        var arm: Pack.Arm
        var system: Template?
        var turns: [TurnField]
        var variables: [String: Field]
        var values: [String: String]

        /// The messages of the user.
        var userTurns: Int { turns.count { $0.role == .user } }

        /// The questions that the model answers.
        var asked: Int {
            turns.indices.count { index in
                let next = index + 1 < turns.count ? turns[index + 1].role : .user
                return turns[index].role == .user && next == .user
            }
        }
    }

    /// One message of a conversation behind its system message.
    struct TurnField {
        var role: Role
        var template: Template
    }

    func pack() throws(PackError) -> Pack {
        _ = try Self.allowances(of: top)
        let arms = try arms()
        let lines = try scenarios()
        try checkNames(arms, lines)
        let scenarios = try rotated(lines, arms)
        var texts = FileTexts(file: file)
        let prompts = try prompts(arms, scenarios, &texts)
        let scorer = try scorer(arms, scenarios, &texts)
        let tools = try tools(arms, scenarios, &texts, scorer)
        let belief = try belief(scenarios, &texts, scorer)
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
            metrics: try Self.metrics(of: top, arms: arms.map(\.arm.id)),
            tools: tools,
            belief: belief,
            detectors: try detectors()
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
