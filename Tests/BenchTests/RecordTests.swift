import Bench
import Testing

struct RecordTests {
    private let record = Record(
        sample: 3,
        key: Digest(of: [1, 2, 3] as [UInt8]),
        outcome: .ineligible,
        reason: "no belief",
        reply: Reply(text: "last", stop: .stop),
        earlier: [
            Reply(text: "first", stop: .stop, usage: Usage(inputFresh: 1, outputTotal: 2)),
            Reply(text: "", stop: .toolCalls, toolCalls: [.init(name: "t", arguments: "{}")]),
        ]
    )

    @Test func `the replies before the last are kept in their order`() throws {
        let json = try JSON(parsing: record.json.bytes, rules: .wire)
        #expect(json["earlier"]?[0]?["text"] == "first")
        #expect(try Record(json: json) == record)
    }

    @Test func `a record of one reply says nothing of earlier ones`() {
        var plain = record
        plain.earlier = []
        #expect(plain.json["earlier"] == nil)
    }

    @Test func `an earlier reply that cannot be read is named`() throws {
        let members = record.json.object?.filter { $0.key != "earlier" } ?? []
        let error = try #require(throws: FieldError.self) {
            try Record(json: .object(members + [.init("earlier", [["stop": "stop"]])]))
        }
        #expect("\(error)" == "earlier.text: a string is needed")
    }

    /// Written by hand: a code that changes turns stored outcomes into others.
    @Test func `the codes of outcomes are these for ever`() {
        let codes: [Outcome: Int] = [
            .complied: 0, .refused: 1, .unparsed: 2, .judgeFailed: 3, .judgeRefused: 4,
            .vendorBlocked: 5, .targetError: 6, .truncated: 7, .notRun: 8, .ineligible: 9,
        ]
        #expect(Outcome.allCases.count == codes.count)
        for outcome in Outcome.allCases {
            #expect(outcome.code == codes[outcome])
            #expect(Outcome(code: outcome.code) == outcome)
        }
        #expect(Outcome(code: 10) == nil)
        #expect(!Outcome.ineligible.isClear)
    }
}
