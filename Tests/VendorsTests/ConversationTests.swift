import Bench
import Testing

@testable import Vendors

/// Conversations of several turns with tools, as each format has them, whole bodies.
struct ConversationTests {
    private static let messages = [
        Message(role: .system, text: "s"), Message(role: .user, text: "u1"),
        Message(role: .assistant, text: "a1", thought: "t1"), Message(role: .user, text: "u2"),
    ]
    private static let tools = [
        Tool(name: "one", about: "First."), Tool(name: "two", about: "Second."),
    ]
    private static let schema =
        #"{"type":"object","properties":{"note":{"type":"string"}},"required":["note"]}"#

    private func body(
        _ vendor: Vendor,
        name: String = "m",
        effort: String? = nil,
        messages: [Message] = messages,
        tools: [Tool] = tools
    ) -> String {
        let request = Vendors.request(
            to: Fixtures.model(vendor, name: name),
            messages: messages,
            sampling: Sampling(temperature: 1, outputTokensMax: 9, reasoningEffort: effort),
            tools: tools
        )
        return String(decoding: request.body, as: UTF8.self)
    }

    private static func function(_ name: String, _ about: String) -> String {
        #"{"type":"function","function":{"name":"\#(name)","description":"\#(about)","#
            + #""parameters":\#(schema)}}"#
    }

    private static let chatTools =
        #""tools":[\#(function("one", "First.")),\#(function("two", "Second."))]"#
    private static let chatMessages =
        #""messages":[{"role":"system","content":"s"},{"role":"user","content":"u1"},"#
        + #"{"role":"assistant","content":"a1"},{"role":"user","content":"u2"}]"#

