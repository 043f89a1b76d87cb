import TestSupport
import Testing

@testable import Bench

/// Which packs a judge of single replies can score.
struct JudgeFitTests {
    private func judge(_ scale: Judge.Scale = .labels([])) -> Judge {
        Judge(
            id: "j",
            version: 1,
            title: "",
            reads: .reply,
            scale: scale,
            pieces: [.text("Asked: "), .request, .text("\nSaid: "), .reply]
        )
    }

    private func unfit(
        _ scale: Judge.Scale = .labels([]),
        _ change: (inout Pack) -> Void
    ) -> Judge.Unfit? {
        var pack = Specs.make(scenarios: 2).pack
        change(&pack)
        do throws(Judge.Unfit) { _ = try pack.judged(by: judge(scale)) } catch { return error }
        return nil
    }

    @Test func `where more than the last reply decides, no judge of replies fits`() throws {
        #expect(unfit { _ in } == nil)
        let id = Specs.make().pack.id
        #expect(
            unfit { $0.tools = [[.init(name: 0, about: 0)]] } == .hasTools(judge: "j", pack: id)
        )
        let belief = Pack.Belief(prompts: [[.init(role: .user, text: 0)]], times: 1)
        #expect(unfit { $0.belief = belief } == .hasBeliefs(judge: "j", pack: id))
        let change = Scorer.AnswerChange(find: .text, answers: [], eligible: [.any, .any])
        #expect(unfit { $0.scorer = .change(change) } == .readsChange(judge: "j", pack: id))
        var pack = Specs.make(scenarios: 2).pack
        #expect(try pack.ruled(version: 2).scorer == .rules(version: 2))
        pack.belief = belief
        #expect(throws: Judge.Unfit.self) { try pack.ruled(version: 2) }
    }

    @Test func `a metric over scores has the range of the judge that gives them`() {
        func scores(_ range: ClosedRange<Double>) -> (inout Pack) -> Void {
            { $0.metrics[0].worth = .score(range) }
        }
        #expect(unfit(.formula(.strongreject2024), scores(0...1)) == nil)
        #expect(unfit(.formula(.strongrejectRubric), scores(0...5)) == nil)
        let other = unfit(.formula(.strongrejectRubric), scores(0...1))
        #expect(other == .otherScores(judge: "j", field: "metrics[0].score", range: 0...5))
        #expect(
            other?.description == "metrics[0].score: j gives scores from 0.0 to 5.0; a "
                + "metric over them needs that range"
        )
        let none = unfit(.labels([]), scores(0...1))
        #expect(none == .otherScores(judge: "j", field: "metrics[0].score", range: nil))
    }

    @Test func `only an answer to the last question is scored anew`() {
        var pack = Specs.make(scenarios: 1).pack
        let sample = Sample(index: 0, model: 0, scenario: 0, arm: 0, replicate: 0)
        func isAnswered(_ outcome: Outcome, earlier: Int, hasReply: Bool = true) -> Bool {
            let reply = Reply(text: "Here it is.", stop: .stop)
            return Record(
                sample: 0,
                key: Digest(of: [1]),
                outcome: outcome,
                reason: "",
                reply: hasReply ? reply : nil,
                earlier: Array(repeating: reply, count: earlier)
            ).isAnswered(in: pack, sample)
        }
        for outcome in [Outcome.complied, .refused, .unparsed, .truncated, .judgeFailed] {
            #expect(isAnswered(outcome, earlier: 0))
            #expect(!isAnswered(outcome, earlier: 0, hasReply: false))
        }
        for outcome in [Outcome.targetError, .ineligible, .notRun, .vendorBlocked] {
            #expect(!isAnswered(outcome, earlier: 0), "\(outcome)")
        }
        // Two turns: a reply to the first one alone has settled the sample.
        pack.prompts[0][0] = [.init(role: .user, text: 0), .init(role: .user, text: 0)]
        #expect(!isAnswered(.refused, earlier: 0))
        #expect(isAnswered(.refused, earlier: 1))
        // Three askings of a belief before them.
        pack.belief = Pack.Belief(prompts: [[.init(role: .user, text: 0)]], times: 3)
        #expect(!isAnswered(.refused, earlier: 1))
        #expect(isAnswered(.refused, earlier: 4))
    }
}
