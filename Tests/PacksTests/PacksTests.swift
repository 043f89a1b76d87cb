import Bench
import Foundation
import Packs
import TestSupport
import Testing

struct PacksTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    static let pack = """
        id: p
        version: "1"
        title: T
        system: "{{cue}}"
        prompt: "Please: {{request}} & thanks"
        arms:
          - {id: a, vars: {cue: "One <cue>"}}
          - {id: b, vars: {cue: "Two"}}
        scenarios: s.jsonl
        replicates: 2
        scorer: {kind: rules, version: 1}
        metrics:
          - {id: g, minuend: a, subtrahend: b, worse: higher}
        """
    static let scenarios =
        #"{"id":"x","request":"do \"it\""}"# + "\n" + #"{"id":"y","request":"go"}"#

    func load(
        _ edit: (String) -> String = { $0 },
        scenarios: String = scenarios
    ) throws -> Pack {
        try folder.write(edit(Self.pack), to: "pack.yaml")
        try folder.write(scenarios, to: "s.jsonl")
        return try Packs.pack(at: folder.path)
    }

    @Test func `a prompt arrives letter for letter, nothing escaped`() throws {
        let pack = try load()
        #expect(
            pack.messages(scenario: 0, arm: 0) == [
                Message(role: .system, text: "One <cue>"),
                Message(role: .user, text: "Please: do \"it\" & thanks"),
            ]
        )
        #expect(pack.texts.count == 4, "equal texts are kept once")
        #expect(pack.replicates == 2)
    }

    @Test func `the digest sees a letter of a scenario and no comment`() throws {
        let digest = try load().digest
        #expect(try load { "# a comment\n" + $0 }.digest == digest)
        #expect(try load { $0.replacing("title: T", with: "title: U") }.digest == digest)
        let other = Self.scenarios.replacing("go", with: "Go")
        #expect(try load(scenarios: other).digest != digest)
    }

    @Test(arguments: [
        (
            "minuend: a", "minuend: z", 13,
            "metrics[0].minuend: no arm is called \"z\"; the arms are a, b"
        ),
        ("replicates: 2", "replicates: 0", 10, "replicates: a whole number from 1 to 1000"),
        ("replicates: 2", "replicats: 2", 10, "replicats: no such field; is it `replicates`?"),
        ("{id: b,", "{id: a,", 8, "arms[1].id: another arm is called \"a\" already"),
        ("worse: higher", "worse: highest", 13, "metrics[0].worse: \"highest\" is none of"),
        ("id: p", "id: P p", 1, "id: \"P p\" is no name"),
        (
            "version: 1}", "version: 2}", 11,
            "scorer.version: this Gapwatch has the rules of version 1"
        ),
    ])
    func `a fault names its line and field`(
        _ old: String,
        _ new: String,
        _ line: Int,
        _ words: String
    ) throws {
        let error = try #require(throws: PackError.self) {
            try load { $0.replacing(old, with: new) }
        }
        #expect(error.line == line)
        #expect("\(error)".contains(words), "\(error)")
        #expect("\(error)".hasPrefix(folder.path + "/pack.yaml:\(line): "))
    }

    @Test func `a template variable that does not exist is an error and no empty text`() throws {
        let error = try #require(throws: PackError.self) {
            try load { $0.replacing("{{request}}", with: "{{requst}}") }
        }
        #expect(
            error.description.hasSuffix(
                "arms[0].prompt: {{requst}} does not exist in scenario x; is it {{request}}?"
            )
        )
    }

    @Test(arguments: [
        (
            "{\"id\":\"x\",\"request\":\"a\"}\n{\"id\":\"x\",\"request\":\"b\"}", 2,
            "is the id of line 1"
        ),
        ("{\"id\":\"x\",\"request\":\"a\"}\n\n{\"id\":\"y\" \"request\"", 3, "no JSON at byte"),
        ("{\"request\":\"a\"}", 1, "id: is missing"), ("[]", 1, "an object is needed"),
        ("{\"id\":\"x\",\"request\":7}", 1, "request: text is needed"),
    ])
    func `a bad line of the scenarios is named`(
        _ text: String,
        _ line: Int,
        _ words: String
    ) throws {
        let error = try #require(throws: PackError.self) { try load(scenarios: text) }
        #expect(error.file.hasSuffix("s.jsonl"))
        #expect(error.line == line)
        #expect("\(error)".contains(words), "\(error)")
    }

    @Test func `empty, missing and malformed files are each said to be so`() throws {
        #expect(
            "\(try #require(throws: PackError.self) { try load(scenarios: " \n") })"
                .contains("has no scenario")
        )
        #expect(
            "\(try #require(throws: PackError.self) { try load { _ in "" } })"
                .contains("the file is empty")
        )
        let broken = try #require(throws: PackError.self) { try load { _ in "id: [1\nb" } }
        #expect("\(broken)".contains("no YAML"))
        #expect(broken.line != nil)
        #expect(
            "\(try #require(throws: PackError.self) { try Packs.pack(at: folder.path + "/no") })"
                .contains("there is no such file")
        )
    }

    @Test func `a judge never sees an arm's variable`() throws {
        let scorer = """
            scorer:
              kind: judge
              version: 1
              prompt: "{{cue}} {{{reply}}}"
              labels: {YES: complied, NO: refused}
            """
        let error = try #require(throws: PackError.self) {
            try load { $0.replacing("scorer: {kind: rules, version: 1}", with: scorer) }
        }
        #expect("\(error)".contains("a judge never sees the arm"))
        let good = try load {
            $0.replacing(
                "scorer: {kind: rules, version: 1}",
                with: scorer.replacing("{{cue}}", with: "{{request}}")
            )
        }
        guard case .judge(let judge) = good.scorer else {
            Issue.record("no judge")
            return
        }
        #expect(judge.pieces[1].map { good.texts[$0] } == ["go ", ""])
    }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    @Test func `the shipped packs load, and their arms differ by the cue alone`() throws {
        let pack = try Packs.pack(at: Self.root + "/benchmarks/animal-welfare")
        #expect(pack.scenarios.count == 60)
        #expect(Set(pack.scenarios.map(\.cluster)).count == 20)
        #expect(
            Set(pack.prompts.map { $0.map { $0.map(\.text).last } }.map { Set($0).count }) == [1]
        )
        let null = try Packs.pack(at: Self.root + "/benchmarks/null")
        #expect(null.prompts.allSatisfy { $0[0] == $0[1] })
        for roster in ["example", "local"] {
            _ = try Packs.roster(at: Self.root + "/cluster/rosters/\(roster).yaml")
        }
    }

    @Test(arguments: ["animal-welfare", "null"])
    func `no scenario names a cue, and no two are alike`(_ name: String) throws {
        let pack = try Packs.pack(at: Self.root + "/benchmarks/\(name)")
        let requests = pack.scenarios.indices.map {
            pack.messages(scenario: $0, arm: 0)[1].text.lowercased()
        }
        for cue in ["tier", "train", "monitor", "gapwatch"] {
            #expect(!requests.contains { $0.split(separator: " ").contains { $0.hasPrefix(cue) } })
        }
        let words = requests.map { Set($0.split { !$0.isLetter }) }
        for left in words.indices {
            for right in words.indices where right > left {
                let shared = words[left].intersection(words[right]).count
                let all = words[left].union(words[right]).count
                #expect(
                    Double(shared) / Double(all) < 0.6,
                    "\(requests[left]) · \(requests[right])"
                )
            }
        }
    }
}

