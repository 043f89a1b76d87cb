import Bench

/// Anthropic Messages.
enum AnthropicMessages {
    /// From so many tokens of output on a reply is streamed: idle connections are cut.
    static let streamedTokens = 8192

    /// Whether a model's replies are streamed whatever is asked.
    static func isStreamed(_ model: Model) -> Bool { model.isStreamed(by: false) }

    static func request(to model: Model, _ question: Question) -> VendorRequest {
        let adapter = Adapter(model.vendor)
        let sampling = question.sampling
        let conversation = Turns(question.messages)
        let turns = conversation.turns.map { turn -> JSON in
            [
                "role": JSON(turn.role.rawValue),
                "content": JSON(turn.texts.joined(separator: "\n\n")),
            ]
        }
        let system = conversation.system.joined(separator: "\n\n")
        let thinks = sampling.reasoningEffort.map { $0 != "off" } ?? false
        // On Vertex the address decides, and it is the same for all requests of a model.
        let isStreamed =
            model.vendor == .vertexAnthropic
            ? isStreamed(model)
            : model.isStreamed(by: thinks || sampling.outputTokensMax >= streamedTokens)
        let body = JSON.compact(
            [
                ("model", adapter.namesModel ? JSON(model.name) : .null),
                ("max_tokens", JSON(sampling.outputTokensMax)),
                ("system", system.isEmpty ? .null : JSON(system)), ("messages", .array(turns)),
                ("temperature", JSON(sampling.temperature)), ("top_p", JSON(sampling.topP)),
            ] + (sampling.reasoningEffort.map(thinking) ?? [])
                + [
                    ("tools", question.tools.isEmpty ? .null : .array(question.tools.map(tool))),
                    ("stream", isStreamed ? true : .null),
                ] + adapter.members(model)
        )
        return adapter.request(to: model, body: body)
    }

    /// `off`, a budget in tokens (models up to 4.5), or a word for how hard to think.
    ///
    /// Without `display` some models think and show nothing, others a summary.
    private static func thinking(_ effort: String) -> [(String, JSON)] {
        if effort == "off" { return [("thinking", ["type": "disabled"])] }
        if let budget = Int(effort) {
            return [("thinking", ["type": "enabled", "budget_tokens": JSON(budget)])]
        }
        return [
            ("thinking", ["type": "adaptive", "display": "summarized"]),
            ("output_config", ["effort": JSON(effort)]),
        ]
    }

    private static func tool(_ tool: Tool) -> JSON {
        [
            "name": JSON(tool.name), "description": JSON(tool.about),
            "input_schema": Tool.parameters,
        ]
    }

    static func read(_ body: JSON, _ reading: Reading) -> VendorResult {
        guard let blocks = body["content"]?.array else {
            return reading.unreadable("a JSON object without content")
        }
        let reason = body["stop_reason"]?.string
        let usage = usage(body["usage"])
        var reply = Reply(
            stop: stop(reason),
            stopRaw: reason,
            servedModel: body["model"]?.string,
            apiVersion: reading.model.pinnedVersion,
            serviceTier: body["usage"]?["service_tier"]?.string,
            responseID: body["id"]?.string,
            requestID: reading.requestID,
            usage: usage
        )
        for block in blocks { read(block, into: &reply) }
        if reply.reasoning.isEmpty, let tokens = usage.reasoning, tokens > 0 {
            reply.reasoning = [Reply.Reasoning(text: "", visibility: .omitted)]
        }
        if reply.stop == .refusalByModel {
            let details = body["stop_details"]
            reply.refusal = Reply.Refusal(
                category: details?["category"]?.string,
                explanation: details?["explanation"]?.string,
                source: .outputClassifier
            )
        }
        if isFallback(blocks, body["usage"]) {
            // The model that was asked declined, and another one answered for it.
            reply.stop = .refusalByModel
            reply.refusal = Reply.Refusal(
                category: "fallback",
                explanation: "another model answered in its place",
                source: .outputClassifier
            )
        }
        return .reply(reply)
    }

    /// Blocks of unknown kinds are passed over: Anthropic adds some without notice.
    private static func read(_ block: JSON, into reply: inout Reply) {
        switch block["type"]?.string {
        case "text": reply.text += block["text"]?.string ?? ""
        case "thinking":
            let text = block["thinking"]?.string ?? ""
            reply.reasoning.append(
                Reply.Reasoning(text: text, visibility: text.isEmpty ? .omitted : .summary)
            )
        case "redacted_thinking":
            reply.reasoning.append(Reply.Reasoning(text: "", visibility: .encrypted))
        case "tool_use":
            guard let name = block["name"]?.string else { return }
            reply.toolCalls.append(
                Reply.ToolCall(name: name, arguments: block["input"]?.text ?? "")
            )
        default: break
        }
    }

    private static func isFallback(_ blocks: [JSON], _ usage: JSON?) -> Bool {
        blocks.contains { $0["type"]?.string == "fallback" }
            || (usage?["iterations"]?.array ?? []).contains {
                $0["type"]?.string == "fallback_message"
            }
    }

    private static func stop(_ word: String?) -> Reply.Stop {
        switch word {
        case "end_turn", "stop_sequence": .stop
        case "max_tokens": .maxTokens
        case "tool_use": .toolCalls
        case "pause_turn": .paused
        case "refusal": .refusalByModel
        case "model_context_window_exceeded": .contextOverflow
        default: .unknown
        }
    }

    // MARK: Usage

    /// With compaction the counts on top are those of the last round, so the rounds are added up;
    /// with a fallback they are not rounds of one model.
    static func usage(_ json: JSON?) -> Usage {
        guard let json else { return Usage() }
        let rounds = json["iterations"]?.array ?? []
        let isFallback = rounds.contains { $0["type"]?.string == "fallback_message" }
        let counted = rounds.isEmpty || isFallback ? [json] : rounds
        func sum(_ name: String) -> Int? {
            counted.reduce(nil) { Tokens.sum($0, Tokens.count($1[name])) }
        }
        return Usage(
            inputFresh: sum("input_tokens"),
            cacheRead: sum("cache_read_input_tokens"),
            cacheWrite: sum("cache_creation_input_tokens"),
            outputTotal: sum("output_tokens"),
            reasoning: Tokens.count(json["output_tokens_details"]?["thinking_tokens"])
        )
    }
}
