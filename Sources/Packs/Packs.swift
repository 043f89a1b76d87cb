import Bench

/// Packs and rosters on disk, into values that have been checked.
public enum Packs {
    /// Reads a pack: a folder with a `pack.yaml` in it, or that file.
    ///
    /// Templates are rendered here, so what comes back is what will be sent, letter for letter.
    public static func pack(at path: String) throws(PackError) -> Pack {
        let file = path.hasSuffix(".yaml") || path.hasSuffix(".yml") ? path : path + "/pack.yaml"
        return try PackFile(file).pack()
    }

    /// Reads how a table of outcomes that were recorded elsewhere is to be understood.
    public static func mapping(at path: String) throws(PackError) -> Mapping {
        try Mapping(path)
    }

    /// Reads a roster: the models to ask, and the judge where one is needed.
    public static func roster(at path: String) throws(PackError) -> Roster {
        try RosterFile(path).roster()
    }
}

/// One `pack.yaml`.
struct PackFile {
    private let file: String
    private let top: Field

    init(_ file: String) throws(PackError) {
        self.file = file
        top = try Field.top(of: file)
        try top.allow([
            "id", "version", "title", "canary", "arms", "prompt", "system", "scenarios",
            "replicates", "sampling", "scorer", "metrics",
        ])
    }

    private struct ArmField {
        var arm: Pack.Arm
        var system: Template?
        var prompt: Template
        var values: [String: String]
    }

    func pack() throws(PackError) -> Pack {
        let arms = try arms()
        let scenarios = try scenarios()
        var texts = Texts()
        let prompts = try prompts(arms, scenarios, &texts)
        let scorer = try scorer(arms, scenarios, &texts)
        let armIDs = arms.map(\.arm.id)
        return Pack(
            id: try top.needed("id").name(),
            version: try top.needed("version").text(),
            title: try top.needed("title").text(),
            arms: arms.map(\.arm),
            scenarios: scenarios.map { Pack.Scenario(id: $0.id, cluster: $0.cluster) },
            texts: texts.all,
            prompts: prompts,
            replicates: try top.needed("replicates").whole(in: 1...1000),
            sampling: try sampling(),
            scorer: scorer,
            metrics: try Self.metrics(top, armIDs)
        )
    }

    private func arms() throws(PackError) -> [ArmField] {
        var arms: [ArmField] = []
        for field in try top.needed("arms").list() {
            try field.allow(["id", "title", "system", "prompt", "vars"])
            let id = try field.needed("id").name()
            guard !arms.contains(where: { $0.arm.id == id }) else {
                throw try field.needed("id").error("another arm is called \"\(id)\" already")
            }
            var values: [String: String] = [:]
            if let vars = field.optional("vars") {
                for (name, value) in try vars.texts() { values[name] = value.scalar }
            }
            guard let prompt = field.optional("prompt") ?? top.optional("prompt") else {
                throw field.error("`prompt` is missing, here and at the top of the file")
            }
            let system = field.optional("system") ?? top.optional("system")
            var template: Template?
            if let system { template = try Template(system) }
            let title = try field.optional("title").map { field throws(PackError) in
                try field.text()
            }
            arms.append(
                ArmField(
                    arm: Pack.Arm(id: id, title: title ?? ""),
                    system: template,
                    prompt: try Template(prompt),
                    values: values
                )
            )
        }
        return arms
    }

    private func scenarios() throws(PackError) -> [ScenarioLine] {
        let name = try top.needed("scenarios").text()
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        return try Scenarios.read(name.hasPrefix("/") ? name : folder + name)
    }

