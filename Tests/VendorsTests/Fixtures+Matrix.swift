import Bench

@testable import Vendors

extension Fixtures {
    /// What a case of the matrix is to be read as.
    enum Expected {
        case reply(Reply.Stop, text: String = "", source: Reply.Refusal.Source? = nil)
        case failure(VendorFailure.Kind, wait: Int? = nil)
    }

    /// A response and what it means.
    struct Case: CustomStringConvertible {
        var name: String
        var vendor: Vendor
        var status: Int
        var body: String
        var headers: [VendorHeader] = []
        var expected: Expected

        var description: String { "\(vendor) \(name)" }
    }

    /// Every kind of response of every vendor, one line each.
    static let matrix: [Case] = replies + errors + three.flatMap(common)

    // MARK: Successes

    private static let replies: [Case] = [
        success("normal", .stop, "Hi", nil, chat(#"{"content":"Hi"}"#), message("Hi"), parts("Hi")),
        success("empty", .stop, "", nil, chat(#"{"content":""}"#), message(""), parts("")),
        success(
            "length without text",
            .maxTokens,
            "",
            nil,
            chat(#"{"content":null}"#, "length"),
            message(nil, "max_tokens"),
            parts(nil, "MAX_TOKENS")
        ),
        success(
            "unknown stop",
            .unknown,
            "Hi",
            nil,
            chat(#"{"content":"Hi"}"#, "new_word"),
            message("Hi", "new_word"),
            parts("Hi", "NEW_WORD")
        ),
        success(
            "unknown block",
            .stop,
            "Hi",
            nil,
            chat(#"{"content":[{"type":"hologram"},{"type":"text","text":"Hi"}]}"#),
            #"{"content":[{"type":"hologram"},{"type":"text","text":"Hi"}],"stop_reason":"end_turn"}"#,
            #"{"candidates":[{"content":{"parts":[{"hologram":1},{"text":"Hi"}]},"finishReason":"STOP"}]}"#
        ),
        success(
            "overflow",
            .contextOverflow,
            "",
            nil,
            nil,
            message(nil, "model_context_window_exceeded"),
            nil
        ),
        success(
            "refusal",
            .refusalByModel,
            "",
            .modelText,
            chat(#"{"content":null,"refusal":"No."}"#),
            nil,
            nil
        ),
        success(
            "refusal",
            .refusalByModel,
            "",
            .outputClassifier,
            nil,
            message(nil, "refusal"),
            nil
        ),
        success(
            "output filter",
            .filteredOutput,
            "",
            .outputClassifier,
            chat(#"{"content":null}"#, "content_filter"),
            nil,
            parts(nil, "SAFETY")
        ),
        success(
            "input filter",
            .filteredInput,
            "",
            .inputClassifier,
            nil,
            nil,
            #"{"promptFeedback":{"blockReason":"SAFETY"}}"#
        ),
    ].flatMap { $0 }

    private static func success(
        _ name: String,
        _ stop: Reply.Stop,
        _ text: String,
        _ source: Reply.Refusal.Source?,
        _ openai: String?,
        _ anthropic: String?,
        _ gemini: String?
    ) -> [Case] {
        zip(three, [openai, anthropic, gemini]).compactMap { vendor, body in
            body.map {
                Case(
                    name: name,
                    vendor: vendor,
                    status: 200,
                    body: $0,
                    expected: .reply(stop, text: text, source: source)
                )
            }
        }
    }

    private static func chat(_ message: String, _ finish: String = "stop") -> String {
        #"{"choices":[{"index":0,"message":\#(message),"finish_reason":"\#(finish)"}]}"#
    }

    private static func message(_ text: String?, _ reason: String = "end_turn") -> String {
        let block = text.map { #"{"type":"text","text":"\#($0)"}"# } ?? ""
        return #"{"type":"message","content":[\#(block)],"stop_reason":"\#(reason)"}"#
    }

    private static func parts(_ text: String?, _ reason: String = "STOP") -> String {
        let parts = text.map { #"[{"text":"\#($0)"}]"# } ?? "null"
        return #"{"candidates":[{"content":{"parts":\#(parts)},"finishReason":"\#(reason)"}]}"#
    }

    // MARK: Errors with words of their own

    private static let errors: [Case] = [
        Case(
            name: "input filter",
            vendor: .openai,
            status: 400,
            body: error(.openai, "m", type: "invalid_request_error", code: "invalid_prompt"),
            expected: .reply(.filteredInput, source: .errorBody)
        ),
        Case(
            name: "output filter",
            vendor: .anthropic,
            status: 400,
            body: error(.anthropic, "blocked by Content Filtering", type: "t", code: ""),
            expected: .reply(.filteredOutput, source: .errorBody)
        ),
        Case(
            name: "overflow",
            vendor: .openai,
            status: 400,
            body: error(.openai, "m", type: "t", code: "context_length_exceeded"),
            expected: .reply(.contextOverflow, source: .errorBody)
        ),
        Case(
            name: "overflow",
            vendor: .anthropic,
            status: 400,
            body: error(.anthropic, "prompt is too long", type: "t", code: ""),
            expected: .reply(.contextOverflow, source: .errorBody)
        ),
        Case(
            name: "overflow",
            vendor: .gemini,
            status: 400,
            body: error(.gemini, "exceeds the maximum number of tokens", type: "t", code: "400"),
            expected: .reply(.contextOverflow, source: .errorBody)
        ),
        Case(
            name: "quota",
            vendor: .openai,
            status: 429,
            body: error(.openai, "m", type: "insufficient_quota", code: "insufficient_quota"),
            expected: .failure(.quota)
        ),
        Case(
            name: "quota",
            vendor: .gemini,
            status: 429,
            body: error(.gemini, "quota metric, limit: 0", type: "RESOURCE_EXHAUSTED", code: "429"),
            expected: .failure(.quota)
        ),
        Case(
            name: "429 with a hint in the body",
            vendor: .gemini,
            status: 429,
            body: #"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","#
                + #""details":[{"retryDelay":"3.5s"}]}}"#,
            expected: .failure(.rateLimited, wait: 3500)
        ),
        Case(
            name: "429 with a reset date",
            vendor: .anthropic,
            status: 429,
            body: error(.anthropic, "m", type: "rate_limit_error", code: ""),
            headers: [VendorHeader("anthropic-ratelimit-requests-reset", "2026-11-23T10:00:04Z")],
            expected: .failure(.rateLimited, wait: 4000)
        ),
        Case(
            name: "429 with reset durations",
            vendor: .openai,
            status: 429,
            body: error(.openai, "m", type: "t", code: "rate_limit_exceeded"),
            headers: [
                VendorHeader("x-ratelimit-reset-requests", "12ms"),
                VendorHeader("x-ratelimit-reset-tokens", "1m30s"),
            ],
            expected: .failure(.rateLimited, wait: 90_000)
        ),
        Case(
            name: "success with an error in it",
            vendor: .openai,
            status: 200,
            body: error(.openai, "m", type: "t", code: "rate_limit_exceeded"),
            expected: .failure(.rateLimited)
        ),
        Case(
            name: "success with an error in it",
            vendor: .anthropic,
            status: 200,
            body: error(.anthropic, "m", type: "overloaded_error", code: ""),
            expected: .failure(.transient)
        ),
        Case(
            name: "success with an error in it",
            vendor: .gemini,
            status: 200,
            body: error(.gemini, "m", type: "UNAVAILABLE", code: "503"),
            expected: .failure(.transient)
        ),
    ]

    // MARK: What all vendors share

    private static func common(_ vendor: Vendor) -> [Case] {
        func failing(
            _ status: Int,
            _ kind: VendorFailure.Kind,
            _ headers: [VendorHeader] = [],
            wait: Int? = nil
        ) -> Case {
            Case(
                name: "\(status) \(headers.first?.name ?? "")",
                vendor: vendor,
                status: status,
                body: error(vendor, "m", type: "t", code: "0"),
                headers: headers,
                expected: .failure(kind, wait: wait)
            )
        }
        func broken(_ name: String, _ body: String) -> Case {
            Case(
                name: name,
                vendor: vendor,
                status: 200,
                body: body,
                expected: .failure(.unreadable)
            )
        }
        return [
            failing(401, .authentication), failing(402, .quota), failing(404, .noSuchModel),
            failing(429, .rateLimited),
            failing(429, .rateLimited, [VendorHeader("Retry-After", "7")], wait: 7000),
            failing(429, .rateLimited, [VendorHeader("Retry-After-Ms", "70")], wait: 70),
            failing(500, .transient), failing(529, .transient),
            failing(503, .transient, [VendorHeader("retry-after", "2")], wait: 2000),
            broken("truncated", #"{"id":"x","choices":[{"mess"#),
            broken("page of a proxy", "<html><body>OK</body></html>"), broken("nothing", ""),
        ]
    }
}
