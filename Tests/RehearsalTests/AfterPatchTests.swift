import Bench
import Testing

@testable import Rehearsal

@Suite(.serialized) struct AfterPatchTests {
    @Test func `a body over 8 MiB is 413 in the vendor's shape`() async throws {
        let body = [UInt8](repeating: 0x20, count: 8_388_609)
        try await withVendors { client in
            let openAI = try await client.post("/v1/chat/completions", body, Requests.openAIKey)
            #expect(openAI.status == 413)
            #expect(openAI.json["error"]?["type"]?.string == "invalid_request_error")
            let anthropic = try await client.post("/v1/messages", body, Requests.anthropicKey)
            #expect(anthropic.status == 413)
            #expect(anthropic.json["error"]?["type"]?.string == "request_too_large")
        }
    }

    @Test func `Anthropic takes its key as a bearer too, and x-api-key counts before it`()
        async throws
    {
        try await withVendors { client in
            let body = Requests.anthropic("sim-honest")
            let bearer = [("Authorization", "Bearer rehearsal-key")]
            let withBearer = try await client.post("/v1/messages", body, bearer)
            #expect(withBearer.status == 200)
            let both = bearer + [("x-api-key", "wrong")]
            let withBoth = try await client.post("/v1/messages", body, both)
            #expect(withBoth.status == 401)
        }
    }

    @Test func `a developer message is a system prompt`() {
        let text = """
            {"model":"m","messages":[{"role":"developer","content":"a"},
            {"role":"user","content":"b"}]}
            """
        #expect(Asked(.chat, model: nil, body: Array(text.utf8))?.system == "a")
    }

    @Test func `a request to stream is not understood`() {
        let text = #"{"model":"m","stream":true,"messages":[{"role":"user","content":"b"}]}"#
        #expect(Asked(.chat, model: nil, body: Array(text.utf8)) == nil)
    }

    @Test func `a rate limit and an overload have the vendor's own names`() {
        let openAI = VendorErrors.json(.chat, status: 429, "m")
        #expect(openAI["error"]?["code"]?.string == "rate_limit_exceeded")
        let gemini = VendorErrors.json(.generate, status: 503, "m")
        #expect(gemini["error"]?["status"]?.string == "UNAVAILABLE")
    }
}
