import Bench

/// Subjects without a network: what a simulated vendor would have them say, for studies of many runs.
public struct InProcess: Sendable {
    private let pack: Pack
    private let seed: UInt64
    private let memory: Memory

    /// All that a subject says to one sample.
    public struct Said: Sendable {
        /// The replies to the question after its belief; empty where the pack has none.
        public var beliefs: [Reply] = []
        /// The replies to each turn, one at least.
        public var turns: [Reply] = []
    }

    /// Subjects that recognise a pack's arms and whose draws follow from `seed`.
    public init(_ pack: Pack, seed: UInt64) {
        self.pack = pack
        self.seed = seed
        var memory = Memory()
        let beliefs = Belief.ofArms(in: pack)
        for scenario in pack.scenarios.indices {
            memory.learn(pack, scenario: scenario, beliefs: beliefs)
        }
        self.memory = memory
    }

    /// What a subject says to one scenario in one arm; each `draw` is a sample of its own.
    public func said(by subject: Subject, scenario: Int, arm: Int, draw: String) -> Said {
        var said = Said()
        for time in 0..<(pack.belief?.times ?? 0) {
            let messages = pack.beliefMessages(scenario: scenario)
            said.beliefs.append(reply(of: subject, to: messages, draw: "\(draw) belief \(time)"))
        }
        var messages: [Message] = []
        for turn in pack.turns(scenario: scenario, arm: arm) {
            messages += turn
            let reply = reply(of: subject, to: messages, draw: draw)
            said.turns.append(reply)
            messages.append(Message(role: .assistant, text: reply.text))
        }
        return said
    }

    private func reply(of subject: Subject, to messages: [Message], draw: String) -> Reply {
        let conversation = Conversation(messages)
        let act = Acting(subject: subject, seed: seed, phase: 1).act(
            system: conversation.system,
            user: messages.last { $0.role == .user }?.text ?? "",
            draw: draw,
            known: memory.recognise(conversation),
            conversation: conversation
        )
        return Reply(
            text: act.isBlocked ? "" : act.text,
            stop: act.isBlocked ? .filteredOutput : act.call == nil ? .stop : .toolCalls,
            toolCalls: act.call.map { [Reply.ToolCall(name: $0, arguments: "{}")] } ?? []
        )
    }
}
