import Linting
import Testing

@testable import Packs

struct SourceFileTests {
    private func source(
        _ draft: Draft,
        _ old: String = "",
        _ new: String = "",
        scenarios: String = Draft.scenarios
    ) throws -> PackSource {
        _ = try draft.load(old, new, scenarios: scenarios)
        return try Packs.source(at: draft.folder.path)
    }

    @Test func `cues, templates and canary come with their lines`() throws {
        let draft = try Draft()
        let source = try source(draft, "id: p", "id: p\ncanary: c-1")
        #expect(source.canary == .init(field: "canary", line: 2, text: "c-1"))
        #expect(source.arms.map(\.id) == ["a", "b"])
        #expect(
            source.arms.map(\.values) == [
                [.init(field: "arms[0].vars.cue", line: 8, text: "One <cue>")],
                [.init(field: "arms[1].vars.cue", line: 9, text: "Two")],
            ]
        )
        #expect(
            source.arms[0].frames == [
                .init(field: "system", line: 5, text: "…"),
                .init(field: "prompt", line: 6, text: "Please: {{request}} & thanks"),
            ]
        )
        #expect(source.arms[0].frames == source.arms[1].frames)
    }

    @Test func `of a scenario only what some template uses is kept`() throws {
        let source = try source(
            Draft(),
            scenarios: "{\"id\":\"x\",\"cluster\":\"k\",\"request\":\"go\",\"note\":\"unused\"}\n"
        )
        #expect(source.scenarios == [.init(line: 1, id: "x", cluster: "k", texts: ["go"])])
    }

    @Test func `files beside the pack are read where they are`() throws {
        let draft = try Draft()
        #expect(try source(draft).readme.text == nil)
        try draft.folder.write("Hello sk-0123456789abcdefghij\n", to: "README.md")
        try draft.folder.write("{}\n", to: "calibration.jsonl")
        let source = try source(draft)
        #expect(source.readme.text?.hasPrefix("Hello") == true)
        #expect(source.calibration.text == "{}\n")
        #expect(source.keys == [.init(file: draft.folder.path + "/README.md", line: 1)])
        _ = try draft.write([0x61, 0x0a, 0xff], to: "README.md")
        #expect(throws: PackError.self) { try Packs.source(at: draft.folder.path) }
    }

    @Test func `a judge's prompt is kept as it was written`() throws {
        let source = try source(Draft(), Draft.rules, Draft.judge)
        #expect(source.judge?.field == "scorer.prompt")
        #expect(source.judge?.text == "Asked {{request}}, said {{{reply}}}!")
    }
}
