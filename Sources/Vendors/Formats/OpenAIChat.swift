import Bench

/// OpenAI Chat Completions, and the many servers that speak it: vLLM, SGLang, llama.cpp, Ollama,
/// DeepSeek, Mistral, xAI, OpenRouter, Azure.
enum OpenAIChat {
    static func request(to model: Model, _ question: Question) -> VendorRequest {
        let adapter = Adapter(model.vendor)
        let sampling = question.sampling
        var limit = adapter.chat.limit(model)
        if question.rejected.contains(.limitName) {
            limit = limit == "max_tokens" ? "max_completion_tokens" : "max_tokens"
        }
        let isStreamed = model.isStreamed(by: false)
        let body = JSON.compact(
            [
                ("model", JSON(model.name)), ("messages", .array(messages(model, question))),
                (limit, JSON(sampling.outputTokensMax)),
                ("temperature", JSON(sampling.temperature)), ("top_p", JSON(sampling.topP)),
            ] + (sampling.reasoningEffort.map(adapter.chat.effort) ?? [])
                + [
                    ("tools", question.tools.isEmpty ? .null : .array(question.tools.map(tool))),
                    ("stream", isStreamed ? true : .null),
                    ("stream_options", isStreamed ? ["include_usage": true] : .null),
                ] + adapter.members(model)
        )
        return adapter.request(to: model, body: body)
    }

    /// An assistant's message without words is left out: vendors reject one.
    private static func messages(_ model: Model, _ question: Question) -> [JSON] {
        let said = Adapter(model.vendor).chat.said
        return question.messages.filter { $0.role != .assistant || !$0.text.isEmpty }.map {
            message in
            let more = message.role == .assistant ? said(model, question.sampling, message) : []
            return .compact(
                [("role", JSON(message.role.rawValue)), ("content", JSON(message.text))] + more
            )
        }
    }

    private static func tool(_ tool: Tool) -> JSON {
        [
            "type": "function",
            "function": [
                "name": JSON(tool.name), "description": JSON(tool.about),
                "parameters": Tool.parameters,
            ],
        ]
    }

    static func read(_ body: JSON, _ reading: Reading) -> VendorResult {
        guard let choices = body["choices"] else {
            return reading.unreadable("a JSON object without choices")
        }
        // A router whose backend is warming up answers `null`.
        guard let choice = choices[0], let message = choice["message"] else {
            return reading.failure(.transient, "a reply without a choice")
        }
        if let error = ErrorBody(insideReply: choice) { return reading.result(of: error) }
        let finish = choice["finish_reason"]?.string
        if finish == "error" || finish == "insufficient_system_resource" {
            return reading.failure(.transient, "the vendor broke off with «\(finish ?? "")»")
        }
        let content = Content(of: message)
        let usage = usage(body["usage"])
        var reply = Reply(
            text: content.text,
            stop: stop(finish),
            stopRaw: finish,
            servedModel: body["model"]?.string,
            apiVersion: reading.model.pinnedVersion,
            serviceTier: body["service_tier"]?.string,
            systemFingerprint: body["system_fingerprint"]?.string,
            upstreamProvider: body["provider"]?.string,
            responseID: body["id"]?.string,
            requestID: reading.requestID,
            reasoning: content.reasoning,
            usage: usage,
            toolCalls: toolCalls(of: message)
        )
        // A model that calls a tool may give an empty reason, and some servers keep the word `stop`.
        if reply.stop == .stop || (reply.stop == .unknown && finish?.isEmpty != false),
            !reply.toolCalls.isEmpty
        {
            reply.stop = .toolCalls
        }
        // A filter that withheld the reply may leave words of its own where a refusal would stand.
        if reply.stop == .filteredOutput {
            let filters = choice["content_filter_results"].map(ContentFilter.tripped) ?? []
            reply.refusal = Reply.Refusal(
                category: filters.isEmpty ? finish : filters.joined(separator: ","),
                explanation: content.refusal,
                source: .outputClassifier
            )
        } else if let refusal = content.refusal {
            reply.stop = .refusalByModel
            reply.refusal = Reply.Refusal(explanation: refusal, source: .modelText)
        } else if reply.stop == .refusalByModel {
            reply.refusal = Reply.Refusal(category: finish, source: .modelText)
        }
        if reply.reasoning.isEmpty, let tokens = usage.reasoning, tokens > 0 {
            reply.reasoning = [Reply.Reasoning(text: "", visibility: .omitted)]
        }
        return .reply(reply)
    }

