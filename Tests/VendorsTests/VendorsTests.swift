import Bench
import Testing

@testable import Vendors

struct VendorsTests {
    /// A whole reply of each vendor.
    private static let whole: [(Vendor, String)] = [
        (.openai, #"{"choices":[{"message":{"content":"Hällo"},"finish_reason":"stop"}]}"#),
        (.anthropic, #"{"content":[{"type":"text","text":"Hällo"}],"stop_reason":"end_turn"}"#),
        (
            .gemini,
            #"{"candidates":[{"content":{"parts":[{"text":"Hällo"}]},"finishReason":"STOP"}]}"#
        ),
        (
            .openaiResponses,
            #"{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"Hällo"}]}]}"#
        ),
        (
            .bedrock,
            #"{"output":{"message":{"content":[{"text":"Hällo"}]}},"stopReason":"end_turn"}"#
        ),
    ]

    @Test(arguments: Fixtures.matrix)
    func `every kind of response of every vendor is read as what it is`(example: Fixtures.Case) {
        let result = Fixtures.read(
            example.vendor,
            example.status,
            example.body,
            example.headers
        )
        switch example.expected {
        case .reply(let stop, let text, let source):
            #expect(result.reply?.stop == stop)
            #expect(result.reply?.text == text)
            #expect(result.reply?.refusal?.source == source)
            #expect(result.reply?.usage == Usage())
        case .failure(let kind, let wait):
            #expect(result.failure?.kind == kind)
            #expect(result.failure?.waitMilliseconds == wait)
            #expect(result.failure?.status == example.status)
        }
    }

    @Test func `the same inputs give the same bytes`() {
        let messages = [Message(role: .user, text: "q")]
        for vendor in Vendor.allCases {
            let first = Vendors.request(
                to: Fixtures.model(vendor),
                messages: messages,
                sampling: Sampling()
            )
            let second = Vendors.request(
                to: Fixtures.model(vendor),
                messages: messages,
                sampling: Sampling()
            )
            #expect(first == second)
        }
    }

    @Test func `a body that is cut anywhere is unreadable and may be asked for again`() {
        for (vendor, text) in Self.whole {
            let bytes = Array(text.utf8)
            for count in bytes.indices {
                let response = VendorResponse(status: 200, body: Array(bytes[..<count]))
                let failure = Vendors.read(
                    response,
                    from: Fixtures.model(vendor),
                    nowMilliseconds: 0
                ).failure
                #expect(failure?.kind == .unreadable, "\(vendor) cut at \(count)")
            }
            #expect(Fixtures.read(vendor, 200, text).reply?.text == "Hällo")
        }
    }

    @Test func `empty lines and a byte order mark before a reply are passed over`() {
        for (vendor, text) in Self.whole {
            #expect(Fixtures.read(vendor, 200, "\n\r\n  " + text).reply?.text == "Hällo")
            #expect(Fixtures.read(vendor, 200, "\u{FEFF}" + text).reply?.text == "Hällo")
        }
    }

    @Test func `a page of a proxy is unreadable behind a success and named by its title`() throws {
        let page = "<!DOCTYPE html><html><head><TITLE>502 Bad Gateway</TITLE></head></html>"
        for vendor in Vendor.allCases {
            let failure = try #require(Fixtures.read(vendor, 200, page).failure)
            #expect(failure.kind == .unreadable)
            #expect(failure.message.contains("502 Bad Gateway"))
            #expect(Fixtures.read(vendor, 502, page).failure?.kind == .transient)
        }
    }

    @Test func `bytes that are no text are unreadable, whatever they are`() {
        var generator = SeededGenerator(seed: 7)
        for round in 0..<300 {
            let body = (0..<generator.below(40)).map { _ in UInt8(generator.below(256)) }
            for vendor in Vendor.allCases {
                let status = [200, 400, 429, 500][generator.below(4)]
                let result = Vendors.read(
                    VendorResponse(status: status, body: body),
                    from: Fixtures.model(vendor),
                    nowMilliseconds: 0
                )
                #expect(result.failure != nil, "round \(round) of seed 7")
            }
        }
    }

    @Test func `an empty body is named so`() {
        #expect(Fixtures.read(.openai, 500, "").failure?.message == "an empty body")
    }

    @Test func `wrong types in every field do not stop the reading`() {
        let bodies = [
            #"{"choices":[{"message":{"content":5,"refusal":[],"reasoning_details":"x"},"finish_reason":7}],"usage":"none","model":null}"#,
            #"{"content":[1,null,{"type":4},{"type":"text","text":9}],"stop_reason":{},"usage":[]}"#,
            #"{"candidates":[{"content":{"parts":"x"},"finishReason":3}],"usageMetadata":7}"#,
        ]
        for (vendor, body) in zip(Fixtures.three, bodies) {
            let reply = Fixtures.read(vendor, 200, body).reply
            #expect(reply?.text == "")
            #expect(reply?.stop == .unknown)
            #expect(reply?.usage == Usage())
        }
    }
}
