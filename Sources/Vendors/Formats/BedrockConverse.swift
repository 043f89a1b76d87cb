import Bench

/// AWS Bedrock Converse.
enum BedrockConverse {
    static func request(to model: Model, _ question: Question) -> VendorRequest {
        let sampling = question.sampling
        let conversation = Turns(question.messages)
        let turns = conversation.turns.map { turn -> JSON in
            ["role": JSON(turn.role.rawValue), "content": texts(turn.texts)]
        }
        let body = JSON.compact([
            ("system", conversation.system.isEmpty ? .null : texts(conversation.system)),
            ("messages", .array(turns)),
            (
                "inferenceConfig",
                .compact([
                    ("maxTokens", JSON(sampling.outputTokensMax)),
                    ("temperature", JSON(sampling.temperature)), ("topP", JSON(sampling.topP)),
                ])
            ),
            (
                "additionalModelRequestFields",
                sampling.reasoningEffort.map { thinking($0, of: model) } ?? .null
            ),
            (
                "toolConfig",
                question.tools.isEmpty
                    ? .null : ["tools": .array(question.tools.map(tool))]
            ),
        ])
        return Adapter(model.vendor).request(to: model, body: body)
    }

    private static func texts(_ texts: [String]) -> JSON {
        .array(texts.map { ["text": JSON($0)] })
    }

    /// Each maker's models behind Bedrock have a word of their own.
    private static func thinking(_ effort: String, of model: Model) -> JSON {
        let name = ASCII.folded(model.name)
        if name.contains("anthropic") {
            if effort == "off" { return ["thinking": ["type": "disabled"]] }
            if let budget = Int(effort) {
                return ["thinking": ["type": "enabled", "budget_tokens": JSON(budget)]]
            }
            return [
                "thinking": ["type": "adaptive", "display": "summarized"],
                "output_config": ["effort": JSON(effort)],
            ]
        }
        if name.contains("nova") {
            return effort == "off"
                ? ["reasoningConfig": ["type": "disabled"]]
                : ["reasoningConfig": ["type": "enabled", "maxReasoningEffort": JSON(effort)]]
        }
        return ["reasoning_effort": JSON(effort)]
    }

    private static func tool(_ tool: Tool) -> JSON {
        [
            "toolSpec": [
                "name": JSON(tool.name), "description": JSON(tool.about),
                "inputSchema": ["json": Tool.parameters],
            ]
        ]
    }

    static func read(_ body: JSON, _ reading: Reading) -> VendorResult {
        guard let message = body["output"]?["message"] else {
            // What stands in front of the service may answer for it, with the kind in a header or member.
            let error = ErrorBody(body)
            if error.type != nil || reading.response.header("x-amzn-errortype") != nil {
                return reading.result(of: error)
            }
            return reading.unreadable("a JSON object without output.message")
        }
        let reason = body["stopReason"]?.string
        var reply = Reply(
            stop: stop(reason),
            stopRaw: reason,
            // Bedrock does not say which model answered, unless a router chose it.
            servedModel: body["trace"]?["promptRouter"]?["invokedModelId"]?.string,
            apiVersion: reading.model.pinnedVersion,
            serviceTier: body["serviceTier"]?["type"]?.string,
            requestID: reading.requestID,
            usage: usage(body["usage"])
        )
        for block in message["content"]?.array ?? [] { read(block, into: &reply) }
        if reason == "guardrail_intervened", isInputBlocked(body["trace"]?["guardrail"]) {
            reply.stop = .filteredInput
            reply.refusal = Reply.Refusal(category: reason, source: .guardrail)
        } else if reply.stop == .filteredOutput {
            reply.refusal = Reply.Refusal(
                category: reason,
                source: reason == "guardrail_intervened" ? .guardrail : .outputClassifier
            )
        } else if reply.stop == .refusalByModel {
            reply.refusal = Reply.Refusal(category: reason, source: .outputClassifier)
        }
        return .reply(reply)
    }

    /// Whether the guardrail's trace names the prompt and not the reply.
    private static func isInputBlocked(_ trace: JSON?) -> Bool {
        guard let trace, trace["outputAssessments"]?.object?.isEmpty != false else { return false }
        return trace["inputAssessment"]?.text.contains(#""BLOCKED""#) ?? false
    }

    private static func read(_ block: JSON, into reply: inout Reply) {
        if let text = block["text"]?.string { reply.text += text }
        if let thought = block["reasoningContent"] {
            if let text = thought["reasoningText"]?["text"]?.string, !text.isEmpty {
                // Claude signs its summaries; open weights think aloud and sign nothing.
                let isSigned = thought["reasoningText"]?["signature"]?.string != nil
                reply.reasoning.append(
                    Reply.Reasoning(text: text, visibility: isSigned ? .summary : .raw)
                )
            } else {
                reply.reasoning.append(
                    Reply.Reasoning(
                        text: "",
                        visibility: thought["redactedContent"] == nil ? .omitted : .encrypted
                    )
                )
            }
        }
        if let call = block["toolUse"], let name = call["name"]?.string {
            reply.toolCalls.append(
                Reply.ToolCall(name: name, arguments: call["input"]?.text ?? "")
            )
        }
    }

    private static func stop(_ word: String?) -> Reply.Stop {
        switch word {
        case "end_turn", "stop_sequence": .stop
        case "max_tokens": .maxTokens
        case "tool_use": .toolCalls
        case "guardrail_intervened", "content_filtered": .filteredOutput
        case "refusal": .refusalByModel
        case "malformed_model_output", "malformed_tool_use": .malformed
        case "model_context_window_exceeded": .contextOverflow
        default: .unknown
        }
    }

    // MARK: Usage

    /// Input read from a cache and written to it is not in the count of the input.
    static func usage(_ json: JSON?) -> Usage {
        guard let json else { return Usage() }
        return Usage(
            inputFresh: Tokens.count(json["inputTokens"]),
            cacheRead: Tokens.count(json["cacheReadInputTokens"]),
            cacheWrite: Tokens.count(json["cacheWriteInputTokens"]),
            outputTotal: Tokens.count(json["outputTokens"])
        )
    }
}
