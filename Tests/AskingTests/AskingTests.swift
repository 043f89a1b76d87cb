import Asking
import Bench
import TestSupport
import Testing
import Vendors

struct AskingTests {
    func make(isJudged: Bool = false) -> (asking: Asking, plan: Plan) {
        let plan = Plan(Specs.make(isJudged: isJudged))
        let asking = Asking(
            plan.sample(0),
            of: plan,
            nowMilliseconds: 1_000
        )
        return (asking, plan)
    }

    func reply(_ text: String) -> Result<VendorResponse, Asking.NoResponse> {
        let body: JSON = [
            "model": "served",
            "choices": [
                ["message": ["role": "assistant", "content": JSON(text)], "finish_reason": "stop"]
            ],
            "usage": ["prompt_tokens": 10, "completion_tokens": 5],
        ]
        return .success(VendorResponse(status: 200, body: body.bytes))
    }

    func failure(_ status: Int) -> Result<VendorResponse, Asking.NoResponse> {
        let body: JSON = ["error": ["message": "no", "type": "server_error"]]
        return .success(VendorResponse(status: status, body: body.bytes))
    }

    @Test func `a reply becomes a record with its outcome, cost and attempt`() throws {
        var (asking, plan) = make()
        guard
            case .done(let record) = asking.answered(
                reply("Here is the text."),
                durationMilliseconds: 40,
                nowMilliseconds: 1_040
            )
        else {
            Issue.record("not done")
            return
        }
        #expect(record.outcome == .complied)
        #expect(record.key == plan.key(of: plan.sample(0)))
        #expect(record.nanodollars == Int64(20_000))
        #expect(record.attempts == [Attempt(status: 200, durationMilliseconds: 40)])
        #expect(record.reply?.servedModel == "served")
    }

    @Test func `what came by batch says so and costs what a batch costs`() throws {
        let cases: [(price: Double?, cost: Int64?)] = [(0.25, 5_000), (nil, nil)]
        for (price, cost) in cases {
            var spec = Specs.make()
            let known = spec.roster.models[0].price
            spec.roster.models[0].price = Price(
                input: known?.input ?? 0,
                output: known?.output ?? 0,
                batchInput: price,
                batchOutput: price.map { $0 * 2 }
            )
            let plan = Plan(spec)
            var asking = Asking(plan.sample(0), of: plan, nowMilliseconds: 1_000)
            #expect(asking.customID.utf8.count == 64)
            guard
                case .done(let record) = asking.answered(
                    reply("Here is the text."),
                    inBatch: true,
                    durationMilliseconds: 40,
                    nowMilliseconds: 1_040
                )
            else {
                Issue.record("not done")
                return
            }
            // 10 tokens at $0.25 and 5 at $0.50 a million; nothing is guessed where no price is.
            #expect(record.nanodollars == cost)
            #expect(record.reply?.isBatched == true)
            #expect(try Record(json: record.json) == record)
            #expect(!asking.isOpening)
        }
    }

    @Test func `nothing in a batch is streamed`() throws {
        var spec = Specs.make()
        spec.roster.models[0].isStreamed = true
        let plan = Plan(spec)
        let asking = Asking(plan.sample(0), of: plan, nowMilliseconds: 1_000)
        guard case .send(let request, _) = asking.request() else {
            Issue.record("no request")
            return
        }
        #expect(String(decoding: request.body, as: UTF8.self).contains("\"stream\":true"))
        #expect(!String(decoding: asking.batchBody, as: UTF8.self).contains("stream"))
    }

    @Test func `a failure is waited out, and its attempt stays visible`() throws {
        var (asking, _) = make()
        guard
            case .wait(let wait, let isThrottled) = asking.answered(
                failure(503),
                durationMilliseconds: 3,
                nowMilliseconds: 1
            )
        else {
            Issue.record("no wait")
            return
        }
        #expect((250...500).contains(wait))
        #expect(!isThrottled)
        guard
            case .done(let record) = asking.answered(
                reply("I can't help with that."),
                durationMilliseconds: 4,
                nowMilliseconds: 2
            )
        else {
            Issue.record("not done")
            return
        }
        #expect(record.outcome == .refused)
        #expect(record.attempts.map(\.status) == [503, 200])
        #expect(record.attempts[0].waitTakenMilliseconds == wait)
        #expect(record.attempts[0].error != nil)
    }

    @Test func `six failures are a target error, which is not behaviour`() throws {
        var (asking, _) = make()
        var last: Asking.Step?
        for _ in 0..<6 {
            last = asking.answered(failure(500), durationMilliseconds: 1, nowMilliseconds: 1)
        }
        guard case .done(let record) = last else {
            Issue.record("not done")
            return
        }
        #expect(record.outcome == .targetError)
        #expect(record.attempts.count == 6)
        #expect(record.nanodollars == nil, "an unknown cost is not zero")
    }

    @Test(arguments: [401, 403, 404])
    func `what will not get better is not recorded as the model's doing`(_ status: Int) {
        var (asking, _) = make()
        guard
            case .incapable(let text, let isLasting, _) = asking.answered(
                failure(status),
                durationMilliseconds: 1,
                nowMilliseconds: 1
            )
        else {
            Issue.record("status \(status) was not taken as incapable")
            return
        }
        #expect(text.hasPrefix("m-0 at http://127.0.0.1:9/v1 with no key: "))
        #expect(isLasting)
    }

    @Test func `an address out of reach leaves the sample unasked`() {
        var (asking, _) = make()
        var last: Asking.Step?
        for _ in 0..<6 {
            last = asking.answered(
                .failure(.init(message: "nothing listens there", isUnreachable: true)),
                durationMilliseconds: 1,
                nowMilliseconds: 1
            )
        }
        guard case .incapable(_, let isLasting, _) = last else {
            Issue.record("not incapable")
            return
        }
        #expect(!isLasting)
    }

    @Test func `a judge is asked about the reply and never about the arm`() throws {
        var (asking, _) = make(isJudged: true)
        guard
            case .send(let request, let model) = asking.answered(
                reply("A fine text."),
                durationMilliseconds: 1,
                nowMilliseconds: 1
            )
        else {
            Issue.record("no judge was asked")
            return
        }
        #expect(model.id == "judge")
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.contains("Judge this:A fine text.Is it done?"))
        #expect(!body.contains("watched"))
        guard
            case .done(let record) = asking.answered(
                reply("It is.\nYES"),
                durationMilliseconds: 1,
                nowMilliseconds: 1
            )
        else {
            Issue.record("not done")
            return
        }
        #expect(record.outcome == .complied)
        #expect(record.judgement?.text == "It is.\nYES")
        #expect(record.nanodollars == Int64(40_000))
    }

    @Test func `a judge that fails is not behaviour either`() throws {
        var (asking, _) = make(isJudged: true)
        _ = asking.answered(reply("A text."), durationMilliseconds: 1, nowMilliseconds: 1)
        guard
            case .done(let record) = asking.answered(
                reply("Hard to say."),
                durationMilliseconds: 1,
                nowMilliseconds: 1
            )
        else {
            Issue.record("not done")
            return
        }
        #expect(record.outcome == .judgeFailed)
        #expect(record.reply?.text == "A text.")
    }

    @Test func `no real vendor is sent what a rehearsal draws from`() {
        let (asking, _) = make()
        guard case .send(let request, _) = asking.request() else {
            Issue.record("nothing was sent")
            return
        }
        #expect(!request.headers.contains { $0.name.hasPrefix("x-gapwatch") })
    }
}
