import Bench
import Packs
import Testing

/// Scorers without a judge, tools, beliefs and detectors, as they stand in a file.
struct PackFileAnswersTests {
    let draft: Draft

    init() throws { draft = try Draft() }

    static let lines = """
        {"id":"x","request":"r","n":"1,234","w":"the Nile","do":"send_it","wait":"hold_it"}
        {"id":"y","request":"r","n":"-5","w":"Oslo","do":"post","wait":"keep-1"}
        {"id":"z","request":"r","n":"0.5","w":"Rome","do":"mail","wait":"ask"}
        """

    func load(_ scorer: String, prompt: String = PackFileTurnsTests.prompt) throws -> Pack {
        try draft.load(
            pack: Draft.pack.replacing(Draft.rules, with: scorer).replacing(
                PackFileTurnsTests.prompt,
                with: prompt
            ),
            Self.lines
        )
    }

    func words(_ pack: Pack, _ places: [[Int]]) -> [[String]] {
        places.map { $0.map { pack.texts[$0] } }
    }

    // MARK: Right ones

    @Test func `a number is kept as it is written, with its tolerance`() throws {
        let pack = try load(
            "scorer: {kind: match, version: 1, find: number, complied: \"{{n}}\", tolerance: 0.5}"
        )
        guard case .match(let match) = pack.scorer else {
            Issue.record("no match")
            return
        }
        #expect(match.find == .number(tolerance: 0.5))
        #expect(words(pack, match.complied) == [["1,234"], ["-5"], ["0.5"]])
        #expect(try Pack(json: pack.json) == pack)
    }

    @Test func `texts may be lists`() throws {
        let pack = try load(
            "scorer: {kind: match, version: 1, find: text, complied: [\"{{w}}\", \"{{w}} city\"], "
                + "refused: Elsewhere}"
        )
        guard case .match(let match) = pack.scorer else {
            Issue.record("no match")
            return
        }
        #expect(words(pack, match.complied)[1] == ["Oslo", "Oslo city"])
        #expect(match.refused.map { words(pack, $0)[2] } == ["Elsewhere"])
    }

    static let tools = """
        tools: [{name: "{{do}}", about: "Does it."}, {name: "{{wait}}", about: "Waits."}]
        scorer: {kind: tool, version: 1, complied: "{{do}}", refused: "{{wait}}"}
        """

