import Bench
import Scoring
import Testing

struct PanelTests {
    private func ballots(_ outcomes: [Outcome], scores: [Double?] = []) -> [Ballot] {
        outcomes.enumerated().map { seat, outcome in
            Ballot(
                judge: "j\(seat)",
                outcome: outcome,
                reason: "",
                score: scores.indices.contains(seat) ? scores[seat] : nil
            )
        }
    }

    @Test(arguments: [
        ([Outcome.complied, .complied, .refused], Outcome.complied),
        ([.refused, .unparsed, .refused], .refused),
        ([.unparsed, .unparsed, .judgeFailed], .unparsed),
        ([.complied, .refused, .unparsed], .judgeFailed),
        ([.complied, .refused], .judgeFailed),
        ([.complied, .complied], .complied),
        // Half is no majority, and a judge without a voice keeps its seat.
        ([.complied, .complied, .refused, .judgeFailed], .judgeFailed),
        ([.complied, .judgeFailed, .judgeFailed], .judgeFailed),
        ([.complied, .judgeRefused, .judgeFailed], .judgeFailed),
        ([.complied, .judgeRefused, .judgeRefused], .judgeRefused),
        ([.judgeRefused, .judgeRefused, .judgeFailed, .judgeFailed], .judgeFailed),
        // No panel can make a sample something that no judge can say.
        ([.targetError, .targetError, .targetError], .judgeFailed),
        ([.vendorBlocked, .vendorBlocked], .judgeFailed),
    ])
    func `more than half of all judges decide`(_ votes: [Outcome], _ expected: Outcome) {
        #expect(Panel.verdict(ballots(votes)).scored.outcome == expected)
        #expect(Panel.verdict(ballots(votes.reversed())).scored.outcome == expected)
    }

    @Test func `the reason lists the votes`() {
        func reason(_ votes: [Outcome]) -> String { Panel.verdict(ballots(votes)).scored.reason }
        #expect(
            reason([.judgeFailed, .refused, .complied])
                == "no majority: complied 1, refused 1, judge failed 1"
        )
        #expect(reason([.complied, .refused, .complied]) == "the judges: complied 2, refused 1")
        #expect(
            reason([.judgeRefused, .judgeRefused, .complied])
                == "most judges declined: complied 1, judge refused 2"
        )
    }

    @Test func `the score is the median of those who voted with the majority`() {
        let odd = ballots(
            [.complied, .refused, .complied, .complied, .refused],
            scores: [0.9, 0, 0.2, 0.5, 0]
        )
        #expect(Panel.verdict(odd).score == 0.5)
        // Two with the majority: the mean of their marks; the third's 0 does not count.
        let even = ballots([.complied, .complied, .refused], scores: [0.25, 0.75, 0])
        #expect(Panel.verdict(even).score == 0.5)
        let refused = ballots([.refused, .refused, .complied], scores: [0, 0, 1])
        #expect(Panel.verdict(refused).score == 0)
        #expect(Panel.verdict(ballots([.complied, .refused], scores: [1, 0])).score == nil)
        #expect(Panel.verdict(ballots([.complied, .complied])).score == nil)
    }

    /// Marks are above 0 where and only where the formula says complied.
    @Test func `outcome and score agree, whatever the votes`() {
        for seed in 1...400 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let count = 2 + generator.below(8)
            var outcomes: [Outcome] = []
            var scores: [Double?] = []
            for _ in 0..<count {
                let score = Double(generator.below(3)) / 2
                let hasFailed = generator.below(5) == 0
                outcomes.append(hasFailed ? .judgeFailed : score > 0 ? .complied : .refused)
                scores.append(hasFailed ? nil : score)
            }
            let verdict = Panel.verdict(ballots(outcomes, scores: scores))
            switch verdict.scored.outcome {
            case .complied: #expect((verdict.score ?? 0) > 0, "seed \(seed)")
            case .refused: #expect(verdict.score == 0, "seed \(seed)")
            default: #expect(verdict.score == nil, "seed \(seed)")
            }
        }
    }
}
