import Bench
import Testing

@testable import Packs

struct ScenariosTests {
    let draft: Draft

    init() throws { draft = try Draft() }

    func read(_ text: String) throws -> [ScenarioLine] {
        try Scenarios.read(try draft.write(Array(text.utf8), to: "s.jsonl"))
    }

    @Test func `a line is a scenario, and empty lines and line endings do not matter`() throws {
        let lines = try read("{\"id\":\"a\",\"r\":\"1\"}\r\n\n \n{\"id\":\"b\",\"cluster\":\"k\"}")
        #expect(lines.map(\.id) == ["a", "b"])
        #expect(lines.map(\.line) == [1, 4])
        #expect(lines.map(\.cluster) == [nil, "k"])
        #expect(lines[0].values == ["id": "a", "r": "1"])
    }

    @Test(arguments: [
        ("{\"id\":\"x\"}\n{\"id\":\"x\"}", 2, "id: \"x\" is the id of line 1 already"),
        ("{\"id\":\"x\"}\n\n{\"id\":\"y\" \"r\"", 3, "no JSON at byte 10: "),
        ("{\"id\":\"x\"", 1, "no JSON at byte 9: "),
        ("{\"id\":\"x\",\"r\":\"1\",\"r\":\"2\"}", 1, "no JSON at byte "),
        ("{\"r\":\"a\"}", 1, "id: is missing"), ("[]", 1, "an object is needed"),
        ("{\"id\":\"x\",\"r\":7}", 1, "r: text is needed"),
        ("{\"id\":\"X\"}", 1, "id: \"X\" is no name"),
        ("{\"id\":\"x\",\"cluster\":\"\"}", 1, "cluster: is empty"),
    ])
    func `a bad line is named`(_ text: String, _ line: Int, _ words: String) throws {
        let error = try #require(throws: PackError.self) { try read(text) }
        #expect("\(error)".contains("/s.jsonl:\(line): " + words), "\(error)")
    }

    @Test func `a file without scenarios is an error`() throws {
        let error = try #require(throws: PackError.self) { try read(" \n\n") }
        #expect("\(error)".hasSuffix("/s.jsonl: has no scenario"))
    }

    @Test func `a line has 256 KiB at most`() throws {
        func line(_ bytes: Int) -> String {
            let frame = "{\"id\":\"x\",\"r\":\"\"}"
            let filling = String(repeating: "a", count: bytes - frame.utf8.count)
            return frame.replacing("\"\"", with: "\"\(filling)\"")
        }
        #expect(try read(line(256 << 10)).count == 1)
        let error = try #require(throws: PackError.self) { try read("\n" + line(256 << 10 + 1)) }
        #expect("\(error)".hasSuffix("/s.jsonl:2: is longer than 256 KiB"))
    }

    @Test func `a pack has 100,000 scenarios at most`() throws {
        let lines = (1...100_001).map { "{\"id\":\"s\($0)\"}" }
        #expect(try read(lines.dropLast().joined(separator: "\n")).count == 100_000)
        let error = try #require(throws: PackError.self) {
            try read(lines.joined(separator: "\n"))
        }
        #expect("\(error)".hasSuffix("/s.jsonl:100001: more than 100000 scenarios"))
    }

    @Test func `bytes that are no UTF-8 are named by their line`() throws {
        let bytes =
            Array("{\"id\":\"a\"}\n{\"id\":\"b\",\"r\":\"".utf8) + [0xff] + Array("\"}".utf8)
        let file = try draft.write(bytes, to: "s.jsonl")
        let error = try #require(throws: PackError.self) { try Scenarios.read(file) }
        #expect(error.line == 2)
    }
}