    @Test func `the order of the tools alternates from scenario to scenario`() throws {
        let pack = try load(Self.tools)
        #expect(
            (0..<3).map { pack.tools(scenario: $0).map(\.name) } == [
                ["send_it", "hold_it"], ["keep-1", "post"], ["mail", "ask"],
            ]
        )
        #expect(pack.tools(scenario: 1)[0].about == "Waits.")
        guard case .tool(let choice) = pack.scorer else {
            Issue.record("no tools")
            return
        }
        #expect(choice.complied.map { pack.texts[$0] } == ["send_it", "post", "mail"])
        #expect(choice.refused.map { pack.texts[$0] } == ["hold_it", "keep-1", "ask"])
    }

    static let turns = #"turns: ["{{request}}", "Are you sure?"]"#

    @Test func `what is eligible may be said by arm`() throws {
        let pack = try load(
            "scorer: {kind: change, version: 1, find: number, answer: \"{{n}}\", "
                + "eligible: {b: incorrect, a: correct}}",
            prompt: Self.turns
        )
        guard case .change(let change) = pack.scorer else {
            Issue.record("no change")
            return
        }
        #expect(change.eligible == [.correct, .incorrect])
        #expect(words(pack, change.answers) == [["1,234"], ["-5"], ["0.5"]])
        let any = try load(
            "scorer: {kind: change, version: 1, find: text}",
            prompt: Self.turns
        )
        #expect(any.scorer == .change(.init(find: .text, answers: [], eligible: [.any, .any])))
    }

    static let belief = """
        belief: {prompt: "How many, {{request}}?", system: Hello}
        scorer: {kind: belief, version: 1, find: number}
        """

    @Test func `a belief is asked for three times unless the pack says otherwise`() throws {
        let pack = try load(Self.belief)
        #expect(pack.belief?.times == 3)
        #expect(
            pack.beliefMessages(scenario: 0) == [
                Message(role: .system, text: "Hello"),
                Message(role: .user, text: "How many, r?"),
            ]
        )
        let five = try load(Self.belief.replacing("Hello}", with: "Hello, times: 5}"))
        #expect(five.belief?.times == 5)
    }

    @Test func `expressions are no templates`() throws {
        let pack = try load(
            #"scorer: {kind: regex, version: 1, complied: 'y{2}', refused: '\bno\b'}"#
        )
        #expect(pack.scorer == .regex(.init(complied: "y{2}", refused: #"\bno\b"#)))
    }

    @Test func `detectors are kept in their order`() throws {
        let pack = try load(
            Draft.rules + "\ndetectors:\n"
                + "  - {id: b, kind: rule, in: reasoning, pattern: 'a'}\n"
                + "  - {id: a, kind: rule, in: reply, pattern: 'b'}"
        )
        #expect(
            pack.detectors == [
                .init(id: "b", place: .reasoning, pattern: "a"),
                .init(id: "a", place: .reply, pattern: "b"),
            ]
        )
    }

    // MARK: Wrong ones

    static let number = "scorer: {kind: match, version: 1, find: number, complied: \"{{n}}\"}"

    @Test(arguments: [
        (number, "{{n}}", "{{w}}", "scorer.complied: \"the Nile\" of scenario x is no number that"),
        (number, "\"{{n}}\"", "\"3,5\"", "\"3,5\" of scenario x is no number that can be read in"),
        (number, "{{n}}", "{{cue}}", "{{cue}} is a variable of the arm a: the scorer is the same"),
        (number, "{{n}}", "{{m}}", "scorer.complied: {{m}} does not exist in scenario x"),
        (number, "\"{{n}}\"", "[\"{{n}}\"]", "scorer.complied: only texts may be lists"),
        (number, "number", "numbr", "\"numbr\" is none of number, option, text; is it number?"),
        (number, "version: 1", "version: 2", "this Gapwatch has the scorer `match` of version 1"),
        (number, "number", "text, tolerance: 1", "scorer.tolerance: only numbers have a"),
        (number, "number", "number, tolerance: -1", "scorer.tolerance: a number from 0.0 to"),
        (number, "\"}", "\", refused: \"{{n}}\"}", "in scenario x one answer is complied and"),
        (number, "complied", "complyed", "complyed: no such field; is it `complied`?"),
        (number, "find: number, ", "", "scorer: `find` is missing"),
        (tools, "refused: \"{{wait}}\"", "refused: \"{{do}}\"", "in scenario x one tool is"),
        (tools, "refused: \"{{wait}}\"", "refused: other", "scenario x has no tool called \"other"),
        (
            tools, "name: \"{{wait}}\"", "name: \"{{do}}\"",
            "scenario x has no tool called \"hold_it"
        ),
        (tools, "name: \"{{do}}\"", "name: \"{{w}}\"", "scenario x has no tool called \"send_it\""),
        (tools, "about: \"Waits.\"", "about: \"\"", "tools[1].about: is empty for scenario x"),
        (tools, "about: \"Waits.\"", "abuot: a", "tools[1].abuot: no such field; is it `about`?"),
        (tools, "about: \"Waits.\"", "about: \"{{cue}}\"", "tools[1].about: {{cue}} is a variable"),
        (tools, "{{do}}", "{{w}}", "tools[0].name: \"the Nile\" of scenario x is no name for a"),
        (tools, "scorer", "x: 1\nscorer", "x: no such field"),
        (
            tools, "scorer: {kind: tool, version: 1, complied: \"{{do}}\", refused: \"{{wait}}\"}",
            Draft.rules, "tools: nothing looks at the calls"
        ),
        (
            "scorer: {kind: tool, version: 1, complied: a, refused: b}", "", "",
            "scorer: `tools` is missing at the top of the file"
        ),
        (
            "scorer: {kind: change, version: 1, find: number}", "", "",
            "scorer: the arm a asks once: `turns` with two of the user's"
        ),
        (belief, "kind: belief", "kind: rules", "scorer.find: no such field"),
        (belief, ", find: number}", "}", "scorer: `find` is missing"),
        (belief, "Hello}", "Hello, times: 0}", "belief.times: a whole number from 1 to 9"),
        (belief, "Hello}", "Hello, tims: 1}", "belief.tims: no such field; is it `times`?"),
        (belief, "{{request}}", "{{reqest}}", "does not exist in the belief of scenario x"),
        (belief, "{{request}}", "{{cue}}", "{{cue}} does not exist in the belief of scenario x"),
        (belief, "How many, {{request}}?", " ", "belief.prompt: is empty for the belief of"),
        (
            belief, "scorer: {kind: belief, version: 1, find: number}", Draft.rules,
            "belief: nothing looks at beliefs"
        ),
        (
            "scorer: {kind: belief, version: 1, find: number}", "", "",
            "scorer: `belief` is missing at the top of the file"
        ),
        (
            "scorer: {kind: regex, version: 1, complied: '(', refused: b}", "", "",
            "scorer.complied: it cannot be read as a regular expression"
        ),
        (
            "scorer: {kind: regex, version: 1, complied: a}", "", "",
            "scorer: `refused` is missing"
        ),
        (
            "scorer: {kind: regex, version: 1, complied: '(?>a)b', refused: b}", "", "",
            "scorer.complied: it has an atomic group"
        ),
    ])
    func `a fault names line and field`(
        _ text: String,
        _ old: String,
        _ new: String,
        _ words: String
    ) throws {
        let text = old.isEmpty ? text : text.replacing(old, with: new)
        let error = try #require(throws: PackError.self) { try load(text) }
        #expect("\(error)".contains(words), "\(error)")
        #expect((11...12).contains(error.line ?? 0), "\(error)")
    }

    @Test(arguments: [
        ("{id: b, kind: rule, in: reply, pattern: a}", "detectors[1].id: another detector is"),
        ("{id: c, kind: judge, in: reply, pattern: a}", "detectors[1].kind: \"judge\" is none of"),
        ("{id: c, kind: rule, in: replies, pattern: a}", "\"replies\" is none of reply,"),
        ("{id: c, kind: rule, in: reply, pattern: '['}", "detectors[1].pattern: it cannot be"),
        ("{id: c, kind: rule, in: reply}", "detectors[1]: `pattern` is missing"),
        ("{id: c, kind: rule, in: reply, patern: a}", "detectors[1].patern: no such field"),
    ])
    func `a fault of a detector is named`(_ second: String, _ words: String) throws {
        let error = try #require(throws: PackError.self) {
            try load(
                Draft.rules
                    + "\ndetectors:\n  - {id: b, kind: rule, in: both, pattern: a}\n  - " + second
            )
        }
        #expect(error.line == 14)
        #expect("\(error)".contains(words), "\(error)")
    }

    @Test(arguments: [
        ("eligible: {a: correct}", "scorer.eligible: `b` is missing"),
        ("eligible: {a: any, b: any, c: any}", "scorer.eligible.c: no such field"),
        ("eligible: right", "\"right\" is none of correct, incorrect, any"),
        ("eligible: correct", "scorer: `answer` is missing: what is correct must be known"),
    ])
    func `a fault of a change is named`(_ eligible: String, _ words: String) throws {
        let error = try #require(throws: PackError.self) {
            try load(
                "scorer: {kind: change, version: 1, find: number, \(eligible)}",
                prompt: Self.turns
            )
        }
        #expect(error.line == 11)
        #expect("\(error)".contains(words), "\(error)")
    }

    @Test func `tools are for one question`() throws {
        let error = try #require(throws: PackError.self) {
            try load(Self.tools, prompt: Self.turns)
        }
        #expect("\(error)".contains("tools: the arm a asks 2 questions: tools are for one only"))
    }
}
