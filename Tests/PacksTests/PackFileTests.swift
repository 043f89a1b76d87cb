import Bench
import Packs
import Testing

struct PackFileTests {
    let draft: Draft

    init() throws { draft = try Draft() }

    @Test func `a prompt arrives letter for letter, nothing escaped`() throws {
        let pack = try draft.load()
        #expect(
            pack.messages(scenario: 0, arm: 0) == [
                Message(role: .system, text: "One <cue>"),
                Message(role: .user, text: "Please: do \"it\" & thanks"),
            ]
        )
        #expect(
            pack.messages(scenario: 1, arm: 1) == [
                Message(role: .system, text: "Two"),
                Message(role: .user, text: "Please: go & thanks"),
            ]
        )
    }

    @Test func `everything that a pack says is in the value`() throws {
        let pack = try draft.load(
            "replicates: 2",
            "replicates: 2\n"
                + "sampling: {temperature: 0.5, top_p: 1, max_output_tokens: 9, "
                + "reasoning_effort: low}"
        )
        #expect(pack.id == "p")
        #expect(pack.version == "1")
        #expect(pack.title == "T")
        #expect(pack.arms.map(\.id) == ["a", "b"])
        #expect(pack.scenarios == [.init(id: "x", cluster: "k"), .init(id: "y", cluster: "y")])
        #expect(pack.replicates == 2)
        #expect(
            pack.sampling
                == Sampling(
                    temperature: 0.5,
                    topP: 1,
                    outputTokensMax: 9,
                    reasoningEffort: "low"
                )
        )
        #expect(pack.scorer == .rules(version: 1))
        #expect(try Pack(json: pack.json) == pack, "what is loaded is what a worker gets")
    }

    @Test func `equal texts are kept once`() throws {
        let pack = try draft.load()
        #expect(
            pack.texts == [
                "One <cue>", "Please: do \"it\" & thanks", "Two", "Please: go & thanks",
            ]
        )
    }

    @Test func `the digest sees a letter of a scenario and no comment, title or canary`() throws {
        let digest = try draft.load().digest
        try draft.folder.write("Read me.", to: "README.md")
        #expect(try draft.load(pack: "# a comment\n" + Draft.pack).digest == digest)
        #expect(try draft.load("title: T", "title: U\ncanary: c-1").digest == digest)
        let other = Draft.scenarios.replacing("go", with: "Go")
        #expect(try draft.load(scenarios: other).digest != digest)
        #expect(try draft.load("Two", "Too").digest != digest)
    }

    @Test func `an empty system message is not sent`() throws {
        let pack = try draft.load("cue: \"Two\"", "cue: \"\"")
        #expect(pack.messages(scenario: 0, arm: 0).map(\.role) == [.system, .user])
        #expect(pack.messages(scenario: 0, arm: 1).map(\.role) == [.user])
    }

    @Test func `an arm may have templates of its own`() throws {
        let pack = try draft.load(
            "{id: b, vars: {cue: \"Two\"}}",
            "{id: b, system: \"\", prompt: \"{{request}}, {{how}}\", vars: {how: now}}"
        )
        #expect(pack.messages(scenario: 1, arm: 1) == [Message(role: .user, text: "go, now")])
    }

    @Test(arguments: [
        ("replicates: 2", "replicates: 0", 10, "replicates: a whole number from 1 to 1000"),
        ("replicates: 2", "replicates: 1001", 10, "replicates: a whole number from 1 to 1000"),
        ("replicates: 2", "replicates: two", 10, "replicates: a whole number from 1 to 1000"),
        ("replicates: 2", "replicats: 2", 10, "replicats: no such field; is it `replicates`?"),
        (
            "replicates: 2", "replicates: 2\nsampling: {temperature: 2.1}", 11,
            "sampling.temperature: a number from 0.0 to 2.0 is needed"
        ),
        (
            "replicates: 2", "replicates: 2\nsampling: {temperatur: 1}", 11,
            "sampling.temperatur: no such field; is it `temperature`?"
        ),
        ("{id: b,", "{id: a,", 8, "arms[1].id: another arm is called \"a\" already"),
        ("{id: b,", "{", 8, "arms[1]: `id` is missing"),
        ("id: p", "id: P p", 1, "id: \"P p\" is no name"),
        ("id: p", "id: [p]", 1, "id: text is needed"),
        ("title: T", "", 1, "`title` is missing"),
        ("{cue: \"Two\"}", "{cue: }", 8, "arms[1].vars.cue: has no value: write \"\""),
        ("{cue: \"Two\"}", "{cue: [1]}", 8, "arms[1].vars.cue: text is needed"),
        ("{cue: \"Two\"}", "Two", 8, "arms[1].vars: a mapping is needed"),
        ("prompt: \"Please", "promt: \"Please", 5, "promt: no such field; is it `prompt`?"),
    ])
    func `a fault names its line and field`(
        _ old: String,
        _ new: String,
        _ line: Int,
        _ words: String
    ) throws {
        let error = try #require(throws: PackError.self) { try draft.load(old, new) }
        #expect(error.line == line, "\(error)")
        let start = draft.folder.path + "/pack.yaml:\(line): "
        #expect("\(error)".hasPrefix(start + words), "\(error)")
    }

    @Test func `a variable that does not exist is an error and no empty text`() throws {
        let error = try #require(throws: PackError.self) {
            try draft.load("{{request}}", "{{requst}}")
        }
        #expect(error.line == 5)
        #expect(
            error.description.hasSuffix(
                "prompt: {{requst}} does not exist in scenario x, arm a; is it {{request}}?"
            )
        )
    }

    @Test func `the scenario that lacks a variable is named`() throws {
        let error = try #require(throws: PackError.self) {
            try draft.load(
                scenarios: "{\"id\":\"x\",\"request\":\"a\"}\n{\"id\":\"y\",\"text\":\"b\"}"
            )
        }
        #expect("\(error)".contains("{{request}} does not exist in scenario y, arm a"))
    }

    @Test func `an arm's variable that no template sends is an error, since no cue is sent`()
        throws
    {
        let error = try #require(throws: PackError.self) {
            try draft.load("system: \"{{cue}}\"", "system: \"Hello\"")
        }
        #expect("\(error)".contains("arms[0].vars.cue: no template of this arm has {{cue}}"))
    }

    @Test func `an arm and a scenario do not share a variable's name`() throws {
        let error = try #require(throws: PackError.self) {
            try draft.load(scenarios: #"{"id":"x","request":"a","cue":"b"}"#)
        }
        #expect("\(error)".contains("scenario x has a variable of that name too"))
    }

    @Test func `a question without words is an error`() throws {
        let error = try #require(throws: PackError.self) {
            try draft.load(
                pack: Draft.pack.replacing("Please: {{request}} & thanks", with: "{{request}}"),
                "{\"id\":\"x\",\"request\":\" \"}"
            )
        }
        #expect("\(error)".contains("prompt: is empty for scenario x, arm a"))
    }

    @Test func `a pack has 64 arms at most`() throws {
        func arms(_ count: Int) throws -> Pack {
            let more = (2..<count).map { "\n  - {id: n\($0), vars: {cue: C}}" }.joined()
            return try draft.load("vars: {cue: \"Two\"}}", "vars: {cue: \"Two\"}}" + more)
        }
        #expect(try arms(64).arms.count == 64)
        let error = try #require(throws: PackError.self) { try arms(65) }
        #expect("\(error)".contains("arms: the list has 65 elements; 64 are the most"))
    }

    @Test func `a file or a folder may be named, with a slash or without`() throws {
        let pack = try draft.load()
        #expect(try Packs.pack(at: draft.folder.path + "/") == pack)
        #expect(try Packs.pack(at: draft.folder.path + "/pack.yaml") == pack)
        let error = try #require(throws: PackError.self) {
            try Packs.pack(at: draft.folder.path + "/no")
        }
        #expect(error.description == draft.folder.path + "/no/pack.yaml: there is no such file")
    }
}
