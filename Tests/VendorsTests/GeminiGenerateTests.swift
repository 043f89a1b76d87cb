import Bench
import Testing

@testable import Vendors

struct GeminiGenerateTests {
    private func reply(_ body: String) throws -> Reply {
        try #require(Fixtures.read(.gemini, 200, body).reply)
    }

    private func candidate(_ parts: String, reason: String = "STOP") -> String {
        #"{"candidates":[{"content":{"role":"model","parts":[\#(parts)]},"#
            + #""finishReason":"\#(reason)","index":0}]}"#
    }

    @Test func `the request names roles as Gemini does and turns every filter off`() {
        let request = Vendors.request(
            to: Fixtures.model(.gemini, name: "tuned/a b"),
            messages: [
                Message(role: .system, text: "S"), Message(role: .user, text: "u"),
                Message(role: .assistant, text: "m"),
            ],
            sampling: Sampling(temperature: 0.7, topP: 0.9, outputTokensMax: 5)
        )
        #expect(
            request.url == "https://generativelanguage.googleapis.com/v1beta/models/"
                + "tuned%2Fa%20b:generateContent"
        )
        #expect(request.keyHeader == KeyHeader(name: "x-goog-api-key"))
        let safety = [
            "HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT",
            "CIVIC_INTEGRITY",
        ].map { #"{"category":"HARM_CATEGORY_\#($0)","threshold":"BLOCK_NONE"}"# }
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"systemInstruction":{"parts":[{"text":"S"}]},"contents":["#
                + #"{"role":"user","parts":[{"text":"u"}]},"#
                + #"{"role":"model","parts":[{"text":"m"}]}],"#
                + #""generationConfig":{"maxOutputTokens":5,"temperature":0.7,"topP":0.9},"#
                + #""safetySettings":[\#(safety.joined(separator: ","))]}"#
        )
    }

    @Test(arguments: [
        ("low", #""thinkingLevel":"LOW""#), ("512", #""thinkingBudget":512"#),
        ("-1", #""thinkingBudget":-1"#),
    ])
    func `an effort is a level, a number a budget`(effort: String, sent: String) {
        var model = Fixtures.model(.gemini)
        model.apiVersion = "v1"
        let request = Vendors.request(
            to: model,
            messages: [],
            sampling: Sampling(reasoningEffort: effort)
        )
        #expect(request.url.contains("/v1/models/"))
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.contains(#""thinkingConfig":{"includeThoughts":true,\#(sent)}"#))
    }

    @Test func `a normal reply parts thought from text and counts thought as output`() throws {
        let body = #"""
            {"candidates":[{"content":{"role":"model","parts":[{"text":"plan","thought":true},
            {"text":"A","thoughtSignature":"AA"},{"hologram":{}},{"text":"B"}]},
            "finishReason":"STOP"}],"modelVersion":"served-001","responseId":"g1",
            "usageMetadata":{"promptTokenCount":50,"cachedContentTokenCount":20,
            "candidatesTokenCount":7,"thoughtsTokenCount":5,"totalTokenCount":62}}
            """#
        #expect(
            try reply(body)
                == Reply(
                    text: "AB",
                    stop: .stop,
                    stopRaw: "STOP",
                    servedModel: "served-001",
                    apiVersion: "v1beta",
                    responseID: "g1",
                    reasoning: [.init(text: "plan", visibility: .summary)],
                    usage: Usage(
                        inputFresh: 30,
                        cacheRead: 20,
                        outputTotal: 12,
                        reasoning: 5
                    )
                )
        )
    }

    @Test(arguments: [
        ("STOP", Reply.Stop.stop), ("MAX_TOKENS", .maxTokens), ("CONTINUATION", .maxTokens),
        ("SAFETY", .filteredOutput), ("PROHIBITED_CONTENT", .filteredOutput),
        ("SPII", .filteredOutput), ("BLOCKLIST", .filteredOutput),
        ("ESCALATION", .filteredOutput), ("RECITATION", .recitation),
        ("MALFORMED_FUNCTION_CALL", .malformed), ("OTHER", .unknown),
        ("FINISH_REASON_UNSPECIFIED", .unknown), ("NEW_ONE", .unknown),
    ])
    func `a finish reason is mapped and kept`(word: String, stop: Reply.Stop) throws {
        let reply = try reply(candidate(#"{"text":"x"}"#, reason: word))
        #expect(reply.stop == stop)
        #expect(reply.stopRaw == word)
    }

    @Test func `a candidate without content is an empty reply with its reason`() throws {
        let body = #"{"candidates":[{"finishReason":"SAFETY","content":null}]}"#
        let reply = try reply(body)
        #expect(reply.text.isEmpty)
        #expect(reply.refusal == .init(category: "SAFETY", source: .outputClassifier))
    }

    @Test func `a limit that thought used up leaves no text and counts its tokens`() throws {
        let body = #"""
            {"candidates":[{"content":{"role":"model"},"finishReason":"MAX_TOKENS"}],
            "usageMetadata":{"promptTokenCount":9,"thoughtsTokenCount":99,"totalTokenCount":108}}
            """#
        let reply = try reply(body)
        #expect(reply.stop == .maxTokens)
        #expect(reply.usage.outputTotal == 99)
        #expect(reply.reasoningVisibility == .omitted)
    }

    @Test func `a blocked prompt is a fact about the model, not an error`() throws {
        let body = #"""
            {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT","blockReasonMessage":"no"},
            "usageMetadata":{"promptTokenCount":9,"totalTokenCount":9},"modelVersion":"v"}
            """#
        let reply = try reply(body)
        #expect(reply.stop == .filteredInput)
        #expect(reply.stopRaw == "PROHIBITED_CONTENT")
        #expect(
            reply.refusal
                == .init(
                    category: "PROHIBITED_CONTENT",
                    explanation: "no",
                    source: .inputClassifier
                )
        )
        #expect(reply.usage.outputTotal == 0)
        #expect(reply.servedModel == "v")
        let armor = try self.reply(#"{"promptFeedback":{"blockReason":"MODEL_ARMOR"}}"#)
        #expect(armor.refusal?.source == .guardrail)
    }

    @Test func `neither candidates nor a reason is worth another try`() {
        for body in ["{}", #"{"candidates":[]}"#, #"{"promptFeedback":{"safetyRatings":[]}}"#] {
            #expect(Fixtures.read(.gemini, 200, body).failure?.kind == .transient, "\(body)")
        }
    }

    @Test func `an account that is limited for prohibited use stops the account`() {
        let body = candidate("", reason: "PUP_LIMITED_DISABLED")
        #expect(Fixtures.read(.gemini, 200, body).failure?.kind == .authentication)
    }

    @Test func `an error in an array of one is the error`() {
        let body = "[" + Fixtures.error(.gemini, "x", type: "UNAVAILABLE", code: "503") + "]"
        #expect(Fixtures.read(.gemini, 503, body).failure?.kind == .transient)
        #expect(Fixtures.read(.gemini, 200, body).failure?.kind == .transient)
    }

    @Test func `missing usage is unknown`() throws {
        #expect(try reply(candidate(#"{"text":"x"}"#)).usage == Usage())
    }
}
