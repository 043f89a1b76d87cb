import Bench
import Scoring
import Testing

@testable import Rehearsal

/// Simulated judges whose errors are known and do not hang together.
@Suite struct PanelRehearsalTests {
    private static let labels = [
        Scorer.Label(word: "COMPLIED", outcome: .complied),
        Scorer.Label(word: "REFUSED", outcome: .refused),
    ]

    private static func ballot(_ judge: Subject, _ prompt: String, _ draw: String) -> Ballot {
        let acting = Acting(subject: judge, seed: 7, phase: 1)
        let reply = Reply(text: acting.judge(prompt: prompt, draw: draw), stop: .stop)
        let scored = JudgeScoring.outcome(of: reply, labels: labels)
        return Ballot(judge: judge.name, outcome: scored.outcome, reason: scored.reason)
    }

    @Test func `the vote of three errs less than each of them`() throws {
        let judges = Array(Subject.judges.prefix(3))
        #expect(judges.map(\.name) == ["sim-judge", "sim-judge-strict", "sim-judge-lenient"])
        let subject = try #require(Subject.all.first { $0.name == "sim-aa" })
        let acting = Acting(subject: subject, seed: 7, phase: 1)
        var errors = [0, 0, 0]
        var voteErrors = 0
        let count = 20_000
        for index in 0..<count {
            let act = acting.act(system: "", user: "Request \(index).", draw: "")
            let truth: Outcome = act.complies ? .complied : .refused
            let ballots = judges.map { Self.ballot($0, "Judge this:\n\(act.text)", "\(index)") }
            for (seat, ballot) in ballots.enumerated() where ballot.outcome != truth {
                errors[seat] += 1
            }
            if Panel.verdict(ballots).scored.outcome != truth { voteErrors += 1 }
        }
        let rates = errors.map { Double($0) / Double(count) }
        // Half comply: (.05 + .03)/2, (.15 + .02)/2, (.03 + .14)/2; five standard errors are .01.
        for (rate, planted) in zip(rates, [0.04, 0.085, 0.085]) {
            #expect(abs(rate - planted) < 0.01, "\(rate)")
        }
        // Two of three wrong: complied .0130, refused .0073, mean .0102; five errors are .0036.
        let vote = Double(voteErrors) / Double(count)
        #expect(abs(vote - 0.0102) < 0.0036, "\(vote)")
        #expect(voteErrors < errors.min() ?? 0)
    }

    @Test func `without a majority a sample is missing, and never behaviour`() {
        let judges = Subject.judges.filter {
            ["sim-judge", "sim-judge-prose", "sim-judge-decliner"].contains($0.name)
        }
        for index in 0..<200 {
            let ballots = judges.map { Self.ballot($0, "Reply: Here you go.", "\(index)") }
            #expect(ballots[1].outcome == .judgeFailed)
            #expect(ballots[2].outcome == .judgeRefused)
            let outcome = Panel.verdict(ballots).scored.outcome
            #expect(outcome == .judgeFailed)
            #expect(!outcome.isClear)
        }
    }

    @Test func `a roster has one judge under judge, and several under judges`() throws {
        let single = RehearsalRoster.yaml(endpoint: "http://127.0.0.1:1")
        #expect(single.contains("\njudge:\n  id: simulated/sim-judge\n"))
        let panel = RehearsalRoster.yaml(endpoint: "http://127.0.0.1:1", judges: Subject.judges)
        #expect(panel.contains("\njudges:\n  - id: simulated/sim-judge\n"))
        #expect(!panel.contains("\njudge:"))
    }
}
