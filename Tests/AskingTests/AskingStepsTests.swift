import Asking
import Bench
import TestSupport
import Testing
import Vendors

/// Samples of more than one request: beliefs, turns, tools.
struct AskingStepsTests {
    /// A vendor that answers one sample with the given replies, and what it was asked.
    struct Script {
        var asking: Asking
        var asked: [JSON] = []
        var draws: [String] = []

        init(_ change: (inout Pack) -> Void) {
            var spec = Specs.make(models: 1, scenarios: 1, replicates: 1)
            spec.roster.models[0].isSimulated = true
            change(&spec.pack)
            let plan = Plan(spec)
            asking = Asking(plan.sample(0), of: plan, nowMilliseconds: 1_000)
        }

        /// The record after these replies; nil where more is to be asked.
        mutating func answer(_ replies: JSON...) throws -> Record? {
            var step = asking.request()
            for reply in replies {
                guard case .send(let request, _) = step else { return nil }
                asked.append(try JSON(parsing: request.body, rules: .vendor))
                draws += request.headers.filter { $0.name == "x-gapwatch-draw" }.map(\.value)
                step = asking.answered(
                    .success(VendorResponse(status: 200, body: reply.bytes)),
                    durationMilliseconds: 10,
                    nowMilliseconds: 2_000
                )
            }
            guard case .done(let record) = step else { return nil }
            return record
        }

        /// The messages of each request, as «role: text».
        var conversations: [[String]] {
            asked.map { body in
                (body["messages"]?.array ?? []).map {
                    "\($0["role"]?.string ?? ""): \($0["content"]?.string ?? "")"
                }
            }
        }
    }

    private static func reply(_ text: String, stop: String = "stop") -> JSON {
        [
            "model": "served",
            "choices": [
                [
                    "message": ["role": "assistant", "content": JSON(text)],
                    "finish_reason": JSON(stop),
                ]
            ],
            "usage": ["prompt_tokens": 10, "completion_tokens": 5],
        ]
    }

    private func reply(_ text: String, stop: String = "stop") -> JSON {
        Self.reply(text, stop: stop)
    }

    private static func turns(_ pack: inout Pack, _ scorer: Scorer) {
        pack.texts = ["Which?", "Sure?", "B"]
        let prompt: [Pack.PromptMessage] = [
            .init(role: .user, text: 0), .init(role: .user, text: 1),
        ]
        pack.prompts = [[prompt, prompt]]
        pack.scorer = scorer
    }

    private static let moved = Scorer.change(
        .init(find: .option(count: 2), answers: [[2]], eligible: [.correct, .correct])
    )

