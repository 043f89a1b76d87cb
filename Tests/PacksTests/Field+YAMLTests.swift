import Bench
import Testing

@testable import Packs

struct FieldYAMLTests {
    @Test(
        arguments: [
            ("", nil, "f: the file is empty"), ("# only a comment\n", nil, "f: the file is empty"),
            ("- a\n- b", 1, "f:1: a mapping of names to values is needed"),
            ("id: p\nb: [1\nc: 2", 3, "f:3: no YAML: "), ("id: p\n\tb: 1", 2, "f:2: no YAML: "),
            ("a: *x", 1, "f:1: no YAML: found undefined alias"),
            ("a: 1\n---\nb: 2", 2, "f:2: no YAML: "),
            ("a: 1\nb: \u{1}", 2, "f:2: no YAML: control characters are not allowed"),
        ] as [(String, Int?, String)]
    )
    func `a file that is no mapping is one sentence with its line`(
        _ text: String,
        _ line: Int?,
        _ words: String
    ) throws {
        let error = try #require(throws: PackError.self) { try Field.top(of: text, file: "f") }
        #expect(error.line == line, "\(error)")
        #expect("\(error)".hasPrefix(words), "\(error)")
        #expect(!"\(error)".contains("\n"))
    }

    @Test func `a name that stands twice is said to, without the file's text`() throws {
        let error = try #require(throws: PackError.self) {
            try Field.top(of: "secret: s\nid: p\nid: q", file: "f")
        }
        #expect("\(error)" == "f:2: id: stands here twice")
    }

    @Test func `a file nested beyond reason is an error and no crash`() throws {
        let deep = "a: " + String(repeating: "[", count: 100_000)
        #expect(throws: PackError.self) { try Field.top(of: deep, file: "f") }
    }
}
