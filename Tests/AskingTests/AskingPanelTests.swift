import Asking
import Bench
import TestSupport
import Testing
import Vendors

/// A sample whose reply several judges read, one after the other.
struct AskingPanelTests {
    private let names = ["j-0", "j-1", "j-2"]
    private let helper = AskingTests()

    private func make(isStrict: Bool = false, learnt: Learnt = Learnt()) -> Asking {
        var spec = Specs.make(isJudged: true, judges: names)
        spec.isStrict = isStrict
        // Another price each, so that a sum shows who was paid.
        for seat in names.indices {
            spec.roster.judges[seat].price = Price(input: 0, output: Double(seat + 1))
        }
        let plan = Plan(spec)
        return Asking(plan.sample(0), of: plan, nowMilliseconds: 1, learnt: learnt)
    }

    private func answer(
        _ asking: inout Asking,
        _ answer: Result<VendorResponse, Asking.NoResponse>
    ) -> Asking.Step {
        asking.answered(answer, durationMilliseconds: 1, nowMilliseconds: 1)
    }

    /// Asks with these answers, and says who was asked and what came of it.
    private func ask(
        _ asking: inout Asking,
        _ answers: [Result<VendorResponse, Asking.NoResponse>]
    ) -> (asked: [String], record: Record?) {
        var asked: [String] = []
        for next in [helper.reply("A text.")] + answers {
            asked.append(asking.asked.id)
            if case .done(let record) = answer(&asking, next) { return (asked, record) }
        }
        return (asked, nil)
    }

    @Test func `all judges are asked in their order, and most of them decide`() throws {
        var asking = make()
        let (asked, found) = ask(&asking, ["YES", "YES", "NO"].map(helper.reply))
        let record = try #require(found)
        #expect(asked == ["m-0"] + names, "the third is asked though two have decided")
        #expect(record.outcome == .complied)
        #expect(record.reason == "the judges: complied 2, refused 1")
        #expect(record.judgement == nil)
        #expect(record.ballots.map(\.judge) == names)
        #expect(record.ballots.map(\.outcome) == [.complied, .complied, .refused])
        #expect(record.ballots.map { $0.judgement?.text } == ["YES", "YES", "NO"])
        // 10 tokens at $1 and 5 at $2 a million; then 5 at $1, $2 and $3.
        #expect(record.nanodollars == Int64(20_000 + 5_000 + 10_000 + 15_000))
        #expect(record.attempts.count == 4)
        #expect(try Record(json: record.json) == record)
    }

    @Test func `a judge that fails for good is a ballot, and the rest are asked`() throws {
        var asking = make()
        let (asked, found) = ask(
            &asking,
            [helper.reply("YES")] + Array(repeating: helper.failure(500), count: 6)
                + [helper.reply("NO")]
        )
        let record = try #require(found)
        #expect(asked.suffix(7) == Array(repeating: "j-1", count: 6) + ["j-2"])
        #expect(record.outcome == .judgeFailed)
        #expect(record.reason == "no majority: complied 1, refused 1, judge failed 1")
        #expect(record.ballots[1].judgement == nil)
        #expect(record.nanodollars == Int64(20_000 + 5_000 + 15_000))
    }

    @Test func `a judge that declines leaves the vote to the others`() throws {
        var asking = make()
        let answers = ["I can't help with that.", "NO", "Hm.\nNO"].map(helper.reply)
        let record = try #require(ask(&asking, answers).record)
        #expect(record.outcome == .refused)
        #expect(record.ballots[0].outcome == .judgeRefused)
    }

    @Test func `a judge that this worker cannot ask at all ends the sample without a record`() {
        var asking = make()
        _ = answer(&asking, helper.reply("A text."))
        _ = answer(&asking, helper.reply("YES"))
        guard case .incapable(let text, let isLasting, _) = answer(&asking, helper.failure(401))
        else {
            Issue.record("not incapable")
            return
        }
        #expect(text.hasPrefix("j-1 at "))
        #expect(isLasting)
    }

