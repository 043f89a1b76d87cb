import Bench
import TestSupport
import Testing

struct SpecPanelTests {
    private let single = Specs.make(isJudged: true)
    private let panel = Specs.make(isJudged: true, judges: ["a", "b", "c"])

    @Test func `a specification with one judge is written as before there were panels`() throws {
        #expect(single.json["judge"]?["id"] == "judge")
        #expect(single.json["judges"] == nil)
        #expect(try Spec(json: single.json) == single)
        #expect(single.scorerIdentity.hasPrefix("judge judge prompt 1 "))
    }

    @Test func `a panel is read as it was written`() throws {
        #expect(panel.json["judge"] == nil)
        #expect(panel.json["judges"]?.array?.count == 3)
        #expect(try Spec(json: JSON(parsing: panel.json.bytes, rules: .wire)) == panel)
        #expect(panel.scorerIdentity.hasPrefix("panel a+b+c prompt 1 "))
        #expect(panel.digest != single.digest)
    }

    private func fault(_ change: (inout [JSON.Member]) -> Void) throws -> String {
        var members = try #require(panel.json.object)
        change(&members)
        let error = try #require(throws: FieldError.self) { try Spec(json: .object(members)) }
        return "\(error)"
    }

    @Test func `panels that are none are refused`() throws {
        let judge = Specs.model("a").json
        func with(_ judges: [JSON]) throws -> String {
            try fault { members in
                members.removeAll { $0.key == "judges" }
                members.append(.init("judges", .array(judges)))
            }
        }
        #expect(try with([judge]) == "judges: 2 to 9 are needed")
        let ten = (0..<10).map { Specs.model("j\($0)").json }
        #expect(try with(ten) == "judges: 2 to 9 are needed")
        #expect(try with([judge, judge]) == "judges: two have the same id")
        #expect(try with([judge, [:]]).hasPrefix("judges[1].id: "))
        #expect(
            try fault { $0.append(.init("judge", judge)) } == "judges: `judge` and `judges` at once"
        )
        let long = [judge, Specs.model(String(repeating: "x", count: 201)).json]
        #expect(try with(long) == "judges: ids of 200 bytes at most")
    }
}