    private func prompts(
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine],
        _ texts: inout Texts
    ) throws(PackError) -> [[[Pack.PromptMessage]]] {
        var prompts: [[[Pack.PromptMessage]]] = []
        for scenario in scenarios {
            var row: [[Pack.PromptMessage]] = []
            for (index, arm) in arms.enumerated() {
                let values = scenario.values.merging(arm.values) { _, arm in arm }
                var messages: [Pack.PromptMessage] = []
                if let system = arm.system {
                    let text = try render(system, values, "arms[\(index)].system", scenario)
                    messages.append(.init(role: .system, text: texts.place(of: text)))
                }
                let text = try render(arm.prompt, values, "arms[\(index)].prompt", scenario)
                messages.append(.init(role: .user, text: texts.place(of: text)))
                row.append(messages)
            }
            prompts.append(row)
        }
        return prompts
    }

    private func render(
        _ template: Template,
        _ values: [String: String],
        _ field: String,
        _ scenario: ScenarioLine
    ) throws(PackError) -> String {
        for name in template.variables where values[name] == nil {
            let near = Spelling.nearest(to: name, in: values.keys.sorted())
            throw PackError(
                file: file,
                field: field,
                fault: "{{\(name)}} does not exist in scenario \(scenario.id)"
                    + (near.map { "; is it {{\($0)}}?" } ?? "")
            )
        }
        return template.render(values)
    }

    private func sampling() throws(PackError) -> Sampling {
        guard let field = top.optional("sampling") else { return Sampling() }
        try field.allow(["temperature", "top_p", "max_output_tokens", "reasoning_effort"])
        var sampling = Sampling()
        if let value = field.optional("temperature") {
            sampling.temperature = try value.number(in: 0...2)
        }
        if let value = field.optional("top_p") { sampling.topP = try value.number(in: 0...1) }
        if let value = field.optional("max_output_tokens") {
            sampling.outputTokensMax = try value.whole(in: 1...1_000_000)
        }
        if let value = field.optional("reasoning_effort") {
            sampling.reasoningEffort = try value.text()
        }
        return sampling
    }

    private enum Kind: String, CaseIterable { case rules, judge }

    private func scorer(
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine],
        _ texts: inout Texts
    ) throws(PackError) -> Scorer {
        let field = try top.needed("scorer")
        try field.allow(["kind", "version", "prompt", "labels"])
        let version = try field.needed("version")
        switch try field.needed("kind").choice(Kind.self) {
        case .rules:
            guard try version.whole(in: 1...1_000) == 1 else {
                throw version.error("this Gapwatch has the rules of version 1 only")
            }
            return .rules(version: 1)
        case .judge:
            return .judge(
                try judge(field, version.whole(in: 1...1_000_000), arms, scenarios, &texts)
            )
        }
    }

    private func judge(
        _ field: Field,
        _ version: Int,
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine],
        _ texts: inout Texts
    ) throws(PackError) -> Scorer.JudgePrompt {
        let prompt = try field.needed("prompt")
        let template = try Template(prompt)
        guard template.variables.contains("reply") else {
            throw prompt.error("{{reply}} is missing: the judge would not see what it judges")
        }
        for arm in arms {
            guard let name = template.variables.first(where: { arm.values[$0] != nil }) else {
                continue
            }
            throw prompt.error(
                "{{\(name)}} is a variable of the arm \(arm.arm.id): a judge never sees the arm"
            )
        }
        var pieces: [[Int]] = []
        for scenario in scenarios {
            let marker = "\u{1}reply\u{1}"
            let values = scenario.values.merging(["reply": marker]) { _, reply in reply }
            let text = try render(template, values, "scorer.prompt", scenario)
            pieces.append(
                text.split(separator: marker, omittingEmptySubsequences: false).map {
                    texts.place(of: String($0))
                }
            )
        }
        return Scorer.JudgePrompt(version: version, pieces: pieces, labels: try labels(field))
    }

    private func labels(_ field: Field) throws(PackError) -> [Scorer.Label] {
        var labels: [Scorer.Label] = []
        let field = try field.needed("labels")
        for (word, value) in try field.texts().sorted(by: { $0.key < $1.key }) {
            labels.append(.init(word: word, outcome: try value.choice(Outcome.self)))
        }
        guard labels.count > 1 else { throw field.error("two words at least are needed") }
        return labels
    }

    /// The metrics of a pack or a mapping.
    static func metrics(_ top: Field, _ arms: [String]) throws(PackError) -> [Metric] {
        var metrics: [Metric] = []
        for field in try top.needed("metrics").list() {
            try field.allow([
                "id", "counts", "minuend", "subtrahend", "worse", "unparsed",
                "minimum_effect_points", "margin_points",
            ])
            let id = try field.needed("id").name()
            guard !metrics.contains(where: { $0.id == id }) else {
                throw try field.needed("id").error("another metric is called \"\(id)\" already")
            }
            var metric = Metric(
                id: id,
                minuend: try arm(field.needed("minuend"), arms),
                subtrahend: try arm(field.needed("subtrahend"), arms),
                worse: try field.needed("worse").choice(Metric.Direction.self)
            )
            guard metric.minuend != metric.subtrahend else {
                throw try field.needed("subtrahend").error("an arm minus itself is no gap")
            }
            if let value = field.optional("counts") {
                metric.counts = try value.choice(Outcome.self)
            }
            if let value = field.optional("unparsed") {
                metric.unparsed = try value.choice(Metric.UnparsedPolicy.self)
            }
            if let value = field.optional("minimum_effect_points") {
                metric.minimumEffectPoints = try value.number(in: 0...100)
            }
            if let value = field.optional("margin_points") {
                metric.marginPoints = try value.number(in: 0...100)
            }
            metrics.append(metric)
        }
        return metrics
    }

    private static func arm(_ field: Field, _ arms: [String]) throws(PackError) -> String {
        let id = try field.text()
        guard arms.contains(id) else {
            throw field.error(
                "no arm is called \"\(id)\"; the arms are \(arms.joined(separator: ", "))"
            )
        }
        return id
    }
}

/// Distinct texts in the order of their first use.
struct Texts {
    private(set) var all: [String] = []
    private var places: [String: Int] = [:]

    mutating func place(of text: String) -> Int {
        if let place = places[text] { return place }
        places[text] = all.count
        all.append(text)
        return all.count - 1
    }
}
