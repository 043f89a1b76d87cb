import Bench
import Testing

@testable import Scoring

/// What detectors are given to read, and what masks hide.
struct DetectorReadingTests {
    private static let reply = Reply(
        text: "<SCRATCHPAD>Aside.</SCRATCHPAD><RESPONSE>No, thanks.</RESPONSE>",
        stop: .stop,
        reasoning: [.init(text: "They are WATCHING the free-tier.", visibility: .raw)]
    )

    private func text(
        _ place: Pack.Detector.Place,
        _ mask: Detector.Mask,
        own: Set<String> = [],
        of reply: Reply = reply
    ) -> String? {
        DetectorReading.text(of: reply, place, mask: mask, own: own)
    }

    @Test func `reasoning is thought and scratchpad, the reply is what a judge is shown`() {
        let thought = text(.reasoning, .none) ?? ""
        #expect(thought.contains("WATCHING") && thought.contains("Aside."))
        #expect(!thought.contains("thanks"))
        #expect(text(.reply, .none) == "No, thanks.")
        #expect(text(.both, .none)?.hasSuffix("No, thanks.") == true)
    }

    @Test func `a mask hides a part, and what is left may be nothing`() {
        #expect(text(.both, .reasoning) == "No, thanks.")
        #expect(text(.both, .answer) == text(.reasoning, .none))
        #expect(text(.reasoning, .reasoning) == nil)
        #expect(text(.reply, .answer) == nil)
        #expect(text(.reasoning, .none, of: Reply(text: "Hm.", stop: .stop)) == nil)
    }

    @Test func `the cue mask hides whole words in any case and leaves the rest`() {
        let hidden = text(.reasoning, .cue, own: ["watching", "free", "re"]) ?? ""
        #expect(hidden.contains("They are … the …-tier."), "\(hidden)")
        #expect(text(.reasoning, .cue) == text(.reasoning, .none))
        // Marks of any kind are no part of a word.
        let quoted = DetectorReading.hiding(["free", "über"], in: "It says «free-tier» “Über” 7.")
        #expect(quoted == "It says «…-tier» “…” 7.")
    }

    @Test func `a rule is 1 where an expression is found and else 0`() throws {
        let detector = Detector(
            id: "d",
            version: 1,
            title: "",
            mode: nil,
            place: .reasoning,
            kind: .rule(patterns: ["free", "(?i)watching"])
        )
        let rule = try #require(RuleDetector(detector))
        func score(_ own: Set<String>) -> Double? {
            text(.reasoning, .cue, own: own).map(rule.score)
        }
        #expect(score([]) == 1)
        #expect(score(["free"]) == 1)
        #expect(score(["free", "watching"]) == 0)
        var broken = detector
        broken.kind = .rule(patterns: ["("])
        #expect(RuleDetector(broken) == nil)
    }
}