    private static func toolCalls(of message: JSON) -> [Reply.ToolCall] {
        (message["tool_calls"]?.array ?? []).compactMap { call in
            guard let name = call["function"]?["name"]?.string else { return nil }
            let arguments = call["function"]?["arguments"]
            return Reply.ToolCall(
                name: name,
                arguments: arguments?.string ?? arguments?.text ?? ""
            )
        }
    }

    private static func stop(_ word: String?) -> Reply.Stop {
        switch word {
        case "stop", "eos", "end_turn": .stop
        case "length", "model_length", "max_tokens": .maxTokens
        case "tool_calls", "function_call": .toolCalls
        case "content_filter", "safety": .filteredOutput
        case "recitation": .recitation
        case "refusal": .refusalByModel
        case "abort", "cancelled": .cancelled
        default: .unknown
        }
    }

    // MARK: Usage

    static func usage(_ json: JSON?) -> Usage {
        guard let json else { return Usage() }
        let prompt = Tokens.count(json["prompt_tokens"])
        let promptDetails = json["prompt_tokens_details"]
        let read =
            Tokens.count(promptDetails?["cached_tokens"])
            ?? Tokens.count(json["prompt_cache_hit_tokens"])
        let written =
            Tokens.count(promptDetails?["cache_write_tokens"])
            ?? Tokens.count(json["cache_creation_input_tokens"])
        let reasoning = Tokens.count(json["completion_tokens_details"]?["reasoning_tokens"])
        var output = Tokens.count(json["completion_tokens"])
        if let total = Tokens.count(json["total_tokens"]), let prompt {
            let said = output ?? 0
            if said == 0, total > prompt {
                // Mistral leaves the output out.
                output = total - prompt
            } else if let reasoning, reasoning > 0, total == prompt + said + reasoning {
                // xAI counts reasoning in the total only.
                output = said + reasoning
            }
        }
        return Usage(
            inputFresh: Tokens.rest(of: prompt, without: read, written),
            cacheRead: read,
            cacheWrite: written,
            outputTotal: output,
            reasoning: reasoning
        )
    }
}

/// What a message of a chat reply holds: text as a string or in parts, thought in one of four
/// places, a refusal.
private struct Content {
    var text = ""
    var reasoning: [Reply.Reasoning] = []
    var refusal: String?

    init(of message: JSON) {
        readThought(message)
        if let refusal = message["refusal"]?.string, !refusal.isEmpty { self.refusal = refusal }
        switch message["content"] {
        case .string(let text)?: self.text = text
        case .array(let parts)?: for part in parts { readPart(part) }
        default: break
        }
        let inline = InlineThought(text)
        text = inline.text
        if reasoning.isEmpty {
            reasoning = inline.thoughts.map { Reply.Reasoning(text: $0, visibility: .raw) }
        }
    }

    /// The first place that holds something counts: servers repeat one thought in several.
    private mutating func readThought(_ message: JSON) {
        for detail in message["reasoning_details"]?.array ?? [] {
            let kind = detail["type"]?.string ?? ""
            if kind.hasSuffix("encrypted") {
                add("", .encrypted)
            } else if let text = detail["text"]?.string {
                add(text, .raw)
            } else if let text = detail["summary"]?.string {
                add(text, .summary)
            }
        }
        for name in ["reasoning_content", "reasoning"] where reasoning.isEmpty {
            if let text = message[name]?.string, !text.isEmpty { add(text, .raw) }
        }
        if reasoning.isEmpty, message["encrypted_content"]?.string?.isEmpty == false {
            add("", .encrypted)
        }
    }

    /// Parts of unknown kinds are passed over: vendors add some without notice.
    private mutating func readPart(_ part: JSON) {
        switch part["type"]?.string {
        case "text", "output_text": text += part["text"]?.string ?? ""
        case "refusal": refusal = part["refusal"]?.string ?? refusal
        case "thinking":
            let thought = part["thinking"]
            let pieces = thought?.array?.compactMap { $0["text"]?.string } ?? []
            add(thought?.string ?? pieces.joined(), .raw)
        default: break
        }
    }

    private mutating func add(_ text: String, _ visibility: Reply.Visibility) {
        reasoning.append(Reply.Reasoning(text: text, visibility: visibility))
    }
}
