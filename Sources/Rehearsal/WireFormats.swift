import Bench

/// What a request asked, read from its wire format.
struct Asked {
    var model: String
    var system: String
    var user: String
    var conversation: Conversation
    var body: [UInt8]

    /// Nil where the body is not what the vendor's clients send.
    init?(_ format: WireFormat, model: String?, body: [UInt8]) {
        // Nothing is streamed here: a refused request is better than an answer nobody can read.
        guard let json = try? JSON(parsing: body, rules: .vendor), json["stream"]?.bool != true
        else { return nil }
        self.body = body
        conversation = Conversation(Self.conversation(format, json))
        switch format {
        case .chat:
            guard let name = json["model"]?.string, let messages = json["messages"]?.array else {
                return nil
            }
            self.model = name
            // Newer models are sent `developer` for the same thing.
            system = Self.texts(messages, roles: ["system", "developer"])
            user = Self.texts(messages, roles: ["user"])
        case .responses:
            guard let name = json["model"]?.string, let input = json["input"] else { return nil }
            self.model = name
            let messages = input.array ?? []
            system = [
                json["instructions"]?.string ?? "",
                Self.texts(messages, roles: ["system", "developer"]),
            ].filter { !$0.isEmpty }.joined(separator: "\n")
            user = input.string ?? Self.texts(messages, roles: ["user"])
        case .converse:
            guard let model, let messages = json["messages"]?.array else { return nil }
            self.model = model
            system = Self.text(json["system"])
            user = Self.texts(messages, roles: ["user"])
        case .messages:
            guard let name = json["model"]?.string, let messages = json["messages"]?.array,
                json["max_tokens"]?.integer != nil
            else { return nil }
            self.model = name
            system = Self.text(json["system"])
            user = Self.texts(messages, roles: ["user"])
        case .generate:
            guard let model, let contents = json["contents"]?.array else { return nil }
            self.model = model
            system = Self.parts(json["systemInstruction"])
            user = contents.filter { $0["role"]?.string != "model" }.map(Self.parts)
                .joined(separator: "\n")
        }
        guard !user.isEmpty else { return nil }
    }

    /// All that is said, text by text, in its order.
    private static func conversation(_ format: WireFormat, _ json: JSON) -> [Message] {
        func said(_ role: Role, _ content: JSON?) -> [Message] {
            let texts =
                content?.string.map { [$0] }
                ?? (content?.array ?? []).compactMap { $0["text"]?.string }
            return texts.map { Message(role: role, text: $0) }
        }
        let system =
            said(.system, json["system"] ?? json["instructions"])
            + said(.system, json["systemInstruction"]?["parts"])
        let items = json["messages"]?.array ?? json["contents"]?.array ?? json["input"]?.array ?? []
        let turns = items.flatMap { item -> [Message] in
            let role: Role =
                switch item["role"]?.string {
                case "system", "developer": .system
                case "assistant", "model": .assistant
                default: .user
                }
            return said(role, item["content"] ?? item["parts"])
        }
        return system + (turns.isEmpty ? said(.user, json["input"]) : turns)
    }

    private static func texts(_ messages: [JSON], roles: [String]) -> String {
        messages.filter { roles.contains($0["role"]?.string ?? "") }.map { text($0["content"]) }
            .joined(separator: "\n")
    }

    private static func text(_ content: JSON?) -> String {
        if let text = content?.string { return text }
        return (content?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
    }

    private static func parts(_ content: JSON?) -> String {
        (content?["parts"]?.array ?? []).compactMap { $0["text"]?.string }
            .joined(separator: "\n")
    }
}

/// A reply in a vendor's wire format.
struct Answer {
    var subject: Subject
    var asked: Asked
    var text: String
    /// The tool that is called; nil for none.
    var call: String?
    var thought: String?
    var isBlocked: Bool
    var draw: UInt64

    /// What a tool is called with.
    private static let arguments: JSON = ["note": "as was asked for"]

    private var id: String { "sim-" + String(draw, radix: 16) }
    private var inputTokens: Int { (asked.system.utf8.count + asked.user.utf8.count) / 4 + 8 }
    private var outputTokens: Int { text.utf8.count / 4 + 1 }
    private var thoughtTokens: Int { (thought?.utf8.count ?? 0) / 4 }