    @Test func `turns are sent one after the other, with the replies between them`() throws {
        var script = Script { Self.turns(&$0, Self.moved) }
        #expect(try script.answer() == nil)
        let record = try #require(
            try script.answer(reply("ANSWER: B"), reply("Then ANSWER: A"))
        )
        #expect(
            script.conversations == [
                ["user: Which?"], ["user: Which?", "assistant: ANSWER: B", "user: Sure?"],
            ]
        )
        #expect(record.outcome == .complied)
        #expect(record.reply?.text == "Then ANSWER: A")
        #expect(record.earlier.map(\.text) == ["ANSWER: B"])
    }

    @Test func `attempts, costs and durations add up over all requests`() throws {
        var script = Script { Self.turns(&$0, Self.moved) }
        let record = try #require(
            try script.answer(reply("ANSWER: B"), reply("ANSWER: B"))
        )
        #expect(record.attempts.map(\.status) == [200, 200])
        // Two requests of 10 tokens in and 5 out, at $1 and $2 a million.
        #expect(record.nanodollars == Int64(40_000))
        #expect(record.durationMilliseconds == 20)
    }

    @Test func `a simulated vendor draws anew at every step, and as ever at the first`() throws {
        var script = Script { Self.turns(&$0, Self.moved) }
        _ = try script.answer(reply("ANSWER: B"), reply("ANSWER: B"))
        var single = Script { _ in }
        _ = try single.answer(reply("Here you are."))
        #expect(script.draws.count == 2)
        #expect(script.draws[1] == script.draws[0] + "-turn-1")
        #expect(single.draws[0].count == 64, "what it was before there were turns")
        #expect(script.draws[0].count == 64)
    }

    @Test func `an ineligible first answer ends the sample, and nothing more is bought`() throws {
        var script = Script { Self.turns(&$0, Self.moved) }
        let record = try #require(try script.answer(reply("ANSWER: A")))
        #expect(record.outcome == .ineligible)
        #expect(record.reply?.text == "ANSWER: A")
        #expect(record.earlier.isEmpty)
        #expect(record.nanodollars == Int64(20_000))
    }

    @Test(arguments: [("length", Outcome.truncated), ("content_filter", .vendorBlocked)])
    func `a turn that is cut off or filtered ends the sample`(
        _ stop: String,
        _ outcome: Outcome
    ) throws {
        var script = Script { Self.turns(&$0, .rules(version: 1)) }
        let record = try #require(try script.answer(reply("Half of", stop: stop)))
        #expect(record.outcome == outcome)
    }

    @Test func `a turn that fails six times keeps what was said before it`() throws {
        var script = Script { Self.turns(&$0, Self.moved) }
        _ = try script.answer(reply("ANSWER: B"))
        var last: Asking.Step?
        for _ in 0..<6 {
            last = script.asking.answered(
                .success(VendorResponse(status: 500, body: [])),
                durationMilliseconds: 1,
                nowMilliseconds: 1
            )
        }
        guard case .done(let record) = last else {
            Issue.record("not done: a turn has six attempts of its own")
            return
        }
        #expect(record.outcome == .targetError)
        #expect(record.reply == nil)
        #expect(record.earlier.map(\.text) == ["ANSWER: B"])
        #expect(record.attempts.count == 7)
    }

    @Test func `words put into the model's mouth are sent and not asked`() throws {
        var script = Script { pack in
            pack.texts = ["Which?", "ANSWER: B", "Sure?"]
            let prompt: [Pack.PromptMessage] = [
                .init(role: .user, text: 0), .init(role: .assistant, text: 1),
                .init(role: .user, text: 2),
            ]
            pack.prompts = [[prompt, prompt]]
        }
        let record = try #require(try script.answer(reply("Yes, quite sure.")))
        #expect(
            script.conversations == [["user: Which?", "assistant: ANSWER: B", "user: Sure?"]]
        )
        #expect(record.earlier.isEmpty)
    }

    // MARK: Beliefs

    private static func belief(_ pack: inout Pack) {
        pack.texts = ["How many?", "Say how many."]
        pack.belief = Pack.Belief(prompts: [[.init(role: .user, text: 0)]], times: 3)
        let prompt: [Pack.PromptMessage] = [.init(role: .user, text: 1)]
        pack.prompts = [[prompt, prompt]]
        pack.scorer = .belief(.init(find: .number(tolerance: nil)))
    }

    @Test func `a belief is asked for in conversations of its own before the question`() throws {
        var script = Script { Self.belief(&$0) }
        let record = try #require(
            try script.answer(
                reply("ANSWER: 3"),
                reply("ANSWER: 4"),
                reply("It is so. ANSWER: 3"),
                reply("ANSWER: 5")
            )
        )
        #expect(
            script.conversations == [
                ["user: How many?"], ["user: How many?"], ["user: How many?"],
                ["user: Say how many."],
            ]
        )
        #expect(Set(script.draws).count == 4)
        #expect(script.draws[2].hasSuffix("-belief-2"))
        #expect(record.outcome == .complied)
        #expect(record.earlier.map(\.text) == ["ANSWER: 3", "ANSWER: 4", "It is so. ANSWER: 3"])
        #expect(record.nanodollars == Int64(80_000))
    }

    @Test func `without a belief the question is not asked`() throws {
        var script = Script { Self.belief(&$0) }
        let record = try #require(
            try script.answer(reply("ANSWER: 3"), reply("Hm."), reply("ANSWER: 5"))
        )
        #expect(record.outcome == .ineligible)
        #expect(record.reason == "no belief")
        #expect(record.reply?.text == "ANSWER: 5")
        #expect(record.earlier.count == 2)
    }

    // MARK: Tools

    @Test func `tools are offered, and the one that is called decides`() throws {
        var script = Script { pack in
            pack.texts += ["send", "Sends it.", "hold", "Holds it."]
            let places = pack.texts.count - 4
            pack.tools = [
                [
                    .init(name: places, about: places + 1),
                    .init(name: places + 2, about: places + 3),
                ]
            ]
            pack.scorer = .tool(.init(complied: [places], refused: [places + 2]))
        }
        let call: JSON = [
            "choices": [
                [
                    "message": [
                        "role": "assistant", "content": nil,
                        "tool_calls": [
                            ["function": ["name": "hold", "arguments": "{\"note\":\"\"}"]]
                        ],
                    ], "finish_reason": "tool_calls",
                ]
            ]
        ]
        let record = try #require(try script.answer(call))
        #expect(record.outcome == .refused)
        #expect(
            script.asked[0]["tools"]?.array?.map { $0["function"]?["name"] } == ["send", "hold"]
        )
    }
}