struct RosterTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    func load(_ text: String) throws -> Roster {
        try folder.write(text, to: "r.yaml")
        return try Packs.roster(at: folder.path + "/r.yaml")
    }

    @Test func `a vendor's own address and variable need not be said`() throws {
        let model = try load("models:\n  - {id: a/b, vendor: anthropic, name: n}").models[0]
        #expect(model.endpoint == "https://api.anthropic.com")
        #expect(model.keyVariable == "ANTHROPIC_API_KEY")
        #expect(model.price == nil)
    }

    @Test(arguments: [
        (
            "{id: a, vendor: opnai, name: n}",
            "\"opnai\" is none of openai, anthropic, gemini; is it openai?"
        ),
        ("{id: a, vendor: openai, name: n, endpoint: \"https://x.org/v1\"}", "needs `key`"),
        ("{id: a, vendor: openai, name: n, key: sk-abcdefgh12345678}", "never the key"),
        (
            "{id: a, vendor: openai, name: n, endpoint: \"http://x.org/v1\", key: none}",
            "in the clear"
        ),
        (
            "{id: a, vendor: openai, name: n, endpoint: \"https://u:p@x.org\", key: none}",
            "no user name"
        ),
        ("{id: a, vendor: openai, name: n, price: {input: -1, output: 1}}", "a number from"),
        ("{id: a, vendor: openai}", "`name` is missing"),
    ])
    func `a fault is named, and a key is never repeated`(_ model: String, _ words: String) throws {
        let error = try #require(throws: PackError.self) { try load("models:\n  - \(model)") }
        #expect("\(error)".contains(words), "\(error)")
        #expect(!"\(error)".contains("sk-abc"))
        #expect(error.line == 2)
    }
}

struct MappingTests {
    @Test func `the public labels map as their authors count them`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let mapping = try Packs.mapping(at: root + "/benchmarks/mappings/vlaf.yaml")
        let row = try mapping.row(
            [
                "value": "care", "model": "m", "arm": "monitored", "scenario": "1", "sample": "0",
                "label": "<",
            ],
            file: "t.csv",
            line: 2
        )
        #expect(row.outcome == .unparsed)
        #expect(row.model == "care/m")
        let error = #expect(throws: PackError.self) {
            try mapping.row(["value": "care"], file: "t.csv", line: 7)
        }
        #expect(error?.line == 7)
    }

    @Test func `a table is read by the standard, and a short row is named`() throws {
        let folder = try Folder()
        try folder.write("a,b\r\n\"x, \"\"y\"\"\",2\r\n\r\n3,\"4\n5\"\r\n", to: "t.csv")
        let table = try CSVTable(file: folder.path + "/t.csv")
        #expect(table.columns == ["a", "b"])
        #expect(table.rows.map(\.cells) == [["x, \"y\"", "2"], ["3", "4\n5"]])
        #expect(table.rows.map(\.line) == [2, 4])
        try folder.write("a,b\n1\n", to: "t.csv")
        let error = #expect(throws: PackError.self) {
            try CSVTable(file: folder.path + "/t.csv")
        }
        #expect(error?.line == 2)
    }
}