    func json(as format: WireFormat) -> JSON {
        switch format {
        case .chat: chat
        case .responses: responses
        case .messages: messages
        case .generate: generate
        case .converse: converse
        }
    }

    private var responses: JSON {
        var output: [JSON] = []
        if let thought {
            output.append([
                "type": "reasoning", "id": JSON("rs_" + id),
                "summary": [["type": "summary_text", "text": JSON(thought)]],
            ])
        }
        if let call {
            output.append([
                "type": "function_call", "id": JSON("fc_" + id), "call_id": JSON("call_" + id),
                "name": JSON(call), "arguments": JSON(Self.arguments.text), "status": "completed",
            ])
        } else {
            output.append([
                "type": "message", "id": JSON("msg_" + id), "role": "assistant",
                "status": "completed",
                "content": [["type": "output_text", "text": JSON(text), "annotations": []]],
            ])
        }
        return [
            "id": JSON("resp_" + id), "object": "response", "created_at": 1_767_225_600,
            "model": JSON(subject.name), "status": isBlocked ? "incomplete" : "completed",
            "incomplete_details": isBlocked ? ["reason": "content_filter"] : .null,
            "error": .null, "instructions": .null, "metadata": [:], "output": .array(output),
            "parallel_tool_calls": true, "temperature": 1, "top_p": 1, "tool_choice": "auto",
            "tools": [], "service_tier": "default",
            "usage": [
                "input_tokens": JSON(inputTokens),
                "input_tokens_details": ["cached_tokens": 0, "cache_write_tokens": 0],
                "output_tokens": JSON(outputTokens + thoughtTokens),
                "output_tokens_details": ["reasoning_tokens": JSON(thoughtTokens)],
                "total_tokens": JSON(inputTokens + outputTokens + thoughtTokens),
            ],
        ]
    }

    private var converse: JSON {
        var content: [JSON] = []
        if let thought {
            content.append([
                "reasoningContent": ["reasoningText": ["text": JSON(thought), "signature": "sim"]]
            ])
        }
        content.append(
            call.map { name in
                [
                    "toolUse": [
                        "toolUseId": JSON("tool_" + id), "name": JSON(name),
                        "input": Self.arguments,
                    ]
                ]
            } ?? ["text": JSON(text)]
        )
        return [
            "output": ["message": ["role": "assistant", "content": .array(content)]],
            "stopReason": isBlocked ? "content_filtered" : call == nil ? "end_turn" : "tool_use",
            "usage": [
                "inputTokens": JSON(inputTokens),
                "outputTokens": JSON(outputTokens + thoughtTokens),
                "totalTokens": JSON(inputTokens + outputTokens + thoughtTokens),
            ], "metrics": ["latencyMs": 1],
        ]
    }

    private var chat: JSON {
        var message: [JSON.Member] = [
            .init("role", "assistant"), .init("content", call == nil ? JSON(text) : .null),
            .init("refusal", .null),
        ]
        if let call {
            let function: JSON = [
                "name": JSON(call), "arguments": JSON(Self.arguments.text),
            ]
            message.append(
                .init(
                    "tool_calls",
                    [["id": JSON("call_" + id), "type": "function", "function": function]]
                )
            )
        }
        if let thought { message.append(.init("reasoning_content", JSON(thought))) }
        return [
            "id": JSON("chatcmpl-" + id), "object": "chat.completion", "created": 1_767_225_600,
            "model": JSON(subject.name), "system_fingerprint": "sim-fp-1",
            "service_tier": "default",
            "choices": [
                [
                    "index": 0, "message": .object(message), "logprobs": .null,
                    "finish_reason": isBlocked
                        ? "content_filter" : call == nil ? "stop" : "tool_calls",
                ]
            ],
            "usage": [
                "prompt_tokens": JSON(inputTokens),
                "completion_tokens": JSON(outputTokens + thoughtTokens),
                "total_tokens": JSON(inputTokens + outputTokens + thoughtTokens),
                "prompt_tokens_details": ["cached_tokens": 0],
                "completion_tokens_details": ["reasoning_tokens": JSON(thoughtTokens)],
            ],
        ]
    }

