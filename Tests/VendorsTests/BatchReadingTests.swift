import Bench
import Foundation
import Testing

@testable import Vendors

/// The fixtures are files of the shapes that vendors document, written by hand.
struct BatchReadingTests {
    private func file(_ name: String) throws -> VendorResponse {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("Batches/" + name))
        return VendorResponse(status: 200, body: Array(data))
    }

    private func view(_ name: String, _ vendor: Vendor) throws -> BatchView {
        let reading = try #require(BatchReading(Fixtures.model(vendor)))
        guard case .value(let view) = reading.batch(try file(name)) else {
            throw Failed(name: name)
        }
        return view
    }

    private struct Failed: Error { var name: String }

    private func lines(_ name: String, _ dialect: BatchDialect) throws -> [BatchLine] {
        BatchLine.read(try file(name).body, dialect).lines
    }

    private func text(_ line: BatchLine?, _ vendor: Vendor) -> String {
        guard let line else { return "no line" }
        switch line.outcome {
        case .unanswered(let words): return "unanswered: " + words
        case .response(let response):
            let model = Fixtures.model(vendor)
            switch Vendors.read(response, from: model, nowMilliseconds: Fixtures.now) {
            case .reply(let reply): return reply.text
            case .failure(let failure): return failure.kind.rawValue
            }
        }
    }

    @Test func `an expired batch of OpenAI's still has both its files`() throws {
        let view = try view("openai-expired.json", .openai)
        #expect(
            view.state
                == .ended(.expired, at: [.file("file-out1"), .file("file-err1")], lines: [])
        )
        #expect(view.mark == "gapwatch-0a1b")
        #expect(view.requests == 5)
    }

    @Test func `OpenAI's lines come in any order, twice, nameless and torn`() throws {
        let bytes = try file("openai-output.jsonl").body
        let (good, unread) = BatchLine.read(bytes, .openAI)
        #expect(good.map(\.customID) == ["b", "a", "a", "nobody", nil])
        #expect(unread == 1)
        #expect(text(good[0], .openai) == "Second.")
        #expect(text(good[1], .openai) == "First.")
        guard case .response(let response) = good[0].outcome else {
            Issue.record("a line without its response")
            return
        }
        #expect(response.header("x-request-id") == "req_2")
    }

    @Test func `OpenAI's file of errors holds failed requests and expired ones`() throws {
        let bad = try lines("openai-errors.jsonl", .openAI)
        #expect(bad.map(\.customID) == ["c", "d"])
        #expect(text(bad[0], .openai) == "rateLimited")
        #expect(text(bad[1], .openai).hasPrefix("unanswered: batch_expired"))
    }

    @Test func `a batch that is rejected as a whole says which lines and why`() throws {
        let view = try view("openai-rejected.json", .openai)
        guard case .rejected(let reasons) = view.state else {
            Issue.record("\(view.state)")
            return
        }
        #expect(reasons.count == 2)
        #expect(
            reasons.first
                == "line 7: invalid_json_line: This line is not parseable as valid JSON."
        )
    }

    @Test func `Anthropic's results are where the batch is, not where its answer points`() throws {
        let view = try view("anthropic-ended.json", .anthropic)
        #expect(
            view.state == .ended(.cancelled, at: [.results(of: "msgbatch_013Z")], lines: [])
        )
        #expect(view.requests == 5)
        let requests = try #require(BatchRequests(Fixtures.model(.anthropic)))
        #expect(
            requests.lines(at: .results(of: "msgbatch_013Z"))?.url
                == "https://api.anthropic.com/v1/messages/batches/msgbatch_013Z/results"
        )
    }

    @Test func `Anthropic's lines are replies, errors by their kind, and what had no turn`() throws
    {
        let all = try lines("anthropic-results.jsonl", .anthropic)
        func line(_ id: String) -> BatchLine? { all.first { $0.customID == id } }
        #expect(text(line("a"), .anthropic) == "Hello.")
        #expect(text(line("b"), .anthropic) == "transient")
        #expect(text(line("c"), .anthropic) == "unanswered: canceled")
        #expect(text(line("d"), .anthropic) == "unanswered: expired")
        #expect(text(line("e"), .anthropic) == "badRequest")
    }

    @Test func `Gemini's partial success is an end, with gRPC's numbers read as statuses`() throws {
        let view = try view("gemini-partial.json", .gemini)
        guard case .ended(.partial, let places, let lines) = view.state else {
            Issue.record("\(view.state)")
            return
        }
        #expect(places.isEmpty)
        #expect(lines.map(\.customID) == ["b", "a"])
        #expect(text(lines[0], .gemini) == "rateLimited")
        #expect(text(lines[1], .gemini) == "Hello.")
        #expect(view.id == "abc123")
        #expect(view.requests == 3)
        #expect(view.mark == "gapwatch-0a1d")
    }

    @Test func `Gemini's expired batch is an end, by either name of its state`() throws {
        let view = try view("gemini-sdk-expired.json", .gemini)
        #expect(view.state == .ended(.expired, at: [], lines: []))
    }

    @Test func `Mistral's time that is exceeded leaves what was done`() throws {
        let view = try view("mistral-timeout.json", .mistral)
        #expect(
            view.state
                == .ended(
                    .expired,
                    at: [.file("7d1c0000-aaaa-bbbb-cccc-0123456789ab")],
                    lines: []
                )
        )
        let all = try lines("mistral-output.jsonl", .mistral)
        #expect(text(all[0], .mistral) == "Bonjour.")
        #expect(text(all[1], .mistral) == "transient")
    }

    @Test(arguments: [Vendor.openai, .anthropic, .gemini, .mistral])
    func `a state that nobody has heard of is waited for`(vendor: Vendor) throws {
        let reading = try #require(BatchReading(Fixtures.model(vendor)))
        let body =
            #"{"id":"b1","name":"batches/b1","status":"NEW","processing_status":"new","#
            + #""metadata":{"state":"BATCH_STATE_NEW"}}"#
        guard case .value(let view) = reading.batch(Fixtures.response(200, body)) else {
            Issue.record("unread")
            return
        }
        #expect(view.state == .waiting)
    }

    @Test func `an id that could lead elsewhere is no id`() throws {
        let reading = try #require(BatchReading(Fixtures.model(.openai)))
        let body = #"{"id":"../../evil?x=","status":"validating"}"#
        guard case .failure(let failure) = reading.batch(Fixtures.response(200, body)) else {
            Issue.record("it was taken")
            return
        }
        #expect(failure.kind == .unreadable)
        let requests = try #require(BatchRequests(Fixtures.model(.openai)))
        #expect(requests.state(of: "a/b") == nil)
        #expect(requests.lines(at: .file("a b")) == nil)
    }

    @Test func `a key that is refused is told apart from a vendor that is unwell`() throws {
        let reading = try #require(BatchReading(Fixtures.model(.openai)))
        for (status, kind) in [(401, VendorFailure.Kind.authentication), (503, .transient)] {
            let response = Fixtures.response(status, #"{"error":{"message":"no"}}"#)
            guard case .failure(let failure) = reading.file(response) else {
                Issue.record("\(status) was taken")
                continue
            }
            #expect(failure.kind == kind)
        }
    }
}
