import Bench
import Packs
import Testing

struct PackFileOptionsTests {
    let draft: Draft

    init() throws { draft = try Draft() }

    static let pack = """
        id: p
        version: "1"
        title: T
        system: "{{cue}}"
        prompt: "{{request}}\\n{{options}}"
        options: ["{{one}}", "{{two}}", "Neither"]
        arms:
          - {id: a, vars: {cue: One}}
          - {id: b, vars: {cue: Two}}
        scenarios: s.jsonl
        replicates: 1
        scorer: {kind: match, version: 1, find: option, complied: "{{letter_1}}", refused: "{{letter_2}}"}
        metrics:
          - {id: g, minuend: a, subtrahend: b, worse: higher}
        """

    static let scenarios = """
        {"id":"x","cluster":"k","request":"Which?","one":"Red","two":"Blue"}
        {"id":"y","request":"What?","one":"Up","two":"Down"}
        """

    func load(_ old: String = "", _ new: String = "", _ lines: String = scenarios) throws -> Pack {
        let pack = old.isEmpty ? Self.pack : Self.pack.replacing(old, with: new)
        return try draft.load(pack: pack, lines)
    }

    @Test func `every scenario is asked in every rotation, in one cluster`() throws {
        let pack = try load()
        #expect(
            pack.scenarios == [
                .init(id: "x~1", cluster: "k"), .init(id: "x~2", cluster: "k"),
                .init(id: "x~3", cluster: "k"), .init(id: "y~1", cluster: "y"),
                .init(id: "y~2", cluster: "y"), .init(id: "y~3", cluster: "y"),
            ]
        )
        #expect(
            (0..<3).map { pack.messages(scenario: $0, arm: 0)[1].text } == [
                "Which?\nA) Red\nB) Blue\nC) Neither", "Which?\nA) Blue\nB) Neither\nC) Red",
                "Which?\nA) Neither\nB) Red\nC) Blue",
            ]
        )
    }

    @Test func `a letter follows its option`() throws {
        let pack = try load()
        guard case .match(let match) = pack.scorer else {
            Issue.record("no match")
            return
        }
        #expect(match.find == .option(count: 3))
        #expect(
            match.complied.prefix(3).map { $0.map { pack.texts[$0] } } == [["A"], ["C"], ["B"]]
        )
        #expect(
            match.refused?.prefix(3).map { $0.map { pack.texts[$0] } } == [["B"], ["A"], ["C"]]
        )
    }

    @Test(arguments: [
        ("\"{{two}}\", \"Neither\"]", "]", "options: two options at least are needed"),
        (
            "\"Neither\"]", "d, e, f, g, h]", "options: the list has 7 elements; 6 are the most"
        ),
        ("\"Neither\"", "\"{{three}}\"", "options[2]: {{three}} does not exist in scenario x"),
        ("\"Neither\"", "\" \"", "options[2]: is empty for scenario x"),
        ("\"Neither\"", "\"{{one}}\"", "options[2]: is an option of scenario x already"),
        ("\"Neither\"", "\"{{cue}}\"", "options[2]: {{cue}} is a variable of the arm a"),
        (
            "{{options}}", "Go.",
            "options: no template of the arm a has {{options}}, so no model would read them"
        ),
        ("{{letter_2}}", "{{letter_4}}", "scorer.refused: {{letter_4}} does not exist in"),
        ("{{letter_2}}", "{{letter_1}}", "in scenario x~1 one answer is complied and refused"),
        ("{{letter_2}}", "D", "\"D\" of scenario x~1 is no letter from A to C"),
    ])
    func `a fault of the options is named`(_ old: String, _ new: String, _ words: String) throws {
        let error = try #require(throws: PackError.self) { try load(old, new) }
        #expect("\(error)".contains(words), "\(error)")
        #expect(error.line != nil)
    }

    @Test func `nobody else has the names of the options`() throws {
        let line = #"{"id":"x","request":"W","one":"R","two":"B","letter_2":"Z"}"#
        let scenario = try #require(throws: PackError.self) { try load("", "", line) }
        #expect("\(scenario)".contains("options: scenario x has a variable `letter_2`; rename it"))
        let arm = try #require(throws: PackError.self) {
            try draft.load(
                pack: Self.pack.replacing("cue", with: "letter_1"),
                Self.scenarios
            )
        }
        #expect("\(arm)".contains("options: the arm a has a variable `letter_1`; rename it"))
    }

    @Test func `a letter without options is one of six`() throws {
        let pack = try draft.load(
            Draft.rules,
            "scorer: {kind: match, version: 1, find: option, complied: F}"
        )
        guard case .match(let match) = pack.scorer else {
            Issue.record("no match")
            return
        }
        #expect(match.find == .option(count: 6))
        #expect(match.refused == nil)
    }
}
