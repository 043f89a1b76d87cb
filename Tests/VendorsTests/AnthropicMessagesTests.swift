import Bench
import Testing

@testable import Vendors

struct AnthropicMessagesTests {
    private func message(
        _ content: String,
        reason: String = "end_turn",
        rest: String = ""
    ) -> String {
        #"{"id":"m1","type":"message","role":"assistant","model":"served","content":[\#(content)],"#
            + #""stop_reason":"\#(reason)"\#(rest)}"#
    }

    private func reply(_ body: String) throws -> Reply {
        try #require(
            Fixtures.read(.anthropic, 200, body, [VendorHeader("Request-Id", "req_1")]).reply
        )
    }

    @Test func `the request pins its version, parts the system and joins turns of one role`() {
        let request = Vendors.request(
            to: Fixtures.model(.anthropic),
            messages: [
                Message(role: .system, text: "S1"), Message(role: .system, text: "S2"),
                Message(role: .user, text: "a"), Message(role: .user, text: "b"),
                Message(role: .assistant, text: ""), Message(role: .user, text: "c"),
                Message(role: .assistant, text: "d"),
            ],
            sampling: Sampling(temperature: 1, outputTokensMax: 5)
        )
        #expect(request.url == "https://api.anthropic.com/v1/messages")
        #expect(request.keyHeader == KeyHeader(name: "x-api-key"))
        #expect(request.headers.contains(VendorHeader("anthropic-version", "2023-06-01")))
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"model":"asked-model","max_tokens":5,"system":"S1\n\nS2","messages":["#
                + #"{"role":"user","content":"a\n\nb\n\nc"},{"role":"assistant","content":"d"}],"#
                + #""temperature":1}"#
        )
    }

    @Test func `a roster's version is sent and recorded, an effort asks for a visible summary`()
        throws
    {
        var model = Fixtures.model(.anthropic)
        model.apiVersion = "2026-10-21"
        let request = Vendors.request(
            to: model,
            messages: [],
            sampling: Sampling(reasoningEffort: "high")
        )
        #expect(request.headers.contains(VendorHeader("anthropic-version", "2026-10-21")))
        #expect(
            String(decoding: request.body, as: UTF8.self).hasSuffix(
                #""thinking":{"type":"adaptive","display":"summarized"},"#
                    + #""output_config":{"effort":"high"},"stream":true}"#
            )
        )
        let result = Vendors.read(
            Fixtures.response(200, message(#"{"type":"text","text":"x"}"#)),
            from: model,
            nowMilliseconds: 0
        )
        #expect(result.reply?.apiVersion == "2026-10-21")
    }

    @Test func `a normal reply keeps thought, usage and ids, and passes unknown blocks over`()
        throws
    {
        let body = message(
            #"{"type":"thinking","thinking":"sum","signature":"s"},{"type":"text","text":"A"},"#
                + #"{"type":"hologram"},{"type":"text","text":"B"}"#,
            rest: #","usage":{"input_tokens":10,"cache_read_input_tokens":3,"#
                + #""cache_creation_input_tokens":2,"output_tokens":8,"service_tier":"standard","#
                + #""output_tokens_details":{"thinking_tokens":4}}"#
        )
        #expect(
            try reply(body)
                == Reply(
                    text: "AB",
                    stop: .stop,
                    stopRaw: "end_turn",
                    servedModel: "served",
                    apiVersion: "2023-06-01",
                    serviceTier: "standard",
                    responseID: "m1",
                    requestID: "req_1",
                    reasoning: [.init(text: "sum", visibility: .summary)],
                    usage: Usage(
                        inputFresh: 10,
                        cacheRead: 3,
                        cacheWrite: 2,
                        outputTotal: 8,
                        reasoning: 4
                    )
                )
        )
    }

    @Test(arguments: [
        ("end_turn", Reply.Stop.stop), ("stop_sequence", .stop), ("max_tokens", .maxTokens),
        ("tool_use", .toolCalls), ("pause_turn", .paused), ("refusal", .refusalByModel),
        ("model_context_window_exceeded", .contextOverflow), ("next_year", .unknown),
    ])
    func `a stop reason is mapped and kept`(word: String, stop: Reply.Stop) throws {
        let reply = try reply(message("", reason: word))
        #expect(reply.stop == stop)
        #expect(reply.stopRaw == word)
        #expect(reply.text.isEmpty)
        #expect(reply.usage == Usage())
    }

    @Test func `a refusal keeps its category, which may be about the prompt's form`() throws {
        let body = message(
            "",
            reason: "refusal",
            rest: #","stop_details":{"type":"refusal","category":"reasoning_extraction","#
                + #""explanation":"why"}"#
        )
        #expect(
            try reply(body).refusal
                == .init(
                    category: "reasoning_extraction",
                    explanation: "why",
                    source: .outputClassifier
                )
        )
    }

    @Test func `hidden and encrypted thought are not taken for none`() throws {
        let omitted = try reply(message(#"{"type":"thinking","thinking":"","signature":"s"}"#))
        #expect(omitted.reasoningVisibility == .omitted)
        let redacted = try reply(message(#"{"type":"redacted_thinking","data":"AA"}"#))
        #expect(redacted.reasoningVisibility == .encrypted)
        #expect(try reply(message(#"{"type":"text","text":"x"}"#)).reasoningVisibility == .none)
    }

    @Test func `an answer of a fallback model is a refusal of the one that was asked`() throws {
        let body = message(
            #"{"type":"fallback"},{"type":"text","text":"other"}"#,
            rest: #","usage":{"output_tokens":3,"iterations":[{"type":"fallback_message","#
                + #""output_tokens":9}]}"#
        )
        let reply = try reply(body)
        #expect(reply.stop == .refusalByModel)
        #expect(reply.refusal?.category == "fallback")
        #expect(reply.usage.outputTotal == 3)
    }

    @Test func `rounds of a compacted conversation are added up`() {
        let usage = AnthropicMessages.usage([
            "input_tokens": 1,
            "iterations": [
                ["type": "compaction", "input_tokens": 7, "output_tokens": 2],
                ["type": "message", "input_tokens": 1, "output_tokens": 4],
            ],
        ])
        #expect(usage.inputFresh == 8)
        #expect(usage.outputTotal == 6)
        #expect(usage.cacheRead == nil)
    }

    @Test func `an error envelope behind a success is an error`() throws {
        let body = Fixtures.error(.anthropic, "busy", type: "overloaded_error", code: "")
        #expect(Fixtures.read(.anthropic, 200, body).failure?.kind == .transient)
        #expect(Fixtures.read(.anthropic, 200, #"{"type":"message"}"#).failure?.kind == .unreadable)
    }
}
