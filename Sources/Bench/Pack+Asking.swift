extension Pack {
    /// A tool that a scenario offers, its texts by their places in `texts`.
    public struct PromptTool: Sendable, Hashable {
        /// The place of its name.
        public var name: Int
        /// The place of what it does.
        public var about: Int

        package init(name: Int, about: Int) {
            self.name = name
            self.about = about
        }
    }

    /// What a model is asked before a scenario, each time in a conversation of its own.
    public struct Belief: Sendable, Hashable {
        /// The prompt of each scenario; the same in all arms.
        public var prompts: [[PromptMessage]]
        /// How often it is asked.
        public var times: Int

        /// How often it can be asked, at most.
        package static let timesMax = 9

        package init(prompts: [[PromptMessage]], times: Int) {
            self.prompts = prompts
            self.times = times
        }
    }

    /// Something that a reply has or has not, whatever its outcome: counted by arm.
    public struct Detector: Sendable, Hashable {
        /// The name, unique in the pack.
        public var id: String
        /// Where it looks.
        public var place: Place
        /// The regular expression that finds it.
        public var pattern: String

        package init(id: String, place: Place, pattern: String) {
            self.id = id
            self.place = place
            self.pattern = pattern
        }

        /// Where a detector looks.
        public enum Place: String, Sendable, CaseIterable {
            case reply, reasoning, both

            /// Whether it reads what a vendor may hide.
            public var readsReasoning: Bool { self != .reply }
        }
    }
}

// MARK: - What is asked, step by step

extension Pack {
    /// What one scenario says in one arm, turn by turn: each ends with the user, and the model
    /// answers it before the next is sent.
    ///
    /// A user's words with an assistant's behind them are not asked: the answer is there already.
    public func turns(scenario: Int, arm: Int) -> [[Message]] {
        let messages = messages(scenario: scenario, arm: arm)
        var turns: [[Message]] = []
        var turn: [Message] = []
        for (index, message) in messages.enumerated() {
            turn.append(message)
            let next = index + 1 < messages.count ? messages[index + 1].role : .user
            if message.role == .user, next != .assistant {
                turns.append(turn)
                turn = []
            }
        }
        return turns
    }

    /// What is asked first of a sample: the belief question where there is one, else the first turn.
    public func firstMessages(scenario: Int, arm: Int) -> [Message] {
        if belief != nil { return beliefMessages(scenario: scenario) }
        return turns(scenario: scenario, arm: arm).first ?? []
    }

    /// The question after what the model believes; empty where the pack has none.
    public func beliefMessages(scenario: Int) -> [Message] {
        messages(belief?.prompts[scenario] ?? [])
    }

    /// The tools that a scenario offers, with their texts.
    public func tools(scenario: Int) -> [Tool] {
        guard tools.indices.contains(scenario) else { return [] }
        return tools[scenario].map { Tool(name: texts[$0.name], about: texts[$0.about]) }
    }
}

// MARK: - JSON

extension Pack.PromptTool {
    var json: JSON { [JSON(name), JSON(about)] }

    init(json: JSON, texts: Int) throws(FieldError) {
        guard let name = json[0]?.integer, let about = json[1]?.integer,
            (0..<texts).contains(name), (0..<texts).contains(about)
        else { throw FieldError("tools", "the places of two texts are needed") }
        self.init(name: name, about: about)
    }
}

extension Pack.Belief {
    var json: JSON {
        [
            "prompts": .array(prompts.map { .array($0.map(\.json)) }),
            "times": JSON(times),
        ]
    }

    init(json: JSON, texts: Int) throws(FieldError) {
        var prompts: [[Pack.PromptMessage]] = []
        for prompt in try json.list("prompts") {
            var messages: [Pack.PromptMessage] = []
            for message in prompt.array ?? [] {
                messages.append(try Pack.PromptMessage(json: message, texts: texts))
            }
            guard messages.last?.role == .user else {
                throw FieldError("belief.prompts", "a prompt ends with the user")
            }
            prompts.append(messages)
        }
        self.init(prompts: prompts, times: try json.whole("times", in: 1...Self.timesMax))
    }
}

extension Pack.Detector {
    var json: JSON {
        [
            "id": JSON(id), "kind": "rule", "in": JSON(place.rawValue), "pattern": JSON(pattern),
        ]
    }

    init(json: JSON) throws(FieldError) {
        guard try json.text("kind") == "rule" else {
            throw FieldError("detectors.kind", "this version has detectors of the kind rule")
        }
        self.init(
            id: try json.text("id"),
            place: try json.choice("in", of: Place.self),
            pattern: try json.text("pattern")
        )
    }
}
