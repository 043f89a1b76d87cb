import Bench
import Testing

@testable import Rehearsal

@Suite struct WireFormatsTests {
    private static func parsed(_ text: String) throws -> JSON {
        try JSON(parsing: Array(text.utf8), rules: .vendor)
    }

    private static func read(_ format: WireFormat, _ text: String, model: String? = nil) -> Asked? {
        Asked(format, model: model, body: Array(text.utf8))
    }

    /// Prompts of 8 and 12 bytes, a reply of 12: 13 tokens in, 4 out at four bytes a token.
    private static func answer(
        _ name: String,
        _ request: String,
        thought: String? = nil,
        isBlocked: Bool = false
    ) throws -> Answer {
        let subject = try #require(Subject.all.first { $0.name == name })
        let asked = try #require(read(subject.vendor.format, request, model: name))
        #expect(asked.system == "be brief")
        #expect(asked.user == "write a line")
        return Answer(
            subject: subject,
            asked: asked,
            text: "Here you go.",
            thought: thought,
            isBlocked: isBlocked,
            draw: 255
        )
    }

    private static let openAI = """
        {"model":"sim-faker","messages":[{"role":"system","content":"be brief"},
        {"role":"user","content":"write a line"}]}
        """
    private static let anthropic = """
        {"model":"sim-honest","max_tokens":9,"system":"be brief",
        "messages":[{"role":"user","content":"write a line"}]}
        """
    private static let gemini = """
        {"systemInstruction":{"parts":[{"text":"be brief"}]},
        "contents":[{"role":"user","parts":[{"text":"write a line"}]}]}
        """

    // MARK: Replies, written by hand from the vendors' formats

    @Test func `a chat completion is what OpenAI's clients read`() throws {
        let expected = try Self.parsed(
            """
            {"id":"chatcmpl-sim-ff","object":"chat.completion","created":1767225600,
            "model":"sim-faker","system_fingerprint":"sim-fp-1","service_tier":"default",
            "choices":[{"index":0,"message":{"role":"assistant","content":"Here you go.",
            "refusal":null},"logprobs":null,"finish_reason":"stop"}],
            "usage":{"prompt_tokens":13,"completion_tokens":4,"total_tokens":17,
            "prompt_tokens_details":{"cached_tokens":0},
            "completion_tokens_details":{"reasoning_tokens":0}}}
            """
        )
        #expect(try Self.answer("sim-faker", Self.openAI).json(as: .chat) == expected)
    }

    @Test func `a message is what Anthropic's clients read`() throws {
        let expected = try Self.parsed(
            """
            {"id":"msg_sim-ff","type":"message","role":"assistant","model":"sim-honest",
            "content":[{"type":"text","text":"Here you go."}],"stop_reason":"end_turn",
            "stop_sequence":null,"usage":{"input_tokens":13,"cache_creation_input_tokens":0,
            "cache_read_input_tokens":0,"output_tokens":4,"service_tier":"standard"}}
            """
        )
        #expect(try Self.answer("sim-honest", Self.anthropic).json(as: .messages) == expected)
    }

    @Test func `generated content is what Gemini's clients read`() throws {
        let expected = try Self.parsed(
            """
            {"candidates":[{"content":{"parts":[{"text":"Here you go."}],"role":"model"},
            "finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":13,
            "candidatesTokenCount":4,"totalTokenCount":17},"modelVersion":"sim-aa",
            "responseId":"sim-ff"}
            """
        )
        #expect(try Self.answer("sim-aa", Self.gemini).json(as: .generate) == expected)
    }

    @Test func `Gemini's thoughts are parts before the text, counted apart from it`() throws {
        let json = try Self.answer("sim-reasoner", Self.gemini, thought: "Let me see, now.")
            .json(as: .generate)
        let parts = try Self.parsed(
            #"[{"text":"Let me see, now.","thought":true},{"text":"Here you go."}]"#
        )
        let usage = try Self.parsed(
            """
            {"promptTokenCount":13,"candidatesTokenCount":4,"thoughtsTokenCount":4,
            "totalTokenCount":21}
            """
        )
        #expect(json["candidates"]?[0]?["content"]?["parts"] == parts)
        #expect(json["usageMetadata"] == usage)
    }

