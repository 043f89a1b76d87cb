import Bench

/// Google Gemini generateContent.
enum GeminiGenerate {
    static func request(to model: Model, _ question: Question) -> VendorRequest {
        let adapter = Adapter(model.vendor)
        let sampling = question.sampling
        let conversation = Turns(question.messages)
        let contents = conversation.turns.map { turn -> JSON in
            ["role": turn.role == .assistant ? "model" : "user", "parts": parts(turn.texts)]
        }
        let body = JSON.compact(
            [
                (
                    "systemInstruction",
                    conversation.system.isEmpty ? .null : ["parts": parts(conversation.system)]
                ), ("contents", .array(contents)),
                (
                    "generationConfig",
                    .compact([
                        ("maxOutputTokens", JSON(sampling.outputTokensMax)),
                        ("temperature", JSON(sampling.temperature)),
                        ("topP", JSON(sampling.topP)),
                        ("thinkingConfig", sampling.reasoningEffort.map(thinking) ?? .null),
                    ])
                ), ("safetySettings", .array(safety)),
                (
                    "tools",
                    question.tools.isEmpty
                        ? .null : [["functionDeclarations": .array(question.tools.map(tool))]]
                ),
            ] + adapter.members(model)
        )
        return adapter.request(to: model, body: body)
    }

    private static func tool(_ tool: Tool) -> JSON {
        [
            "name": JSON(tool.name), "description": JSON(tool.about),
            "parameters": Tool.parameters,
        ]
    }

    private static func parts(_ texts: [String]) -> JSON {
        .array(texts.map { ["text": JSON($0)] })
    }

    /// A number is a budget (generation 2.5), a word a level (3 and later).
    private static func thinking(_ effort: String) -> JSON {
        if effort == "off" { return ["thinkingBudget": 0] }
        return if let budget = Int(effort) {
            ["includeThoughts": true, "thinkingBudget": JSON(budget)]
        } else {
            ["includeThoughts": true, "thinkingLevel": JSON(effort.uppercased())]
        }
    }

    /// The filters that can be turned off are: what is left is the vendor's own doing.
    private static let safety: [JSON] = [
        "HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT", "CIVIC_INTEGRITY",
    ].map { ["category": JSON("HARM_CATEGORY_\($0)"), "threshold": "BLOCK_NONE"] }

    // MARK: Reading

    static func read(_ body: JSON, _ reading: Reading) -> VendorResult {
        let usage = usage(body["usageMetadata"])
        var reply = Reply(
            stop: .unknown,
            servedModel: body["modelVersion"]?.string,
            apiVersion: reading.model.pinnedVersion,
            serviceTier: body["usageMetadata"]?["serviceTier"]?.string
                ?? body["usageMetadata"]?["trafficType"]?.string,
            responseID: body["responseId"]?.string,
            requestID: reading.requestID,
            usage: usage
        )
        guard let candidate = body["candidates"]?[0] else {
            guard let blocked = body["promptFeedback"]?["blockReason"]?.string else {
                return reading.failure(.transient, "neither a candidate nor a reason for none")
            }
            reply.stop = .filteredInput
            reply.stopRaw = blocked
            reply.refusal = Reply.Refusal(
                category: blocked,
                explanation: body["promptFeedback"]?["blockReasonMessage"]?.string,
                source: isGuardrail(blocked) ? .guardrail : .inputClassifier
            )
            return .reply(reply)
        }
        let finish = candidate["finishReason"]?.string
        if finish == "PUP_LIMITED_DISABLED" {
            return reading.failure(
                .authentication,
                "the account is limited for prohibited use (\(finish ?? ""))"
            )
        }
        reply.stop = stop(finish)
        reply.stopRaw = finish
        readParts(candidate["content"]?["parts"]?.array ?? [], into: &reply)
        // Gemini stops as usual where it calls.
        if reply.stop == .stop, !reply.toolCalls.isEmpty { reply.stop = .toolCalls }
        if reply.stop == .filteredOutput || reply.stop == .recitation {
            reply.refusal = Reply.Refusal(
                category: finish,
                explanation: candidate["finishMessage"]?.string,
                source: isGuardrail(finish ?? "") ? .guardrail : .outputClassifier
            )
        }
        return .reply(reply)
    }

    private static func readParts(_ parts: [JSON], into reply: inout Reply) {
        var isSigned = false
        for part in parts {
            if part["thoughtSignature"] != nil { isSigned = true }
            if let call = part["functionCall"], let name = call["name"]?.string {
                reply.toolCalls.append(
                    Reply.ToolCall(name: name, arguments: call["args"]?.text ?? "")
                )
            }
            guard let text = part["text"]?.string else { continue }
            if part["thought"]?.bool == true {
                reply.reasoning.append(Reply.Reasoning(text: text, visibility: .summary))
            } else {
                reply.text += text
            }
        }
        guard reply.reasoning.isEmpty else { return }
        if isSigned {
            reply.reasoning = [Reply.Reasoning(text: "", visibility: .encrypted)]
        } else if let tokens = reply.usage.reasoning, tokens > 0 {
            reply.reasoning = [Reply.Reasoning(text: "", visibility: .omitted)]
        }
    }

    private static func isGuardrail(_ reason: String) -> Bool {
        reason == "MODEL_ARMOR" || reason == "JAILBREAK"
    }

    private static func stop(_ word: String?) -> Reply.Stop {
        switch word {
        case "STOP": .stop
        case "MAX_TOKENS", "CONTINUATION": .maxTokens
        case "SAFETY", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "ESCALATION", "MODEL_ARMOR",
            "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT":
            .filteredOutput
        case "RECITATION", "IMAGE_RECITATION": .recitation
        case "MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL",
            "TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE":
            .malformed
        default: .unknown
        }
    }

    // MARK: Usage

    static func usage(_ json: JSON?) -> Usage {
        guard let json else { return Usage() }
        let prompt = Tokens.count(json["promptTokenCount"])
        let tools = Tokens.count(json["toolUsePromptTokenCount"])
        let cached = Tokens.count(json["cachedContentTokenCount"])
        let thoughts = Tokens.count(json["thoughtsTokenCount"])
        var output = Tokens.sum(Tokens.count(json["candidatesTokenCount"]), thoughts)
        if output == nil, let prompt, let total = Tokens.count(json["totalTokenCount"]) {
            // A reply without text has no count of its own.
            output = Tokens.rest(of: total, without: prompt, tools)
        }
        return Usage(
            inputFresh: Tokens.rest(of: prompt.map { $0 + (tools ?? 0) }, without: cached),
            cacheRead: cached,
            outputTotal: output,
            reasoning: thoughts
        )
    }
}
