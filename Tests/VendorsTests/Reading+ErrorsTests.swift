import Bench
import Testing

@testable import Vendors

struct ReadingErrorsTests {
    private typealias Kind = VendorFailure.Kind

    private static let limits: [(Vendor, String, String)] = [
        (.openai, "rate_limit_error", "rate_limit_exceeded"), (.anthropic, "rate_limit_error", ""),
        (.gemini, "RESOURCE_EXHAUSTED", "429"),
    ]

    // MARK: Statuses

    @Test(arguments: [
        (400, VendorFailure.Kind.badRequest), (401, .authentication), (402, .quota),
        (403, .authentication), (404, .noSuchModel), (405, .badRequest), (408, .transient),
        (409, .transient), (425, .transient), (429, .rateLimited), (500, .transient),
        (502, .transient), (503, .transient), (504, .transient), (529, .transient),
        (302, .badRequest),
    ])
    func `a status without telling words decides the kind`(
        status: Int,
        kind: VendorFailure.Kind
    ) throws {
        for vendor in Vendor.allCases {
            let body = Fixtures.error(vendor, "some words", type: "odd", code: "1")
            let failure = try #require(Fixtures.read(vendor, status, body).failure)
            #expect(failure.kind == kind, "\(vendor)")
            #expect(failure.status == status)
            #expect(failure.message.contains("some words"))
        }
    }

