import Bench
import Testing

@testable import Vendors

struct EventStreamTests {
    private let header = [VendorHeader("Content-Type", "text/event-stream; charset=utf-8")]

    private static let chat = """
        : keep-alive

        data: {"id":"c1","model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"Hä"}}]}

        data: {"choices":[{"index":0,"delta":{"content":"llo","reasoning_content":"hm"}}]}

        data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}

        data: [DONE]


        """

    private static let messages = """
        event: message_start
        data: {"type":"message_start","message":{"id":"m1","model":"served","content":[],"stop_reason":null,"usage":{"input_tokens":7,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"x"}}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hä"}}

        event: ping
        data: {"type":"ping"}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"llo"}}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}

        event: message_stop
        data: {"type":"message_stop"}


        """

    private static let generate = """
        data: {"candidates":[{"content":{"parts":[{"text":"Hä"}],"role":"model"}}],"modelVersion":"served"}

        data: {"candidates":[{"content":{"parts":[{"text":"llo"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2}}


        """

    private static let responses = """
        event: response.output_text.delta
        data: {"type":"response.output_text.delta","delta":"Hä"}

        event: response.completed
        data: {"type":"response.completed","response":{"model":"served","status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"Hällo"}]}],"usage":{"input_tokens":3,"output_tokens":2}}}


        """

    private static let all: [(Vendor, String)] = [
        (.openai, chat), (.anthropic, messages), (.gemini, generate), (.openaiResponses, responses),
    ]

    @Test func `a streamed reply is the one that was not streamed`() throws {
        for (vendor, stream) in Self.all {
            let reply = try #require(Fixtures.read(vendor, 200, stream, header).reply, "\(vendor)")
            #expect(reply.text == "Hällo")
            #expect(reply.stop == .stop)
            #expect(reply.servedModel == "served")
            #expect(reply.usage.inputFresh == (vendor == .anthropic ? 7 : 3))
            #expect(reply.usage.outputTotal == (vendor == .anthropic ? 9 : 2))
        }
        #expect(
            Fixtures.read(.anthropic, 200, Self.messages, header).reply?.reasoning
                == [Reply.Reasoning(text: "hm", visibility: .summary)]
        )
        #expect(
            Fixtures.read(.openai, 200, Self.chat, header).reply?.reasoning
                == [Reply.Reasoning(text: "hm", visibility: .raw)]
        )
    }

    @Test func `a stream that breaks off is no reply`() throws {
        for (vendor, stream) in Self.all {
            let lines = stream.split(separator: "\n", omittingEmptySubsequences: false)
            let ends = [
                #"finish_reason":"stop"#, "finishReason", "message_stop", "response.completed",
            ]
            let end = try #require(
                lines.lastIndex { line in ends.contains { line.contains($0) } }
            )
            for count in 0...end {
                let part = lines.prefix(count).joined(separator: "\n")
                let failure = Fixtures.read(vendor, 200, part, header).failure
                #expect(failure?.kind == .unreadable, "\(vendor) \(count)")
            }
        }
    }

    @Test func `an error after the success is the error`() {
        let stream = """
            event: error
            data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}


            """
        #expect(Fixtures.read(.anthropic, 200, stream, header).failure?.kind == .transient)
    }

    @Test func `a tool that is called piece by piece is called once`() throws {
        let stream = """
            data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"send","arguments":"{\\"no"}}]}}]}

            data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"te\\":\\"a\\"}"}}]},"finish_reason":"tool_calls"}]}

            data: [DONE]


            """
        let reply = try #require(Fixtures.read(.openai, 200, stream, header).reply)
        #expect(reply.stop == .toolCalls)
        #expect(reply.toolCalls == [Reply.ToolCall(name: "send", arguments: #"{"note":"a"}"#)])
    }
}
