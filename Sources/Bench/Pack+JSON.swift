extension Pack {
    /// The whole pack, as the wire and the store keep it and as its digest sees it.
    ///
    /// What a pack does not have is not there: packs that are older than a member keep their digest.
    public var json: JSON {
        .compact([
            ("format", 1), ("id", JSON(id)), ("version", JSON(version)), ("title", JSON(title)),
            ("arms", .array(arms.map { ["id": JSON($0.id), "title": JSON($0.title)] })),
            (
                "scenarios",
                .array(scenarios.map { ["id": JSON($0.id), "cluster": JSON($0.cluster)] })
            ), ("texts", JSON(texts)),
            (
                "prompts",
                .array(prompts.map { .array($0.map { .array($0.map(\.json)) }) })
            ), ("replicates", JSON(replicates)), ("sampling", sampling.json),
            ("scorer", scorer.json), ("metrics", .array(metrics.map(\.json))),
            (
                "tools",
                tools.isEmpty ? .null : .array(tools.map { .array($0.map(\.json)) })
            ), ("belief", belief?.json ?? .null),
            ("detectors", detectors.isEmpty ? .null : .array(detectors.map(\.json))),
        ])
    }

    /// Reads what `json` wrote, and checks that every place named in it exists.
    public init(json: JSON) throws(FieldError) {
        guard json["format"]?.integer == 1 else {
            throw FieldError("format", "this version reads packs of format 1")
        }
        var arms: [Arm] = []
        for arm in try json.list("arms") {
            arms.append(Arm(id: try arm.text("id"), title: try arm.text("title")))
        }
        var scenarios: [Scenario] = []
        for scenario in try json.list("scenarios") {
            scenarios.append(
                Scenario(id: try scenario.text("id"), cluster: try scenario.text("cluster"))
            )
        }
        var texts: [String] = []
        for text in try json.list("texts") {
            guard let text = text.string else { throw FieldError("texts", "strings are needed") }
            texts.append(text)
        }
        var metrics: [Metric] = []
        for metric in try json.list("metrics") { metrics.append(try Metric(json: metric)) }
        self.init(
            id: try json.text("id"),
            version: try json.text("version"),
            title: try json.text("title"),
            arms: arms,
            scenarios: scenarios,
            texts: texts,
            prompts: try Self.prompts(json, arms: arms.count, texts: texts.count),
            replicates: try json.whole("replicates", in: 1...1_000_000),
            sampling: try Sampling(json: try json.value("sampling")),
            scorer: try Scorer(json: try json.value("scorer"), texts: texts.count),
            metrics: metrics,
            tools: try Self.tools(json, texts: texts.count),
            belief: try json["belief"].map { value throws(FieldError) in
                try Belief(json: value, texts: texts.count)
            },
            detectors: try Self.detectors(json)
        )
        guard prompts.count == scenarios.count, !arms.isEmpty, !scenarios.isEmpty else {
            throw FieldError("prompts", "one list a scenario is needed, and one scenario at least")
        }
        try scorer.check(scenarios: scenarios.count, arms: arms.count)
        if !tools.isEmpty, tools.count != scenarios.count {
            throw FieldError("tools", "one list a scenario is needed")
        }
        if let belief, belief.prompts.count != scenarios.count {
            throw FieldError("belief.prompts", "one prompt a scenario is needed")
        }
        if case .belief = scorer, belief == nil {
            throw FieldError("belief", "the pack's scorer needs it")
        }
        for metric in metrics where metric.arms.contains(where: { arm($0) == nil }) {
            throw FieldError("metrics", "\"\(metric.id)\" names an arm that the pack has not")
        }
    }

    private static func prompts(
        _ json: JSON,
        arms: Int,
        texts: Int
    ) throws(FieldError) -> [[[PromptMessage]]] {
        var prompts: [[[PromptMessage]]] = []
        for scenario in try json.list("prompts") {
            var row: [[PromptMessage]] = []
            for prompt in scenario.array ?? [] {
                var messages: [PromptMessage] = []
                for message in prompt.array ?? [] {
                    messages.append(try PromptMessage(json: message, texts: texts))
                }
                guard messages.last?.role == .user else {
                    throw FieldError("prompts[\(prompts.count)]", "a prompt ends with the user")
                }
                row.append(messages)
            }
            guard row.count == arms else {
                throw FieldError("prompts[\(prompts.count)]", "one prompt an arm is needed")
            }
            prompts.append(row)
        }
        return prompts
    }

    private static func tools(
        _ json: JSON,
        texts: Int
    ) throws(FieldError) -> [[PromptTool]] {
        var tools: [[PromptTool]] = []
        for list in json["tools"]?.array ?? [] {
            var row: [PromptTool] = []
            for tool in list.array ?? [] { row.append(try PromptTool(json: tool, texts: texts)) }
            tools.append(row)
        }
        return tools
    }

    private static func detectors(_ json: JSON) throws(FieldError) -> [Detector] {
        var detectors: [Detector] = []
        for detector in json["detectors"]?.array ?? [] {
            detectors.append(try Detector(json: detector))
        }
        return detectors
    }
}

extension Pack.PromptMessage {
    var json: JSON { [JSON(role.rawValue), JSON(text)] }

    init(json: JSON, texts: Int) throws(FieldError) {
        guard let role = json[0]?.string.flatMap(Role.init), let text = json[1]?.integer,
            (0..<texts).contains(text)
        else { throw FieldError("prompts", "a role and the place of a text are needed") }
        self.init(role: role, text: text)
    }
}

extension Sampling {
    /// The settings as the wire keeps them; absent means the vendor's default.
    package var json: JSON {
        .compact([
            ("temperature", JSON(temperature)), ("topP", JSON(topP)),
            ("outputTokensMax", JSON(outputTokensMax)),
            ("reasoningEffort", JSON(reasoningEffort)),
        ])
    }

    init(json: JSON) throws(FieldError) {
        self.init(
            temperature: json["temperature"]?.double,
            topP: json["topP"]?.double,
            outputTokensMax: try json.whole("outputTokensMax", in: 1...10_000_000),
            reasoningEffort: json["reasoningEffort"]?.string
        )
    }
}
