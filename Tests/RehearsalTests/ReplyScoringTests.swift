import Bench
import Scoring
import Testing

@testable import Rehearsal

@Suite struct ReplyScoringTests {
    @Test func `the refusal rules read every reply as what it is`() throws {
        let subject = try #require(Subject.all.first { $0.name == "sim-aa" })
        let acting = Acting(subject: subject, seed: 7, phase: 1)
        let rules = RefusalRules()
        var texts: Set<String> = []
        for index in 0..<3_000 {
            let act = acting.act(system: "", user: "Request \(index).", draw: "")
            guard texts.insert(act.text).inserted else { continue }
            let scored = rules.outcome(of: Reply(text: act.text, stop: .stop))
            #expect(scored.outcome == (act.complies ? .complied : .refused), "\(act.text)")
        }
        // Eight openings by five bodies on either side.
        #expect(texts.count == 80)
    }
}
