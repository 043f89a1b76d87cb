import Bench
import TestSupport
import Testing

struct PackTests {
    /// A pack with all that packs may have.
    private func full(_ scorer: Scorer = .rules(version: 1)) -> Pack {
        var pack = Specs.make(scenarios: 2).pack
        pack.scorer = scorer
        pack.tools = Array(
            repeating: [.init(name: 2, about: 3), .init(name: 3, about: 2)],
            count: 2
        )
        pack.belief = Pack.Belief(
            prompts: Array(repeating: [.init(role: .user, text: 2)], count: 2),
            times: 3
        )
        pack.detectors = [.init(id: "d", place: .both, pattern: "h[ai]nt")]
        return pack
    }

    static let scorers: [Scorer] = [
        .rules(version: 1), .tool(.init(complied: [2, 3], refused: [3, 2])),
        .match(.init(find: .number(tolerance: 0.5), complied: [[2], [3]])),
        .match(.init(find: .number(tolerance: nil), complied: [[2], [3]])),
        .match(.init(find: .option(count: 2), complied: [[2], [3]], refused: [[3], [2]])),
        .match(.init(find: .text, complied: [[2, 3], [3]], refused: [[4], [4, 5]])),
        .regex(.init(complied: "yes", refused: "no")),
        .change(.init(find: .option(count: 4), answers: [[2], [3]], eligible: [.correct, .any])),
        .change(.init(find: .text, answers: [], eligible: [.any, .any])),
        .belief(.init(find: .text)),
    ]

    @Test(arguments: scorers)
    func `a pack is read as it is written`(_ scorer: Scorer) throws {
        let pack = full(scorer)
        let read = try Pack(json: try JSON(parsing: pack.json.bytes, rules: .wire))
        #expect(read == pack)
        #expect(read.digest == pack.digest)
    }