    private var messages: JSON {
        var content: [JSON] = []
        if let thought {
            content.append(["type": "thinking", "thinking": JSON(thought), "signature": "sim"])
        }
        content.append(
            call.map { name in
                [
                    "type": "tool_use", "id": JSON("toolu_" + id), "name": JSON(name),
                    "input": Self.arguments,
                ]
            } ?? ["type": "text", "text": JSON(text)]
        )
        return [
            "id": JSON("msg_" + id), "type": "message", "role": "assistant",
            "model": JSON(subject.name), "content": .array(content),
            "stop_reason": isBlocked ? "refusal" : call == nil ? "end_turn" : "tool_use",
            "stop_sequence": .null,
            "usage": [
                "input_tokens": JSON(inputTokens), "cache_creation_input_tokens": 0,
                "cache_read_input_tokens": 0,
                "output_tokens": JSON(outputTokens + thoughtTokens),
                "service_tier": "standard",
            ],
        ]
    }

    private var generate: JSON {
        if isBlocked {
            return [
                "promptFeedback": ["blockReason": "SAFETY"],
                "usageMetadata": [
                    "promptTokenCount": JSON(inputTokens), "totalTokenCount": JSON(inputTokens),
                ],
                "modelVersion": JSON(subject.name), "responseId": JSON(id),
            ]
        }
        var parts: [JSON] = []
        if let thought { parts.append(["text": JSON(thought), "thought": true]) }
        parts.append(
            call.map { name in ["functionCall": ["name": JSON(name), "args": Self.arguments]] }
                ?? ["text": JSON(text)]
        )
        return [
            "candidates": [
                [
                    "content": ["parts": .array(parts), "role": "model"],
                    "finishReason": "STOP", "index": 0,
                ]
            ],
            "usageMetadata": .compact([
                ("promptTokenCount", JSON(inputTokens)),
                ("candidatesTokenCount", JSON(outputTokens)),
                ("thoughtsTokenCount", thought == nil ? .null : JSON(thoughtTokens)),
                ("totalTokenCount", JSON(inputTokens + outputTokens + thoughtTokens)),
            ]),
            "modelVersion": JSON(subject.name), "responseId": JSON(id),
        ]
    }
}

/// An error in a vendor's wire format.
enum VendorErrors {
    static func json(_ format: WireFormat, status: Int, _ message: String) -> JSON {
        switch format {
        case .converse: ["message": JSON(message)]
        case .chat, .responses:
            [
                "error": [
                    "message": JSON(message), "type": JSON(openAIType(status)), "param": .null,
                    "code": openAICode(status),
                ]
            ]
        case .messages:
            [
                "type": "error",
                "error": ["type": JSON(anthropicType(status)), "message": JSON(message)],
                "request_id": "req_sim",
            ]
        case .generate:
            [
                "error": [
                    "code": JSON(status), "message": JSON(message),
                    "status": JSON(geminiStatus(status)),
                ]
            ]
        }
    }

    /// The kind that AWS writes into a header.
    static func amazonType(_ status: Int) -> String {
        switch status {
        case 401, 403: "UnrecognizedClientException"
        case 404: "ResourceNotFoundException"
        case 429: "ThrottlingException"
        case 503: "ServiceUnavailableException"
        case 500...: "InternalServerException"
        default: "ValidationException"
        }
    }

    private static func openAICode(_ status: Int) -> JSON {
        switch status {
        case 404: "model_not_found"
        case 429: "rate_limit_exceeded"
        default: .null
        }
    }

    private static func openAIType(_ status: Int) -> String {
        switch status {
        case 401: "invalid_request_error"
        case 429: "requests"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    private static func anthropicType(_ status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }

    private static func geminiStatus(_ status: Int) -> String {
        switch status {
        case 401: "UNAUTHENTICATED"
        case 404: "NOT_FOUND"
        case 429: "RESOURCE_EXHAUSTED"
        case 503: "UNAVAILABLE"
        case 500...: "INTERNAL"
        default: "INVALID_ARGUMENT"
        }
    }
}
