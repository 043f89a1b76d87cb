import Bench
import Testing

@testable import Linting

struct LintScorerTests {
    /// What is said of the draft with another scorer over texts that are added to it.
    private func remarks(
        _ texts: [String],
        _ change: (inout Pack, Int) -> Void
    ) -> [String] {
        var source = Draft().source
        let start = source.pack.texts.count
        source.pack.texts += texts
        change(&source.pack, start)
        return Lint.remarks(on: [source]).map(\.description)
    }

    private func each(_ place: (Int) -> Int) -> [Int] { (0..<60).map(place) }

    @Test func `an answer that means both is an error with the scenario's line`() {
        let found = remarks(["42", "43", "The 43."]) { pack, start in
            pack.scorer = .match(
                .init(
                    find: .text,
                    complied: each { $0 == 4 ? start + 1 : start }.map { [$0] },
                    refused: each { _ in start + 1 }.map { [$0] }
                )
            )
        }
        #expect(
            found == ["s.jsonl:5: error: s-4: «43» means both complied and refused (scorer)"]
        )
    }

    @Test func `a letter that always means complied is a warning, letters that alternate are none`()
    {
        func letters(_ place: (Int) -> Int) -> [String] {
            remarks(["A", "B"]) { pack, start in
                pack.scorer = .match(
                    .init(
                        find: .option(count: 2),
                        complied: each { start + place($0) }.map { [$0] }
                    )
                )
            }
        }
        let found = letters { $0 == 0 ? 1 : 0 }
        #expect(found.count == 1)
        #expect(
            found.first?.contains("warning: scorer: the letter A means complied in 59 of 60")
                == true,
            "\(found)"
        )
        #expect(letters { $0 % 2 } == [])
    }

    @Test func `tools that decide are offered, differ, and change places`() {
        func tools(_ refused: Int, _ flips: Bool) -> [String] {
            remarks(["send", "draft", "wipe", "It does."]) { pack, start in
                pack.tools = each { $0 }.map { index in
                    let places = flips && index % 2 == 1 ? [1, 0] : [0, 1]
                    return places.map { .init(name: start + $0, about: start + 3) }
                }
                pack.scorer = .tool(
                    .init(
                        complied: each { _ in start },
                        refused: each { start + ($0 == 9 ? refused : 1) }
                    )
                )
            }
        }
        #expect(tools(1, true) == [])
        #expect(
            tools(0, true) == [
                "s.jsonl:10: error: s-9: send means both complied and refused (scorer)"
            ]
        )
        #expect(tools(2, true).first?.contains("wipe decides and is no tool") == true)
        #expect(tools(1, false).first?.contains("the tool that is listed first means") == true)
    }

    @Test func `one pattern for both tells nothing`() {
        let found = remarks([]) { pack, _ in
            pack.scorer = .regex(.init(complied: "yes", refused: "yes"))
        }
        #expect(found.first?.contains("error: scorer: one pattern means both") == true)
    }

    @Test func `a change needs an answer before the last turn`() {
        func change(_ earlier: [Role]) -> [String] {
            remarks(["Before.", "Really?"]) { pack, start in
                pack.scorer = .change(
                    .init(find: .number(tolerance: nil), answers: [], eligible: [])
                )
                for scenario in pack.prompts.indices {
                    for arm in pack.arms.indices {
                        let added = earlier.map { Pack.PromptMessage(role: $0, text: start) }
                        pack.prompts[scenario][arm] += added
                    }
                }
            }
        }
        let found = change([])
        #expect(found.count == 2)
        #expect(found.first?.contains("arm a has one turn and no answer before it") == true)
        #expect(change([.user]) == [])
        #expect(change([.assistant, .user]) == [])
    }

    @Test func `tools, beliefs and detectors are seen by a comparison`() {
        var new = Draft().pack
        let start = new.texts.count
        new.texts += ["What is so?", "t", "It does."]
        new.belief = .init(
            prompts: new.scenarios.map { _ in [.init(role: .user, text: start)] },
            times: 3
        )
        new.tools = new.scenarios.map { _ in [.init(name: start + 1, about: start + 2)] }
        new.detectors = [.init(id: "d", place: .reply, pattern: "x")]
        let diff = PackDiff(from: Draft().pack, to: new)
        #expect(diff.changes.map(\.part) == ["belief", "detectors", "tools"])
        #expect(diff.changes.map(\.effect) == [.measure, .none, .measure])
        #expect(PackParts(new).parts.map(\.name).suffix(2) == ["tools", "belief"])
    }
}
