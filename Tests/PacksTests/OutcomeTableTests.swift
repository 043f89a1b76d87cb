import Bench
import Foundation
import Packs
import Testing

struct OutcomeTableTests {
    let draft: Draft

    init() throws { draft = try Draft() }

    private func table(_ text: String, _ mapping: String = MappingTests.text, as name: String)
        async throws -> OutcomeTable
    {
        try draft.folder.write(mapping, to: "m.yaml")
        try draft.folder.write(text, to: name)
        return try await OutcomeTable(
            file: draft.folder.path + "/" + name,
            mapping: Packs.mapping(at: draft.folder.path + "/m.yaml")
        )
    }

    private static let csv = """
        v,m,s,a,l
        care,x,2,watched,1
        care,x,1,watched,1
        care,x,1,watched,2
        care,x,1,not,2
        """

    private static let lines = """
        {"v":"care","m":"x","s":2,"a":"watched","l":"1","note":{"deep":[1]}}
        {"l":1,"a":"watched","s":1,"m":"x","v":"care"}

        {"v":"c\\u0061re","m":"x","s":"1","a":"watched","l":"2"}
        {"v":"care","m":"x","s":1,"a":"not","l":2}
        """

    @Test func `CSV and JSON Lines with the same rows are the same table`() async throws {
        let one = try await table(Self.csv, as: "t.csv")
        let other = try await table(Self.lines, as: "t.jsonl")
        #expect(one == other)
        #expect(one.samples == 4)
        #expect(one.models == ["care/x"])
        #expect(one.scenarios.map(\.id) == ["1", "2"])
        #expect(one.arms == ["n", "w"])
        #expect(one.cells.map(\.counts).map { [$0[0], $0[1]] } == [[0, 1], [1, 1], [1, 0]])
    }

    @Test func `a fault in a large file names its line, whichever thread found it`() async throws {
        // Four pieces of 8 MiB; faults in the third and the fourth.
        let line = #"{"v":"care","m":"x","s":1,"a":"not","l":2,"pad":"# + "\""
        let pad = String(repeating: "p", count: 950)
        let count = 30_000
        var lines = Array(repeating: line + pad + "\"}", count: count)
        lines[20_000] = line.replacing(#""not""#, with: #""other""#) + pad + "\"}"
        lines[29_000] = "{"
        let error = try await #require(throws: PackError.self) {
            try await table(lines.joined(separator: "\n"), as: "large.jsonl")
        }
        #expect(error.line == 20_001)
        #expect("\(error)".contains("arm: \"other\" is not among the mapping's arms"))
        lines[20_000] = lines[0]
        lines.removeLast(2_000)
        let whole = try await table(lines.joined(separator: "\n"), as: "large.jsonl")
        #expect(whole.samples == count - 2_000)
    }

    @Test func `a line that is no JSON is named`() async throws {
        let error = try await #require(throws: PackError.self) {
            try await table(Self.lines + "\n{\"v\": nope}", as: "t.jsonl")
        }
        #expect("\(error)".contains("t.jsonl:6: no JSON at"), "\(error)")
    }

    @Test func `a scenario in two clusters is refused`() async throws {
        let error = try await #require(throws: PackError.self) {
            try await table(Self.csv + "\nhope,x,1,not,1", as: "t.csv")
        }
        #expect("\(error)".contains("the scenario \"1\" is in two clusters"), "\(error)")
    }

    private static let scored = MappingTests.text
        .replacing(#"outcome: "{{l}}""#, with: #"outcome: "{{l}}", score: "{{p}}""#)
        .replacing("worse: higher}", with: "worse: higher, score: [0, 10]}")

    @Test func `scores are kept sample by sample, and may be absent`() async throws {
        let text = "v,m,s,a,l,p\ncare,x,1,watched,1,7.5\ncare,x,1,watched,2,\ncare,x,1,not,2,-1"
        let found = try await table(text, Self.scored, as: "t.csv")
        #expect(found.scored.map(\.score) == [7.5, nil, -1])
    }

    @Test(arguments: ["nan", "inf", "1e999", "seven"])
    func `a score that is no finite number is refused by line and field`(_ score: String)
        async throws
    {
        let error = try await #require(throws: PackError.self) {
            try await table(
                "v,m,s,a,l,p\ncare,x,1,watched,1,\(score)",
                Self.scored,
                as: "t.csv"
            )
        }
        #expect(
            "\(error)".contains("t.csv:2: score: \"\(score)\" is no finite number"),
            "\(error)"
        )
    }

    @Test func `a file without rows is an empty table`() async throws {
        #expect(try await table("", as: "t.jsonl").samples == 0)
        #expect(try await table("v,m,s,a,l\n", as: "t.csv").samples == 0)
    }
}