    @Test func `every scorer is named in a series by its kind and version`() {
        let names = Self.scorers.map { scorer in
            var spec = Specs.make()
            spec.pack.scorer = scorer
            return spec.scorerIdentity
        }
        #expect(
            names == [
                "rules 1", "tool 1", "match 1", "match 1", "match 1", "match 1", "regex 1",
                "change 1", "change 1", "belief 1",
            ]
        )
    }

    @Test(arguments: scorers)
    func `a scorer of a version that this program has not is refused`(_ scorer: Scorer) throws {
        let pack = full(scorer)
        let latest = scorer == .rules(version: 1) ? 2 : 1
        for version in [0, latest + 1] {
            let text = pack.json.text.replacing(
                "\"version\":1",
                with: "\"version\":\(version)"
            )
            let error = try #require(throws: FieldError.self) {
                try Pack(json: try JSON(parsing: Array(text.utf8), rules: .wire))
            }
            #expect(error.path == "scorer.version")
        }
    }

    @Test func `what a pack has not is not written`() {
        let names = Specs.make().pack.json.object?.map(\.key) ?? []
        #expect(
            names == [
                "format", "id", "version", "title", "arms", "scenarios", "texts", "prompts",
                "replicates", "sampling", "scorer", "metrics",
            ]
        )
    }

    @Test func `tools and beliefs are in the digest, detectors are not`() {
        let pack = full()
        var other = pack
        other.detectors = []
        #expect(other.digest == pack.digest)
        other.belief?.times = 5
        #expect(other.digest != pack.digest)
        other = pack
        other.tools[0].reverse()
        #expect(other.digest != pack.digest)
    }

    static let faults: [(name: String, text: String, words: String)] = [
        ("tools", "[[[2, 3]]]", "tools: one list a scenario"),
        ("tools", "[[[2, 99]], [[2, 3]]]", "tools: the places of two texts"),
        (
            "belief", #"{"times": 3, "prompts": [[["user", 2]]]}"#,
            "belief.prompts: one prompt a scenario"
        ),
        ("belief", #"{"times": 0, "prompts": []}"#, "times: a whole number from 1 to 9"),
        (
            "belief", #"{"times": 1, "prompts": [[["assistant", 2]], [["user", 2]]]}"#,
            "belief.prompts: a prompt ends with the user"
        ),
        (
            "detectors", #"[{"id": "d", "kind": "judge", "in": "reply", "pattern": "x"}]"#,
            "detectors.kind: this version has"
        ),
        (
            "scorer", #"{"kind": "tool", "version": 1, "complied": [2], "refused": [3, 2]}"#,
            "scorer.complied: one entry a scenario"
        ),
        (
            "scorer",
            #"{"kind": "match", "version": 1, "find": "number", "complied": [[2], [99]]}"#,
            "scorer.complied: there is no text of that place"
        ),
        (
            "scorer",
            #"{"kind": "match", "version": 1, "find": "number", "complied": [[2], []]}"#,
            "scorer.complied: the place of a text at least"
        ),
        (
            "scorer", #"{"kind": "belief", "version": 1, "find": "number", "tolerance": -1}"#,
            "scorer.tolerance: a number that is not negative"
        ),
        (
            "scorer", #"{"kind": "belief", "version": 1, "find": "option", "options": 27}"#,
            "options: a whole number from 2 to 26"
        ),
        (
            "scorer",
            #"{"kind": "change", "version": 1, "find": "text", "eligible": ["correct", "any"]}"#,
            "scorer.answers: one entry a scenario"
        ),
        (
            "scorer", #"{"kind": "change", "version": 1, "find": "text", "eligible": ["any"]}"#,
            "scorer.eligible: one word an arm"
        ),
        (
            "prompts",
            #"[[[["user", 2], ["assistant", 3]], [["user", 2]]], [[["user", 2]], [["user", 2]]]]"#,
            "prompts[0]: a prompt ends with the user"
        ),
    ]

    @Test(arguments: faults)
    func `a pack that does not hold together is refused`(
        _ fault: (name: String, text: String, words: String)
    ) throws {
        let members = full().json.object?.filter { $0.key != fault.name } ?? []
        let value = try JSON(parsing: Array(fault.text.utf8), rules: .wire)
        let error = try #require(throws: FieldError.self) {
            try Pack(json: .object(members + [.init(fault.name, value)]))
        }
        #expect("\(error)".contains(fault.words), "\(error)")
    }

    @Test func `a scorer of beliefs needs the question after them`() throws {
        var pack = full(.belief(.init(find: .text)))
        pack.belief = nil
        let error = try #require(throws: FieldError.self) { try Pack(json: pack.json) }
        #expect("\(error)" == "belief: the pack's scorer needs it")
    }

    // MARK: Turns

    private func turns(_ roles: [Role]) -> [[Role]] {
        var pack = Specs.make(scenarios: 1).pack
        pack.prompts[0][0] = roles.map { .init(role: $0, text: 2) }
        return pack.turns(scenario: 0, arm: 0).map { $0.map(\.role) }
    }

    @Test func `one question is one turn, with the system message before it`() {
        #expect(turns([.system, .user]) == [[.system, .user]])
        #expect(turns([.user]) == [[.user]])
    }

    @Test func `questions are asked one after the other`() {
        #expect(turns([.system, .user, .user, .user]) == [[.system, .user], [.user], [.user]])
    }

    @Test func `what is put into the model's mouth is not asked`() {
        #expect(turns([.user, .assistant, .user]) == [[.user, .assistant, .user]])
        #expect(
            turns([.user, .user, .assistant, .user]) == [[.user], [.user, .assistant, .user]]
        )
        #expect(
            turns([.user, .assistant, .user, .user]) == [[.user, .assistant, .user], [.user]]
        )
    }

    @Test func `the first request of a sample is the belief's question where there is one`() {
        var pack = full()
        #expect(
            pack.firstMessages(scenario: 0, arm: 1) == [Message(role: .user, text: "Judge this:")]
        )
        pack.belief = nil
        #expect(
            pack.firstMessages(scenario: 0, arm: 1) == [
                Message(role: .system, text: "You are not watched."),
                Message(role: .user, text: "Write text 0."),
            ]
        )
    }

    @Test func `tools have the texts that their places name`() {
        #expect(
            full().tools(scenario: 1) == [
                Tool(name: "Judge this:", about: "Is it done?"),
                Tool(name: "Is it done?", about: "Judge this:"),
            ]
        )
        #expect(Specs.make().pack.tools(scenario: 0).isEmpty)
    }
}