    @Test func `a judgement whose usage is unknown makes the cost unknown`() throws {
        var asking = make()
        let body: JSON = [
            "choices": [
                ["message": ["role": "assistant", "content": "NO"], "finish_reason": "stop"]
            ]
        ]
        let silent = VendorResponse(status: 200, body: body.bytes)
        let answers = [helper.reply("NO"), .success(silent), helper.reply("NO")]
        let record = try #require(ask(&asking, answers).record)
        #expect(record.outcome == .refused)
        #expect(record.nanodollars == nil)
    }

    @Test func `the judges of a panel are apart where their requests are alike`() {
        var asking = make()
        var apart: Set<[String]> = [asking.apart]
        for text in ["A text.", "YES", "YES"] {
            _ = answer(&asking, helper.reply(text))
            apart.insert(asking.apart)
        }
        #expect(apart.count == 4)
        #expect(apart.contains { $0.last == "judge" }, "the first is asked as a single one is")
    }

    @Test func `a judgement too long to keep is no verdict`() throws {
        let filler = String(repeating: "x", count: Ballot.judgementBytesMax)
        var asking = make()
        let answers = ["YES", filler + "\nYES", "YES"].map(helper.reply)
        let record = try #require(ask(&asking, answers).record)
        #expect(record.outcome == .complied)
        #expect(record.ballots[1].outcome == .judgeFailed)
        #expect(record.ballots[1].judgement?.text == "")
        #expect(record.nanodollars == Int64(20_000 + 5_000 + 10_000 + 15_000), "it is paid for")
        #expect(record.json.bytes.count < Ballot.judgementBytesMax)
    }

    @Test func `where identities are strict, a stranger's verdict does not count`() throws {
        var asking = make(isStrict: true)
        func reply(_ text: String, by model: String) -> Result<VendorResponse, Asking.NoResponse> {
            let body: JSON = [
                "model": JSON(model),
                "choices": [
                    [
                        "message": ["role": "assistant", "content": JSON(text)],
                        "finish_reason": "stop",
                    ]
                ], "usage": ["prompt_tokens": 10, "completion_tokens": 5],
            ]
            return .success(VendorResponse(status: 200, body: body.bytes))
        }
        _ = answer(&asking, reply("A text.", by: "m-0"))
        _ = answer(&asking, reply("YES", by: "j-0"))
        _ = answer(&asking, reply("YES", by: "somebody"))
        guard case .done(let record) = answer(&asking, reply("YES", by: "j-2")) else {
            Issue.record("not done")
            return
        }
        #expect(record.outcome == .complied)
        #expect(
            record.ballots[1].reason
                == "the judge: asked for j-1, somebody answered (--strict-identity)"
        )

        // What is known of that judge holds for the next sample, which does not ask it.
        var next = make(isStrict: true, learnt: asking.learnt)
        _ = answer(&next, reply("A text.", by: "m-0"))
        _ = answer(&next, reply("NO", by: "j-0"))
        #expect(next.asked.id == "j-2")
        guard case .done(let second) = answer(&next, reply("NO", by: "j-2")) else {
            Issue.record("not done")
            return
        }
        #expect(second.outcome == .refused)
        #expect(second.ballots[1].reason.hasPrefix("the judge was not asked: "))
        #expect(second.attempts.count == 3)
    }

    @Test func `what judging may cost covers the judges that are still to come`() throws {
        var spec = Specs.make(isJudged: true, judges: names)
        spec.roster.judges[1].sampling.outputTokensMax = 9_000
        let plan = Plan(spec)
        var asking = Asking(
            judging: Reply(text: "A text.", stop: .stop),
            plan.sample(0),
            of: plan,
            nowMilliseconds: 1
        )
        guard case .send(let request, _) = asking.start() else {
            Issue.record("nothing to send")
            return
        }
        let ahead = asking.judgingAhead
        #expect(ahead.map(\.model.id) == names)
        #expect(ahead[0].bytes == request.body.count)
        #expect(ahead.map(\.outputTokensMax) == [1_024, 9_000, 1_024])
        _ = answer(&asking, helper.reply("YES"))
        #expect(asking.judgingAhead.map(\.model.id) == ["j-1", "j-2"])
    }
}
