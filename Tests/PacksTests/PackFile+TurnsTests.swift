import Bench
import Packs
import Testing

struct PackFileTurnsTests {
    let draft: Draft

    init() throws { draft = try Draft() }

    static let prompt = "prompt: \"Please: {{request}} & thanks\""

    func load(_ turns: String) throws -> Pack { try draft.load(Self.prompt, "turns: " + turns) }

    @Test func `turns are asked one after the other`() throws {
        let pack = try load(#"["{{request}}", "Are you sure?"]"#)
        #expect(
            pack.turns(scenario: 1, arm: 0) == [
                [
                    Message(role: .system, text: "One <cue>"),
                    Message(role: .user, text: "go"),
                ], [Message(role: .user, text: "Are you sure?")],
            ]
        )
    }

    @Test func `words may be put into the model's mouth`() throws {
        let pack = try load(#"["Hello", {assistant: "Yes, {{request}}."}, "Then go on."]"#)
        #expect(
            pack.turns(scenario: 1, arm: 1) == [
                [
                    Message(role: .system, text: "Two"), Message(role: .user, text: "Hello"),
                    Message(role: .assistant, text: "Yes, go."),
                    Message(role: .user, text: "Then go on."),
                ]
            ]
        )
    }

    @Test func `an arm may have turns of its own in place of the file's prompt`() throws {
        let pack = try draft.load(
            "{id: b, vars: {cue: \"Two\"}}",
            "{id: b, turns: [\"{{request}}\", \"{{cue}}\"], vars: {cue: \"Two\"}}"
        )
        #expect(pack.turns(scenario: 0, arm: 0).count == 1)
        #expect(pack.turns(scenario: 0, arm: 1).count == 2)
    }

    @Test func `an arm may have a prompt of its own in place of the file's turns`() throws {
        let pack = try draft.load(
            pack: Draft.pack.replacing(Self.prompt, with: #"turns: ["{{request}}", "And?"]"#)
                .replacing("{id: b,", with: #"{id: b, prompt: "{{request}}!","#)
        )
        #expect(pack.turns(scenario: 0, arm: 0).count == 2)
        #expect(pack.turns(scenario: 1, arm: 1).map { $0.last?.text } == ["go!"])
    }

    @Test(arguments: [
        ("[]", "turns: the list is empty"),
        ("\"{{request}}\"", "turns: a list is needed"),
        (
            "[a, b, c, d, e, f, g, h, i]", "turns: the list has 9 elements; 8 are the most"
        ),
        ("[a, {assistant: b}]", "turns: the last turn is the user's"),
        ("[{assistant: a}, b]", "turns[0]: words of the assistant's stand behind"),
        ("[a, {assistant: b}, {assistant: c}, d]", "turns[2]: words of the assistant's"),
        ("[a, {asistant: b}, c]", "turns[1].asistant: no such field; is it `assistant`?"),
        ("[a, {user: b}, c]", "turns[1].user: no such field"),
        ("[a, {}, c]", "turns[1]: `assistant` is missing"),
        ("[a, {assistant: \" \"}, c]", "turns[1].assistant: is empty for scenario x, arm a"),
        ("[a, \"\"]", "turns[1]: is empty for scenario x, arm a"),
        ("[\"{{requst}}\"]", "turns[0]: {{requst}} does not exist in scenario x, arm a"),
        ("[a]\nprompt: b", "turns: `prompt` stands here too"),
    ])
    func `a fault of a turn names it`(_ turns: String, _ words: String) throws {
        let error = try #require(throws: PackError.self) { try load(turns) }
        #expect("\(error)".contains("/pack.yaml:5: " + words), "\(error)")
    }

    @Test func `a cue that no turn has is an error`() throws {
        let error = try #require(throws: PackError.self) {
            try draft.load(
                pack: Draft.pack.replacing("system: \"{{cue}}\"\n", with: "").replacing(
                    Self.prompt,
                    with: #"turns: ["{{request}}", "And?"]"#
                )
            )
        }
        #expect("\(error)".contains("arms[0].vars.cue: no template of this arm has {{cue}}"))
    }
}