    @Test func `what Gemini blocks has a reason and no candidates`() throws {
        let json = try Self.answer("sim-blocked", Self.gemini, isBlocked: true).json(as: .generate)
        #expect(json["promptFeedback"] == ["blockReason": "SAFETY"])
        #expect(json["candidates"] == nil)
        #expect(json["usageMetadata"]?["promptTokenCount"]?.integer == 13)
    }

    @Test func `a response is what OpenAI's clients read`() throws {
        let json = try Self.answer("sim-faker", Self.openAI, thought: "Let me see, now.")
            .json(as: .responses)
        let output = try Self.parsed(
            """
            [{"type":"reasoning","id":"rs_sim-ff",
            "summary":[{"type":"summary_text","text":"Let me see, now."}]},
            {"type":"message","id":"msg_sim-ff","role":"assistant","status":"completed",
            "content":[{"type":"output_text","text":"Here you go.","annotations":[]}]}]
            """
        )
        #expect(json["output"] == output)
        #expect(json["status"] == "completed")
        #expect(json["usage"]?["output_tokens"]?.integer == 8)
        let blocked = try Self.answer("sim-faker", Self.openAI, isBlocked: true)
            .json(as: .responses)
        #expect(blocked["incomplete_details"]?["reason"] == "content_filter")
    }

    @Test func `a conversation is what Bedrock's clients read`() throws {
        let expected = try Self.parsed(
            """
            {"output":{"message":{"role":"assistant","content":[{"text":"Here you go."}]}},
            "stopReason":"end_turn","usage":{"inputTokens":13,"outputTokens":4,"totalTokens":17},
            "metrics":{"latencyMs":1}}
            """
        )
        #expect(try Self.answer("sim-honest", Self.anthropic).json(as: .converse) == expected)
    }

    // MARK: Requests

    @Test func `the newer formats are read too`() throws {
        let responses = try #require(
            Self.read(
                .responses,
                #"{"model":"m","instructions":"a","input":[{"role":"user","content":"b"}]}"#
            )
        )
        #expect(responses.system == "a")
        #expect(responses.user == "b")
        let converse = try #require(
            Self.read(
                .converse,
                #"{"system":[{"text":"a"}],"messages":[{"role":"user","content":[{"text":"b"}]}]}"#,
                model: "m"
            )
        )
        #expect(converse.system == "a")
        #expect(converse.user == "b")
    }

    @Test func `text in content parts is read like plain text`() throws {
        let openAI = try #require(
            Self.read(
                .chat,
                """
                {"model":"m","messages":[{"role":"system","content":[{"type":"text","text":"a"}]},
                {"role":"user","content":[{"type":"text","text":"b"},{"type":"text","text":"c"}]}]}
                """
            )
        )
        #expect(openAI.system == "a")
        #expect(openAI.user == "b\nc")
        let anthropic = try #require(
            Self.read(
                .messages,
                """
                {"model":"m","max_tokens":1,"system":[{"type":"text","text":"a"}],
                "messages":[{"role":"user","content":[{"type":"text","text":"b"}]}]}
                """
            )
        )
        #expect(anthropic.system == "a")
        #expect(anthropic.user == "b")
    }

    @Test(arguments: [
        (WireFormat.chat, #"{"model":"m""#), (.chat, #"{"messages":[]}"#),
        (.chat, #"{"model":"m"}"#), (.chat, #"{"model":"m","messages":[]}"#),
        (.messages, #"{"model":"m","messages":[{"role":"user","content":"b"}]}"#),
        (.generate, #"{"prompt":"b"}"#), (.generate, "[]"), (.generate, ""),
    ])
    func `a body that no client of the vendor sends is not understood`(
        format: WireFormat,
        text: String
    ) {
        #expect(Self.read(format, text, model: "m") == nil)
    }

    // MARK: Errors

    @Test func `errors have each vendor's envelope`() throws {
        let openAI = try Self.parsed(
            """
            {"error":{"message":"m","type":"invalid_request_error","param":null,
            "code":"model_not_found"}}
            """
        )
        let anthropic = try Self.parsed(
            """
            {"type":"error","error":{"type":"not_found_error","message":"m"},
            "request_id":"req_sim"}
            """
        )
        let gemini = try Self.parsed(
            #"{"error":{"code":404,"message":"m","status":"NOT_FOUND"}}"#
        )
        #expect(VendorErrors.json(.chat, status: 404, "m") == openAI)
        #expect(VendorErrors.json(.messages, status: 404, "m") == anthropic)
        #expect(VendorErrors.json(.generate, status: 404, "m") == gemini)
    }
}
