import Bench
import Testing

@testable import Vendors

struct OpenAIChatTests {
    private func choice(_ message: String, finish: String = #""stop""#, rest: String = "") -> String
    {
        #"{"id":"c1","model":"served","choices":[{"index":0,"message":\#(message),"#
            + #""finish_reason":\#(finish)}]\#(rest)}"#
    }

    private func reply(_ body: String, _ headers: [VendorHeader] = []) throws -> Reply {
        try #require(Fixtures.read(.openai, 200, body, headers).reply)
    }

    private func body(
        endpoint: String = "https://api.openai.com/v1",
        sampling: Sampling
    ) -> String {
        let model = Model(id: "m", vendor: .openai, endpoint: endpoint, name: "n")
        let request = Vendors.request(
            to: model,
            messages: [Message(role: .user, text: "a\"b")],
            sampling: sampling
        )
        return String(decoding: request.body, as: UTF8.self)
    }

    // MARK: Requests

    @Test func `the official endpoint gets its own name for the output limit, others the old one`()
    {
        let sampling = Sampling(outputTokensMax: 7)
        let messages = #""messages":[{"role":"user","content":"a\"b"}]"#
        #expect(
            body(sampling: sampling) == #"{"model":"n",\#(messages),"max_completion_tokens":7}"#
        )
        for endpoint in ["http://127.0.0.1:8000/v1", "https://api.openai.com.evil.test/v1"] {
            #expect(
                body(endpoint: endpoint, sampling: sampling)
                    == #"{"model":"n",\#(messages),"max_tokens":7}"#
            )
        }
    }

    @Test func `sampling that is set is sent in a fixed order`() {
        let sampling = Sampling(
            temperature: 0.5,
            topP: 1,
            outputTokensMax: 7,
            reasoningEffort: "low"
        )
        #expect(
            body(sampling: sampling).hasSuffix(
                #""max_completion_tokens":7,"temperature":0.5,"top_p":1,"reasoning_effort":"low"}"#
            )
        )
    }

    @Test func `the key's place is named and its value is nowhere`() {
        let request = Vendors.request(
            to: Fixtures.model(.openai),
            messages: [],
            sampling: Sampling()
        )
        #expect(request.url == "https://api.openai.com/v1/chat/completions")
        #expect(request.keyHeader == KeyHeader(name: "Authorization", prefix: "Bearer "))
        #expect(!request.headers.contains { $0.name == "Authorization" })
    }

    @Test func `a model without a key variable gets no key header`() {
        let model = Model(id: "m", vendor: .openai, endpoint: "http://h/v1/", name: "n")
        let request = Vendors.request(to: model, messages: [], sampling: Sampling())
        #expect(request.keyHeader == nil)
        #expect(request.url == "http://h/v1/chat/completions")
    }

    // MARK: Replies

    @Test func `a normal reply keeps every fact that can make runs incomparable`() throws {
        let body = """


            {"id":"c1","object":"chat.completion","model":"served-2026-10-01","provider":"Up",
            "service_tier":"default","system_fingerprint":"fp1","error":null,
            "choices":[{"index":0,"message":{"role":"assistant","content":"Hi there",
            "refusal":null},"finish_reason":"stop","logprobs":null}],
            "usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,
            "prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":10},
            "completion_tokens_details":{"reasoning_tokens":5}}}
            """
        let reply = try reply(body, [VendorHeader("X-Request-ID", "q7")])
        #expect(
            reply
                == Reply(
                    text: "Hi there",
                    stop: .stop,
                    stopRaw: "stop",
                    servedModel: "served-2026-10-01",
                    serviceTier: "default",
                    systemFingerprint: "fp1",
                    upstreamProvider: "Up",
                    responseID: "c1",
                    requestID: "q7",
                    reasoning: [.init(text: "", visibility: .omitted)],
                    usage: Usage(
                        inputFresh: 30,
                        cacheRead: 60,
                        cacheWrite: 10,
                        outputTotal: 20,
                        reasoning: 5
                    )
                )
        )
    }

    @Test(arguments: [
        ("stop", Reply.Stop.stop), ("length", .maxTokens), ("model_length", .maxTokens),
        ("tool_calls", .toolCalls), ("function_call", .toolCalls),
        ("content_filter", .filteredOutput), ("", .unknown), ("brand_new_reason", .unknown),
    ])
    func `a finish reason is mapped and kept, an unknown one stays unknown`(
        word: String,
        stop: Reply.Stop
    ) throws {
        let reply = try reply(choice(#"{"content":"x"}"#, finish: "\"\(word)\""))
        #expect(reply.stop == stop)
        #expect(reply.stopRaw == word)
    }

    @Test func `an empty reply and one that spent its limit on thought are told apart`() throws {
        #expect(try reply(choice(#"{"content":null}"#)).stop == .stop)
        let spent = try reply(choice(#"{"content":""}"#, finish: #""length""#))
        #expect(spent.stop == .maxTokens)
        #expect(spent.text.isEmpty)
        #expect(spent.servedModel == "served")
    }

    @Test func `missing usage is unknown, not zero`() throws {
        #expect(try reply(choice(#"{"content":"x"}"#)).usage == Usage())
        let partial = choice(#"{"content":"x"}"#, rest: #","usage":{"prompt_tokens":-1}"#)
        #expect(try reply(partial).usage == Usage())
    }

    @Test func `a refusal in its own field is the model's, though it stopped as usual`() throws {
        let reply = try reply(choice(#"{"content":null,"refusal":"I can't."}"#))
        #expect(reply.stop == .refusalByModel)
        #expect(reply.stopRaw == "stop")
        #expect(reply.refusal == .init(explanation: "I can't.", source: .modelText))
    }

    @Test func `a filtered reply names the filters that withheld it, not those that only saw`()
        throws
    {
        let body = #"""
            {"choices":[{"message":{"content":"par"},"finish_reason":"content_filter",
            "content_filter_results":{"violence":{"filtered":true,"severity":"high"},
            "hate":{"filtered":false},"jailbreak":{"detected":true,"filtered":false}}}]}
            """#
        let reply = try reply(body)
        #expect(reply.stop == .filteredOutput)
        #expect(reply.refusal == .init(category: "violence", source: .outputClassifier))
    }

    @Test func `a filter wins over the words that stand where a refusal would`() throws {
        let message = #"{"content":null,"refusal":"Withheld."}"#
        let reply = try reply(choice(message, finish: #""content_filter""#))
        #expect(reply.stop == .filteredOutput)
        #expect(
            reply.refusal
                == .init(
                    category: "content_filter",
                    explanation: "Withheld.",
                    source: .outputClassifier
                )
        )
    }

    @Test func `content in parts is read, unknown parts are passed over`() throws {
        let message = #"""
            {"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},
            {"type":"text","text":"A"},{"type":"hologram","x":1},{"type":"text","text":"B"}]}
            """#
        let reply = try reply(choice(message))
        #expect(reply.text == "AB")
        #expect(reply.reasoning == [.init(text: "hm", visibility: .raw)])
    }

    @Test(arguments: [
        (#"{"content":"x","reasoning_content":"t"}"#, Reply.Visibility.raw, "t"),
        (#"{"content":"x","reasoning":"t"}"#, .raw, "t"),
        (#"{"content":"<think>t</think>\n\nx"}"#, .raw, "t"),
        (#"{"content":"t\n</think>\nx"}"#, .raw, "t"),
        (
            #"{"content":"x","reasoning":"t","reasoning_details":[{"type":"reasoning.summary","summary":"s"}]}"#,
            .summary, "s"
        ),
        (
            #"{"content":"x","reasoning_details":[{"type":"reasoning.encrypted","data":"AA"}]}"#,
            .encrypted, ""
        ),
        (#"{"content":"x","encrypted_content":"AA"}"#, .encrypted, ""),
    ])
    func `thought is found wherever a server puts it, with how much of it is shown`(
        message: String,
        visibility: Reply.Visibility,
        text: String
    ) throws {
        let reply = try reply(choice(message))
        #expect(reply.text == "x")
        #expect(reply.reasoning == [.init(text: text, visibility: visibility)])
    }

    @Test func `a vendor that counts thought only in the total is read as one that counts it`() {
        let usage = OpenAIChat.usage([
            "prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 35,
            "completion_tokens_details": ["reasoning_tokens": 20],
        ])
        #expect(usage.outputTotal == 25)
    }

    @Test func `a vendor that leaves the output out is read from the total`() {
        #expect(OpenAIChat.usage(["prompt_tokens": 10, "total_tokens": 14]).outputTotal == 4)
    }

    @Test func `a cache is counted where DeepSeek and OpenRouter write it`() {
        let usage = OpenAIChat.usage([
            "prompt_tokens": 50, "prompt_cache_hit_tokens": 30, "cache_creation_input_tokens": 5,
        ])
        #expect(usage == Usage(inputFresh: 15, cacheRead: 30, cacheWrite: 5))
    }

    @Test func `absurd token counts are unknown`() {
        let usage = OpenAIChat.usage([
            "prompt_tokens": 9_223_372_036_854_775_807, "completion_tokens": 1e300,
        ])
        #expect(usage == Usage())
    }

    // MARK: Successes that are none

    @Test func `an error inside a success is the error that it names`() throws {
        let cases: [(String, VendorFailure.Kind)] = [
            (#"{"error":{"code":429,"message":"slow"}}"#, .rateLimited),
            (#"{"error":{"code":502,"message":"upstream"}}"#, .transient),
            (#"{"error":{"code":402,"message":"credit"}}"#, .quota),
            (#"{"error":{"code":401,"message":"key"}}"#, .authentication),
            (#"{"error":{"message":"odd","code":"surprise"}}"#, .badRequest),
            (#"{"error":"it broke"}"#, .badRequest),
            (#"{"choices":null}"#, .transient),
            (#"{"choices":[]}"#, .transient),
            (#"{"choices":[{"error":{"code":504,"message":"m"},"message":{}}]}"#, .transient),
            (choice(#"{"content":"par"}"#, finish: #""error""#), .transient),
            (#""just a string""#, .unreadable),
            (#"{"hello":1}"#, .unreadable),
        ]
        for (body, kind) in cases {
            let failure = try #require(Fixtures.read(.openai, 200, body).failure, "\(body)")
            #expect(failure.kind == kind, "\(body)")
        }
    }

    @Test func `a router's moderation inside a success is a filtered prompt`() throws {
        let body = #"""
            {"error":{"code":403,"message":"flagged","metadata":{"reasons":["violence"],
            "flagged_input":"…"}}}
            """#
        let reply = try reply(body)
        #expect(reply.stop == .filteredInput)
        #expect(reply.refusal?.category == "violence")
    }
}