    @Test(arguments: [
        Vendor.compatible, .xai, .groq, .together, .fireworks, .meta, .openai, .azure,
    ])
    func `chat completions`(_ vendor: Vendor) {
        let limit =
            [.groq, .meta, .openai, .azure].contains(vendor)
            ? "max_completion_tokens" : "max_tokens"
        #expect(
            body(vendor)
                == #"{"model":"m",\#(Self.chatMessages),"\#(limit)":9,"temperature":1,"#
                + Self.chatTools + "}"
        )
    }

    @Test func `Mistral's chat completions`() {
        #expect(
            body(.mistral)
                == #"{"model":"m",\#(Self.chatMessages),"max_tokens":9,"temperature":1,"#
                + Self.chatTools + #","safe_prompt":false}"#
        )
    }

    @Test func `DeepSeek wants its thoughts back, unless it does not think`() throws {
        func said(_ effort: String?, _ thought: String?) throws -> JSON? {
            let text = body(
                .deepseek,
                effort: effort,
                messages: [
                    Message(role: .user, text: "u1"),
                    Message(role: .assistant, text: "a1", thought: thought),
                    Message(role: .user, text: "u2"),
                ]
            )
            return try JSON(parsing: Array(text.utf8), rules: .vendor)["messages"]?[1]
        }
        #expect(
            try said(nil, "t1")
                == ["role": "assistant", "content": "a1", "reasoning_content": "t1"]
        )
        #expect(
            try said("high", nil)
                == ["role": "assistant", "content": "a1", "reasoning_content": " "]
        )
        #expect(try said("off", "t1") == ["role": "assistant", "content": "a1"])
        #expect(!body(.deepseek).contains("\"u2\",\"reasoning_content\""))
    }

    @Test func `OpenRouter passes on what DeepSeek wants, and nobody else's thoughts`() {
        #expect(
            body(.openrouter, name: "deepseek/deepseek-v4-pro").contains(
                #""content":"a1","reasoning_content":"t1""#
            )
        )
        #expect(!body(.openrouter, name: "x/y").contains("reasoning_content"))
    }

    @Test(arguments: Vendor.allCases.filter { $0.format == .chat })
    func `an assistant's message without words is left out`(_ vendor: Vendor) {
        let text = body(
            vendor,
            messages: [
                Message(role: .user, text: "u1"), Message(role: .assistant, text: ""),
                Message(role: .user, text: "u2"),
            ]
        )
        #expect(!text.contains("assistant"))
    }

    @Test func `Responses have items of a conversation`() {
        func tool(_ name: String, _ about: String) -> String {
            #"{"type":"function","name":"\#(name)","description":"\#(about)","#
                + #""parameters":\#(Self.schema),"strict":false}"#
        }
        #expect(
            body(.openaiResponses)
                == #"{"model":"m","instructions":"s","input":[{"role":"user","content":"u1"},"#
                + #"{"role":"assistant","content":"a1"},{"role":"user","content":"u2"}],"#
                + #""max_output_tokens":9,"temperature":1,"tools":["#
                + tool("one", "First.") + "," + tool("two", "Second.") + #"],"store":false}"#
        )
    }

    private static func anthropicTool(_ name: String, _ about: String) -> String {
        #"{"name":"\#(name)","description":"\#(about)","input_schema":\#(schema)}"#
    }

    private static let anthropicRest =
        #""max_tokens":9,"system":"s","messages":[{"role":"user","content":"u1"},"#
        + #"{"role":"assistant","content":"a1"},{"role":"user","content":"u2"}],"temperature":1,"#
        + #""tools":[\#(anthropicTool("one", "First.")),\#(anthropicTool("two", "Second."))]"#

    @Test func `Anthropic's messages alternate, with the system's apart`() {
        #expect(body(.anthropic) == #"{"model":"m",\#(Self.anthropicRest)}"#)
        #expect(
            body(.vertexAnthropic)
                == #"{\#(Self.anthropicRest),"anthropic_version":"vertex-2023-10-16"}"#
        )
    }

    @Test func `Anthropic's neighbours of one role become one message`() {
        let text = body(
            .anthropic,
            messages: [
                Message(role: .user, text: "u1"), Message(role: .user, text: "u2"),
                Message(role: .assistant, text: "a1"), Message(role: .user, text: "u3"),
            ],
            tools: []
        )
        #expect(
            text.contains(
                #""messages":[{"role":"user","content":"u1\n\nu2"},"#
                    + #"{"role":"assistant","content":"a1"},{"role":"user","content":"u3"}]"#
            )
        )
    }

    @Test(arguments: [Vendor.gemini, .vertexGemini])
    func `Gemini's roles are user and model`(_ vendor: Vendor) {
        func tool(_ name: String, _ about: String) -> String {
            #"{"name":"\#(name)","description":"\#(about)","parameters":\#(Self.schema)}"#
        }
        let safety = [
            "HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT",
            "CIVIC_INTEGRITY",
        ].map { #"{"category":"HARM_CATEGORY_\#($0)","threshold":"BLOCK_NONE"}"# }
        #expect(
            body(vendor)
                == #"{"systemInstruction":{"parts":[{"text":"s"}]},"contents":["#
                + #"{"role":"user","parts":[{"text":"u1"}]},"#
                + #"{"role":"model","parts":[{"text":"a1"}]},"#
                + #"{"role":"user","parts":[{"text":"u2"}]}],"#
                + #""generationConfig":{"maxOutputTokens":9,"temperature":1},"#
                + #""safetySettings":[\#(safety.joined(separator: ","))],"#
                + #""tools":[{"functionDeclarations":["#
                + tool("one", "First.") + "," + tool("two", "Second.") + "]}]}"
        )
    }

    @Test func `Converse has turns of texts and tools of its own shape`() {
        func tool(_ name: String, _ about: String) -> String {
            #"{"toolSpec":{"name":"\#(name)","description":"\#(about)","#
                + #""inputSchema":{"json":\#(Self.schema)}}}"#
        }
        #expect(
            body(.bedrock)
                == #"{"system":[{"text":"s"}],"messages":["#
                + #"{"role":"user","content":[{"text":"u1"}]},"#
                + #"{"role":"assistant","content":[{"text":"a1"}]},"#
                + #"{"role":"user","content":[{"text":"u2"}]}],"#
                + #""inferenceConfig":{"maxTokens":9,"temperature":1},"#
                + #""toolConfig":{"tools":["#
                + tool("one", "First.") + "," + tool("two", "Second.") + "]}}"
        )
    }
}