    @Test func `a payload that is too large is an overflow whoever says so`() {
        for vendor in Vendor.allCases {
            #expect(
                Fixtures.read(vendor, 413, "<html></html>").reply?.stop == .contextOverflow
            )
        }
    }

    @Test func `the vendor's advice wins over the status`() {
        func kind(_ status: Int, _ advice: String) -> VendorFailure.Kind? {
            let body = Fixtures.error(.openai, "m", type: "t", code: "c")
            return Fixtures.read(.openai, status, body, [VendorHeader("X-Should-Retry", advice)])
                .failure?.kind
        }
        #expect(kind(400, "true") == .transient)
        #expect(kind(429, "true") == .rateLimited)
        #expect(kind(429, "false") == .quota)
        #expect(kind(500, "false") == .badRequest)
        #expect(kind(401, "false") == .authentication)
        #expect(kind(500, "maybe") == .transient)
    }

    // MARK: Words that change the kind

    @Test(arguments: [
        (Vendor.openai, 429, "You exceeded your current quota, please check", "x", "y"),
        (.openai, 429, "m", "insufficient_quota", "y"),
        (.openai, 429, "m", "t", "insufficient_quota"),
        (.openai, 429, "m", "t", "billing_not_active"),
        (.openai, 429, "Rate limit exceeded: free-models-per-day", "t", "c"),
        (.anthropic, 400, "Your credit balance is too low to go on", "invalid_request_error", ""),
        (.anthropic, 402, "m", "billing_error", ""),
        (
            .gemini, 429, "Quota exceeded for metric, limit: 0, model: m", "RESOURCE_EXHAUSTED",
            "429"
        ),
    ])
    func `an account without money or quota is not asked again`(
        vendor: Vendor,
        status: Int,
        message: String,
        type: String,
        code: String
    ) {
        let body = Fixtures.error(vendor, message, type: type, code: code)
        #expect(Fixtures.read(vendor, status, body).failure?.kind == .quota)
    }

    @Test func `spend limits stop the account, a ramp limit does not`() {
        func kind(_ word: String) -> VendorFailure.Kind? {
            let body =
                #"{"type":"error","error":{"type":"rate_limit_error","message":"m","#
                + #""details":{"error_code":"\#(word)"}}}"#
            return Fixtures.read(.anthropic, 429, body).failure?.kind
        }
        #expect(kind("contract_spend_limit_reached") == .quota)
        #expect(kind("enforced_spend_limit_reached") == .quota)
        #expect(kind("ramp_limit_exceeded") == .rateLimited)
    }

    @Test func `a quota by the day stops the account, one by the minute slows it`() {
        func kind(_ id: String) -> VendorFailure.Kind? {
            let body =
                #"{"error":{"code":429,"message":"Quota exceeded, limit: 05","#
                + #""status":"RESOURCE_EXHAUSTED","details":[{"@type":"x.QuotaFailure","#
                + #""violations":[{"quotaId":"\#(id)"}]}]}}"#
            return Fixtures.read(.gemini, 429, body).failure?.kind
        }
        #expect(kind("GenerateRequestsPerDayPerProject-FreeTier") == .quota)
        #expect(kind("GenerateRequestsPerMinutePerProject") == .rateLimited)
    }

    @Test func `a 503 is a rate limit where the vendor means one`() {
        let exhausted = Fixtures.error(.gemini, "m", type: "RESOURCE_EXHAUSTED", code: "503")
        #expect(Fixtures.read(.gemini, 503, exhausted).failure?.kind == .rateLimited)
        let overloaded = Fixtures.error(.openai, "The engine is Overloaded", type: "t", code: "c")
        #expect(Fixtures.read(.openai, 503, overloaded).failure?.kind == .rateLimited)
    }

    @Test func `a request that was cut on its way is sent again`() {
        let body = Fixtures.error(
            .anthropic,
            "The request body is not valid JSON: unexpected end of data",
            type: "invalid_request_error",
            code: ""
        )
        #expect(Fixtures.read(.anthropic, 400, body).failure?.kind == .transient)
    }

    @Test func `a key that Gemini calls a bad request is a key all the same`() {
        let body = Fixtures.error(
            .gemini,
            "API key not valid. Please pass a valid API key.",
            type: "INVALID_ARGUMENT",
            code: "400"
        )
        #expect(Fixtures.read(.gemini, 400, body).failure?.kind == .authentication)
    }

    @Test func `an unknown model is told from a bad request`() {
        for status in [400, 403, 404] {
            let body = Fixtures.error(.openai, "m", type: "t", code: "model_not_found")
            #expect(Fixtures.read(.openai, status, body).failure?.kind == .noSuchModel)
        }
    }

    // MARK: Errors that are facts about the model

    @Test(arguments: [
        (Vendor.openai, 400, "m", "t", "context_length_exceeded", Reply.Stop.contextOverflow),
        (.openai, 400, "This model's Maximum Context Length is 8", "t", "c", .contextOverflow),
        (.openai, 422, "Input too large", "t", "c", .contextOverflow),
        (.openai, 400, "m", "t", "invalid_prompt", .filteredInput),
        (.openai, 400, "m", "t", "misalignment_policy_violation", .filteredInput),
        (.openai, 400, "the prompt was blocked", "invalid_request_error", "c", .filteredInput),
        (.openai, 403, "Content violates usage: SAFETY_CHECK_TYPE_X", "t", "c", .filteredInput),
        (.anthropic, 400, "Prompt is too long: 9 tokens", "t", "", .contextOverflow),
        (
            .anthropic, 400, "input length and `max_tokens` exceed context limit: 9", "t", "",
            .contextOverflow
        ),
        (
            .anthropic, 400, "Output blocked by content filtering policy", "t", "", .filteredOutput
        ),
        (
            .gemini, 400, "The input exceeds the maximum number of tokens allowed", "t", "400",
            .contextOverflow
        ),
    ])
    func `a rejected prompt is an outcome, not an error`(
        vendor: Vendor,
        status: Int,
        message: String,
        type: String,
        code: String,
        stop: Reply.Stop
    ) throws {
        let body = Fixtures.error(vendor, message, type: type, code: code)
        let reply = try #require(
            Fixtures.read(vendor, status, body, [VendorHeader("request-id", "r9")]).reply
        )
        #expect(reply.stop == stop)
        #expect(reply.refusal?.source == .errorBody)
        #expect(reply.refusal?.explanation == message)
        #expect(reply.requestID == "r9")
    }

    @Test func `Azure's filters are named`() throws {
        let body = #"""
            {"error":{"code":"content_filter","message":"m","innererror":{"code":"R",
            "content_filter_result":{"jailbreak":{"detected":true,"filtered":true},
            "hate":{"filtered":false}}}}}
            """#
        let reply = try #require(Fixtures.read(.openai, 400, body).reply)
        #expect(reply.stopRaw == "content_filter")
        #expect(reply.refusal?.category == "jailbreak")
    }

    @Test func `a misalignment verdict is kept whole`() throws {
        let body =
            #"{"error":{"code":"misalignment_policy_violation","message":"m","#
            + #""misalignment":{"error_type":"e","review_target":"prompt"}}}"#
        let reply = try #require(Fixtures.read(.openai, 400, body).reply)
        #expect(
            reply.refusal?.explanation == #"{"error_type":"e","review_target":"prompt"}"#
        )
    }

    @Test func `a server error that mentions a filter stays an error`() {
        let body = Fixtures.error(.openai, "blocked", type: "invalid_request_error", code: "c")
        #expect(Fixtures.read(.openai, 500, body).failure?.kind == .transient)
    }

    // MARK: Envelopes

    @Test(arguments: [
        #"{"error":{"message":"the words"}}"#, #"{"error":"the words"}"#,
        #"{"object":"error","message":"the words","type":"BadRequestError","code":400}"#,
        #"{"detail":"the words"}"#, #"{"detail":[{"msg":"the words"}]}"#,
        #"{"message":"the words"}"#, #""the words""#, "the words",
    ])
    func `every envelope gives up its words`(body: String) {
        let message = Fixtures.read(.openai, 400, body).failure?.message
        #expect(message?.contains("the words") == true)
    }

    // MARK: Waits and secrets

    @Test func `each form of a wait is understood on a 429`() {
        for (vendor, type, code) in Self.limits {
            let body = Fixtures.error(vendor, "slow down", type: type, code: code)
            for header in [
                VendorHeader("Retry-After", "2"), VendorHeader("retry-after-ms", "2000"),
                VendorHeader("Retry-After", "Mon, 23 Nov 2026 10:00:02 GMT"),
                VendorHeader("X-RateLimit-Reset-Tokens", "2s"),
                VendorHeader("anthropic-ratelimit-tokens-reset", "2026-11-23T10:00:02Z"),
            ] {
                let failure = Fixtures.read(vendor, 429, body, [header]).failure
                #expect(failure?.kind == .rateLimited)
                #expect(failure?.waitMilliseconds == 2000, "\(vendor) \(header)")
            }
        }
    }

    @Test func `a failure that is final carries no wait`() {
        let body = Fixtures.error(.openai, "m", type: "insufficient_quota", code: "c")
        let failure = Fixtures.read(.openai, 429, body, [VendorHeader("retry-after", "2")]).failure
        #expect(failure?.waitMilliseconds == nil)
    }

    @Test func `no key that a vendor echoes reaches a message or an explanation`() {
        let keys = [
            "sk-ant-api03-Zx8Yw7Vu6Ts5", "sk-proj-abcdefgh12345678", "AIzaSyA1234567890abcdefghijk",
            "3f9c0d7be51a4c44a0b87d6f2e11c9aa",
        ]
        for vendor in Vendor.allCases {
            for key in keys {
                for status in [400, 401, 403, 404, 429, 500] {
                    for words in [
                        "Incorrect API key provided: \(key).", "Bearer \(key) rejected",
                        "x-api-key=\(key) prompt is too long, maximum context length",
                    ] {
                        let body = Fixtures.error(vendor, words, type: "t", code: "1")
                        let result = Fixtures.read(vendor, status, body)
                        let shown =
                            result.failure.map(\.description) ?? result.reply?.refusal?.explanation
                        #expect(shown?.contains(key.suffix(12)) == false, "\(words)")
                    }
                }
                let text = Fixtures.read(vendor, 500, "no JSON: key \(key)").failure?.message
                #expect(text?.contains(key.suffix(12)) == false)
            }
        }
    }
}
