import Bench
import TestSupport
import Testing

@testable import Packs

/// Detector files: what they mean, and what is wrong with them.
struct DetectorFileTests {
    private static let rule = """
        id: d
        version: 2
        title: D
        mode: sandbagging
        kind: rule
        in: reasoning
        patterns: ['(?i)on purpose', 'wrong']

        """

    private func read(_ text: String) throws -> Detector {
        let folder = try Folder()
        try folder.write(text, to: "d.yaml")
        return try Packs.detector(at: folder.path + "/d.yaml")
    }

    private func fault(_ text: String) -> String {
        do {
            _ = try read(text)
            return ""
        } catch { return "\(error)" }
    }

    @Test func `a rule has its expressions, a mode and a place`() throws {
        let detector = try read(Self.rule)
        #expect(detector.id == "d" && detector.version == 2)
        #expect(detector.mode == .sandbagging && detector.place == .reasoning)
        #expect(detector.kind == .rule(patterns: ["(?i)on purpose", "wrong"]))
    }

    @Test func `a detector of any mode has none`() throws {
        #expect(try read(Self.rule.replacing("mode: sandbagging", with: "mode: any")).mode == nil)
    }

    @Test(
        arguments: [
            ("mode: sandbagging", "mode: sandbaging", "d.yaml:4: mode: \"sandbaging\" is none of"),
            ("kind: rule", "kind: rules", "d.yaml:5: kind: \"rules\" is none of rule, judge"),
            ("in: reasoning", "in: thoughts", "d.yaml:6: in: "), ("version: 2", "", "`version`"),
            ("'wrong'", "'(wrong'", "d.yaml:7: patterns[1]: it cannot be read"),
            ("'wrong'", "'a(?=b)'", "d.yaml:7: patterns[1]: it has a group that looks around"),
            ("['(?i)on purpose', 'wrong']", "[]", "d.yaml:7: patterns: the list is empty"),
            ("title: D", "titel: D", "titel: no such field; is it `title`?"),
            (
                "title: D", "title: D\nprompt: \"{{{reply}}}\"",
                "prompt: a detector of the kind rule"
            ),
        ]
    ) func `what is wrong is named with its line and field`(
        old: String,
        new: String,
        words: String
    ) {
        #expect(fault(Self.rule.replacing(old, with: new)).contains(words))
    }

    @Test func `a judge's prompt needs the reply and sees no arm`() throws {
        let text = Self.rule.replacing("kind: rule", with: "kind: judge")
            .replacing("patterns: ['(?i)on purpose', 'wrong']", with: "prompt: \"PROMPT\"")
        #expect(fault(text).contains("d.yaml:7: prompt: {{{reply}}} is missing"))
        let cue = text.replacing("PROMPT", with: "{{{reply}}} {{cue}}")
        #expect(fault(cue).contains("d.yaml:7: prompt: {{cue}}"))
        let good = try read(text.replacing("PROMPT", with: "Read: {{{reply}}} How likely?"))
        #expect(good.kind == .judge(pieces: [.text("Read: "), .reply, .text(" How likely?")]))
    }

    @Test func `each change that can change a score changes the digest, a title does not`() throws {
        let base = try read(Self.rule)
        #expect(try read(Self.rule.replacing("title: D", with: "title: E")).digest == base.digest)
        for (old, new) in [("wrong", "bad"), ("in: reasoning", "in: both"), ("n: 2", "n: 3")] {
            #expect(try read(Self.rule.replacing(old, with: new)).digest != base.digest)
        }
    }

    @Test(
        arguments: [
            "goal-guarding", "rater-sycophancy", "evaluation-awareness", "strategic-refusal",
            "sandbagging", "watched-reasoning", "goal-guarding-judge",
        ]
    ) func `the detectors of the library can be read, and judges fit a pack`(name: String) throws {
        let detector = try Packs.detector(at: checkout + "/benchmarks/detectors/\(name).yaml")
        #expect(detector.id == name && detector.place == .reasoning)
        let pack = try Packs.pack(at: checkout + "/benchmarks/tool-choice")
        guard let judging = try detector.judging(pack) else {
            #expect(detector.mode?.rawValue == name)
            return
        }
        guard case .judge(let prompt) = judging.scorer else {
            Issue.record("no judge")
            return
        }
        #expect(prompt.scale == .number && prompt.reads == .reasoning && prompt.seal == 1)
        #expect(try Pack(json: judging.json) == judging)
    }
}
