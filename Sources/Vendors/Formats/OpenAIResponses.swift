import Bench

/// OpenAI Responses.
enum OpenAIResponses {
    static func request(to model: Model, _ question: Question) -> VendorRequest {
        let adapter = Adapter(model.vendor)
        let sampling = question.sampling
        let system = question.messages.filter { $0.role == .system }.map(\.text)
        let input = question.messages.filter { $0.role != .system }.map { message -> JSON in
            ["role": JSON(message.role.rawValue), "content": JSON(message.text)]
        }
        let body = JSON.compact([
            ("model", JSON(model.name)),
            ("instructions", system.isEmpty ? .null : JSON(system.joined(separator: "\n\n"))),
            ("input", .array(input)), ("max_output_tokens", JSON(sampling.outputTokensMax)),
            ("temperature", JSON(sampling.temperature)), ("top_p", JSON(sampling.topP)),
            (
                "reasoning",
                sampling.reasoningEffort.map {
                    $0 == "none"
                        ? ["effort": JSON($0)] : ["effort": JSON($0), "summary": "auto"]
                } ?? .null
            ), ("tools", question.tools.isEmpty ? .null : .array(question.tools.map(tool))),
            // The vendor would keep what is asked otherwise.
            ("store", false), ("stream", model.isStreamed(by: false) ? true : .null),
        ])
        return adapter.request(to: model, body: body)
    }

    private static func tool(_ tool: Tool) -> JSON {
        [
            "type": "function", "name": JSON(tool.name), "description": JSON(tool.about),
            "parameters": Tool.parameters, "strict": false,
        ]
    }

    static func read(_ body: JSON, _ reading: Reading) -> VendorResult {
        guard let items = body["output"]?.array else {
            return reading.unreadable("a JSON object without output")
        }
        let status = body["status"]?.string
        if status == "queued" || status == "in_progress" || status == "failed" {
            return reading.failure(.transient, "the vendor broke off with «\(status ?? "")»")
        }
        let why = body["incomplete_details"]?["reason"]?.string
        let usage = usage(body["usage"])
        var reply = Reply(
            stop: stop(status, why),
            stopRaw: why ?? status,
            servedModel: body["model"]?.string,
            apiVersion: reading.model.pinnedVersion,
            serviceTier: body["service_tier"]?.string,
            responseID: body["id"]?.string,
            requestID: reading.requestID,
            usage: usage
        )
        var refusals: [String] = []
        for item in items { read(item, into: &reply, &refusals) }
        if reply.stop == .stop, !reply.toolCalls.isEmpty { reply.stop = .toolCalls }
        if reply.stop == .filteredOutput {
            reply.refusal = Reply.Refusal(
                category: why,
                explanation: refusals.first,
                source: .outputClassifier
            )
        } else if let refusal = refusals.first {
            // A refusal is a part of a reply that is complete otherwise.
            reply.stop = .refusalByModel
            reply.refusal = Reply.Refusal(explanation: refusal, source: .modelText)
        }
        if reply.reasoning.isEmpty, let tokens = usage.reasoning, tokens > 0 {
            reply.reasoning = [Reply.Reasoning(text: "", visibility: .omitted)]
        }
        return .reply(reply)
    }

    /// Items of unknown kinds are passed over: OpenAI adds some without notice.
    private static func read(
        _ item: JSON,
        into reply: inout Reply,
        _ refusals: inout [String]
    ) {
        switch item["type"]?.string {
        case "message":
            for part in item["content"]?.array ?? [] {
                switch part["type"]?.string {
                case "output_text", "text": reply.text += part["text"]?.string ?? ""
                case "refusal": if let words = part["refusal"]?.string { refusals.append(words) }
                default: break
                }
            }
        case "reasoning": readThought(item, into: &reply)
        case "function_call":
            guard let name = item["name"]?.string else { return }
            reply.toolCalls.append(
                Reply.ToolCall(name: name, arguments: item["arguments"]?.string ?? "")
            )
        default: break
        }
    }

    private static func readThought(_ item: JSON, into reply: inout Reply) {
        func texts(_ name: String) -> [String] {
            (item[name]?.array ?? []).compactMap { $0["text"]?.string }.filter { !$0.isEmpty }
        }
        let raw = texts("content")
        let summary = texts("summary")
        if !raw.isEmpty {
            reply.reasoning += raw.map { Reply.Reasoning(text: $0, visibility: .raw) }
        } else if !summary.isEmpty {
            reply.reasoning += summary.map { Reply.Reasoning(text: $0, visibility: .summary) }
        } else if item["encrypted_content"]?.string?.isEmpty == false {
            reply.reasoning.append(Reply.Reasoning(text: "", visibility: .encrypted))
        } else {
            reply.reasoning.append(Reply.Reasoning(text: "", visibility: .omitted))
        }
    }

    private static func stop(_ status: String?, _ why: String?) -> Reply.Stop {
        switch (status, why) {
        case ("completed", _): .stop
        case ("incomplete", "max_output_tokens"): .maxTokens
        case ("incomplete", "content_filter"): .filteredOutput
        case ("cancelled", _): .cancelled
        default: .unknown
        }
    }

    // MARK: Usage

    static func usage(_ json: JSON?) -> Usage {
        guard let json else { return Usage() }
        let details = json["input_tokens_details"]
        let read = Tokens.count(details?["cached_tokens"])
        let written = Tokens.count(details?["cache_write_tokens"])
        return Usage(
            inputFresh: Tokens.rest(of: Tokens.count(json["input_tokens"]), without: read, written),
            cacheRead: read,
            cacheWrite: written,
            outputTotal: Tokens.count(json["output_tokens"]),
            reasoning: Tokens.count(json["output_tokens_details"]?["reasoning_tokens"])
        )
    }
}
