extension Pack {
    /// The whole pack, as the wire and the store keep it and as its digest sees it.
    public var json: JSON {
        [
            "format": 1, "id": JSON(id), "version": JSON(version), "title": JSON(title),
            "arms": .array(arms.map { ["id": JSON($0.id), "title": JSON($0.title)] }),
            "scenarios": .array(
                scenarios.map { ["id": JSON($0.id), "cluster": JSON($0.cluster)] }
            ),
            "texts": JSON(texts),
            "prompts": .array(
                prompts.map { .array($0.map { .array($0.map(\.json)) }) }
            ),
            "replicates": JSON(replicates), "sampling": sampling.json, "scorer": scorer.json,
            "metrics": .array(metrics.map(\.json)),
        ]
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
            metrics: metrics
        )
        guard prompts.count == scenarios.count, !arms.isEmpty, !scenarios.isEmpty else {
            throw FieldError("prompts", "one list a scenario is needed, and one scenario at least")
        }
        if case .judge(let judge) = scorer, judge.pieces.count != scenarios.count {
            throw FieldError("scorer.pieces", "one list a scenario is needed")
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
                guard !messages.isEmpty else {
                    throw FieldError("prompts[\(prompts.count)]", "a prompt without a message")
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

extension Scorer {
    var json: JSON {
        switch self {
        case .rules(let version): ["kind": "rules", "version": JSON(version)]
        case .judge(let judge):
            [
                "kind": "judge", "version": JSON(judge.version),
                "pieces": .array(judge.pieces.map { .array($0.map { JSON($0) }) }),
                "labels": .array(
                    judge.labels.map {
                        ["word": JSON($0.word), "outcome": JSON($0.outcome.rawValue)]
                    }
                ),
            ]
        }
    }

    init(json: JSON, texts: Int) throws(FieldError) {
        let version = try json.whole("version", in: 1...1_000_000)
        switch try json.text("kind") {
        case "rules": self = .rules(version: version)
        case "judge":
            var pieces: [[Int]] = []
            for list in try json.list("pieces") {
                let places = (list.array ?? []).compactMap(\.integer)
                guard places.count >= 2, places.allSatisfy((0..<texts).contains) else {
                    throw FieldError("scorer.pieces", "two places of texts at least are needed")
                }
                pieces.append(places)
            }
            var labels: [Label] = []
            for label in try json.list("labels") {
                labels.append(
                    Label(
                        word: try label.text("word"),
                        outcome: try label.choice("outcome", of: Outcome.self)
                    )
                )
            }
            self = .judge(JudgePrompt(version: version, pieces: pieces, labels: labels))
        case let other: throw FieldError("scorer.kind", "there is no scorer \"\(other)\"")
        }
    }
}
