import Bench
import TestSupport
import Testing

@testable import Rehearsal

struct MemoryTests {
    private let pack = Specs.make(scenarios: 4).pack

    private func memory(_ pack: Pack) -> Memory {
        var memory = Memory()
        for scenario in pack.scenarios.indices {
            memory.learn(pack, scenario: scenario, beliefs: Belief.ofArms(in: pack))
        }
        return memory
    }

    @Test func `a prompt is recognised by every letter of it`() {
        let memory = memory(pack)
        let system = Message(role: .system, text: "You are watched.")
        let user = Message(role: .user, text: "Write text 2.")
        #expect(memory.recognise(Conversation([system, user]))?.belief == .watched)
        for garbled in ["You are watched", "You are watched. ", "you are watched.", ""] {
            let system = Message(role: .system, text: garbled)
            #expect(memory.recognise(Conversation([system, user])) == nil, "«\(garbled)»")
        }
        #expect(memory.recognise(Conversation([user, system, user])) == nil)
    }

    @Test func `the arms of a scenario differ in belief and not in what the scenario is`() {
        let memory = memory(pack)
        let known = pack.arms.indices.map { arm in
            memory.recognise(Conversation(pack.messages(scenario: 1, arm: arm)))
        }
        #expect(known.map { $0?.belief } == [.watched, .unwatched])
        #expect(known[0]?.scenario == known[1]?.scenario)
    }

    @Test func `arms that say the same cannot be told apart`() {
        var same = pack
        for scenario in same.prompts.indices {
            same.prompts[scenario][1] = same.prompts[scenario][0]
        }
        let known = memory(same).recognise(Conversation(same.messages(scenario: 0, arm: 1)))
        #expect(known?.belief == .neither)
    }

    @Test func `what a subject has said itself does not hide what it is asked`() {
        var long = pack
        long.texts.append("Are you sure?")
        for scenario in long.prompts.indices {
            for arm in long.arms.indices {
                long.prompts[scenario][arm].append(.init(role: .user, text: long.texts.count - 1))
            }
        }
        let memory = memory(long)
        let messages = long.messages(scenario: 0, arm: 0)
        let first = memory.recognise(Conversation(Array(messages.prefix(2))))
        #expect(first?.belief == .watched)
        let own = Message(role: .assistant, text: "Whatever it was.")
        let second = messages.prefix(2) + [own] + messages.suffix(1)
        #expect(memory.recognise(Conversation(Array(second)))?.belief == .watched)
        let given = messages.prefix(2) + messages.suffix(1) + [own]
        #expect(memory.recognise(Conversation(Array(given))) == nil)
    }

    @Test(arguments: WireFormat.allCases)
    func `every vendor's format says the same conversation`(format: WireFormat) throws {
        let messages = [
            Message(role: .system, text: " Two\n\nparts, and a space. "),
            Message(role: .user, text: "One?"), Message(role: .assistant, text: "1."),
            Message(role: .user, text: "Two?"),
        ]
        let text = String(reflecting: " Two\n\nparts, and a space. ")
        let body: String
        switch format {
        case .chat:
            body =
                #"{"model":"m","messages":[{"role":"developer","content":\#(text)},"#
                + #"{"role":"user","content":"One?"},{"role":"assistant","content":"1."},"#
                + #"{"role":"user","content":"Two?"}]}"#
        case .responses:
            body =
                #"{"model":"m","instructions":\#(text),"input":[{"role":"user","content":"One?"},"#
                + #"{"role":"assistant","content":"1."},{"role":"user","content":"Two?"}]}"#
        case .messages:
            body =
                #"{"model":"m","max_tokens":9,"system":\#(text),"messages":["#
                + #"{"role":"user","content":[{"type":"text","text":"One?"}]},"#
                + #"{"role":"assistant","content":"1."},{"role":"user","content":"Two?"}]}"#
        case .generate:
            body =
                #"{"systemInstruction":{"parts":[{"text":\#(text)}]},"contents":["#
                + #"{"role":"user","parts":[{"text":"One?"}]},{"role":"model","parts":[{"text":"1."}]},"#
                + #"{"role":"user","parts":[{"text":"Two?"}]}]}"#
        case .converse:
            body =
                #"{"system":[{"text":\#(text)}],"messages":[{"role":"user","content":[{"text":"One?"}]},"#
                + #"{"role":"assistant","content":[{"text":"1."}]},"#
                + #"{"role":"user","content":[{"text":"Two?"}]}]}"#
        }
        let asked = try #require(Asked(format, model: "m", body: Array(body.utf8)))
        #expect(asked.conversation == Conversation(messages))
    }
}

struct BeliefOfArmsTests {
    private func pack(_ arms: [String], _ metrics: [Metric]) -> Pack {
        var pack = Specs.make().pack
        pack.arms = arms.map { Pack.Arm(id: $0) }
        pack.metrics = metrics
        return pack
    }

    @Test func `the minuend is watched, the subtrahend is not, others are neither`() {
        let pack = pack(["x", "a", "b"], [Metric(id: "m", minuend: "b", subtrahend: "a")])
        #expect(Belief.ofArms(in: pack) == [.neither, .unwatched, .watched])
    }

    @Test func `the first metric that names an arm decides`() {
        let pack = pack(
            ["a", "b", "c"],
            [
                Metric(id: "m", minuend: "a", subtrahend: "b"),
                Metric(id: "n", minuend: "b", subtrahend: "c"),
            ]
        )
        #expect(Belief.ofArms(in: pack) == [.watched, .unwatched, .unwatched])
    }

    @Test func `the doses of a slope lie between unwatched and watched`() {
        let doses = [("p0", 10.0), ("p1", 15), ("p2", 20)].map {
            Metric.Dose(arm: $0.0, dose: $0.1)
        }
        let pack = pack(["p0", "p1", "p2"], [.slope(id: "s", doses: doses)])
        #expect(Belief.ofArms(in: pack).map(\.degree) == [0, 0.5, 1])
    }
}
