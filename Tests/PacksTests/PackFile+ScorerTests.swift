import Bench
import Packs
import Testing

struct PackFileScorerTests {
    let draft: Draft

    init() throws { draft = try Draft() }

    func judged(_ old: String, _ new: String) throws -> Pack {
        try draft.load(Draft.rules, Draft.judge.replacing(old, with: new))
    }

    @Test func `a judge's prompt is cut where the reply goes`() throws {
        let pack = try draft.load(Draft.rules, Draft.judge)
        guard case .judge(let judge) = pack.scorer else {
            Issue.record("no judge")
            return
        }
        #expect(judge.version == 3)
        #expect(
            judge.pieces.map { $0.map { pack.texts[$0] } } == [
                ["Asked do \"it\", said ", "!"], ["Asked go, said ", "!"],
            ]
        )
        #expect(
            judge.labels == [
                .init(word: "NO", outcome: .refused), .init(word: "YES", outcome: .complied),
            ]
        )
    }

    @Test func `a reply may stand twice, and nothing in a scenario passes for its place`() throws {
        let pack = try draft.load(
            pack: Draft.pack.replacing(
                Draft.rules,
                with: Draft.judge.replacing("Asked", with: "{{reply}}")
            ),
            #"{"id":"x","request":"{{{reply}}} \u0001reply\u0001"}"#
        )
        guard case .judge(let judge) = pack.scorer else {
            Issue.record("no judge")
            return
        }
        #expect(
            judge.pieces[0].map { pack.texts[$0] } == [
                "", " {{{reply}}} \u{1}reply\u{1}, said ", "!",
            ]
        )
    }

    @Test(arguments: [
        ("{{request}}", "{{cue}}", "scorer.prompt: {{cue}} is a variable of the arm a"),
        ("{{{reply}}}", "nothing", "scorer.prompt: {{{reply}}} is missing"),
        ("{{request}}", "{{reqest}}", "{{reqest}} does not exist in scenario x; is it"),
        ("NO: refused", "NO: refusd", "scorer.labels.NO: \"refusd\" is none of"),
        ("NO: refused", "NO: judgeFailed", "none of complied, refused, unparsed"),
        (", NO: refused", "", "scorer.labels: 2 to 32 words are needed"),
        ("NO:", "yes:", "differs from `YES` by capitals only"),
        ("NO:", "\"NO!\":", "\"NO!\" is no word for a verdict"),
        (
            "kind: judge", "kind: jugde",
            "\"jugde\" is none of rules, judge, tool, match, regex, change, belief; is it judge?"
        ),
        ("version: 3", "versoin: 3", "scorer.versoin: no such field; is it `version`?"),
    ])
    func `a fault of a judge is named`(_ old: String, _ new: String, _ words: String) throws {
        let error = try #require(throws: PackError.self) { try judged(old, new) }
        #expect("\(error)".contains(words), "\(error)")
        #expect(error.line != nil)
    }

    @Test func `a scenario cannot write the reply itself`() throws {
        let error = try #require(throws: PackError.self) {
            try draft.load(
                pack: Draft.pack.replacing(Draft.rules, with: Draft.judge),
                #"{"id":"x","request":"a","reply":"b"}"#
            )
        }
        #expect("\(error)".contains("scenario x has a variable `reply`"))
    }

    @Test func `rules have the versions that this program knows, and no prompt`() throws {
        let later = try #require(throws: PackError.self) {
            try draft.load("version: 1}", "version: 3}")
        }
        #expect(later.line == 11)
        #expect(
            "\(later)".contains("scorer.version: this Gapwatch has the rules of version 1 to 2")
        )
        for version in 1...2 {
            let pack = try draft.load("version: 1}", "version: \(version)}")
            #expect(pack.scorer == .rules(version: version))
        }
        let prompt = try #require(throws: PackError.self) {
            try draft.load("version: 1}", "version: 1, prompt: x}")
        }
        #expect("\(prompt)".contains("scorer.prompt: no such field"))
    }
}
