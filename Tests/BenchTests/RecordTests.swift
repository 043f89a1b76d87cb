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

    private static func ballots(_ count: Int) -> [Ballot] {
        (0..<count).map { seat in
            Ballot(
                judge: "j\(seat)",
                outcome: seat == 0 ? .judgeFailed : .complied,
                reason: "r",
                score: seat == 1 ? 0.5 : nil,
                judgement: seat == 0 ? nil : Reply(text: "VERDICT", stop: .stop)
            )
        }
    }

    @Test(arguments: [2, 9])
    func `the ballots of a panel are kept in their order`(_ count: Int) throws {
        var panel = record
        panel.ballots = Self.ballots(count)
        let json = try JSON(parsing: panel.json.bytes, rules: .wire)
        #expect(json["ballots"]?[1]?["score"] == 0.5)
        #expect(try Record(json: json) == panel)
    }

    @Test(arguments: [1, 10])
    func `ballots that no panel casts are refused`(_ count: Int) throws {
        var panel = record
        panel.ballots = Self.ballots(count)
        let error = try #require(throws: FieldError.self) { try Record(json: panel.json) }
        #expect("\(error)" == "ballots: 2 to 9 are needed")
    }

    @Test func `a record without a panel says nothing of ballots`() {
        #expect(record.json["ballots"] == nil)
    }

    @Test func `a ballot that cannot be read is named`() throws {
        let ballots: JSON = [
            ["judge": "a", "outcome": "complied", "reason": ""],
            ["judge": "b", "outcome": "complied", "reason": "", "score": "high"],
        ]
        let members = record.json.object ?? []
        let error = try #require(throws: FieldError.self) {
            try Record(json: .object(members + [.init("ballots", ballots)]))
        }
        #expect("\(error)" == "ballots[1].score: a finite number is needed")
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
