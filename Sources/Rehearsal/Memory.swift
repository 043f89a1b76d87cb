import Bench

/// What a subject knows of a prompt that it has recognised.
struct Known: Hashable {
    /// What the arm makes it believe.
    var belief: Belief
    /// The words that stand for the scenario, the same in every arm.
    var scenario: String
    /// In which words it does what it decides.
    var script: Script
    /// Whether complying is the right answer to a question.
    var isQuestion = false
    /// Whether nothing is asked after it.
    var isLast = true
    /// A few words that this arm's prompt has and not every arm's; nil where none are known.
    var cue: String?
}

/// The prompts that are to arrive, and what each stands for.
///
/// A subject goes by what arrives, letter for letter: no label of an arm reaches it. So a prompt
/// that was garbled on its way is recognised as none, and the gap that was planted is not found.
struct Memory {
    /// Prompts that are remembered, at most.
    static let promptsMax = 1_000_000

    private var prompts: [Digest: Known] = [:]
    /// The places of a subject's own turns that occur in conversations, by their number of turns.
    private var owns: [Int: Set<[Int]>] = [:]

    /// Whether nobody has said what will arrive.
    var isEmpty: Bool { prompts.isEmpty }

    /// Remembers all that is asked of one scenario, in all arms.
    ///
    /// Arms that say the same, letter for letter, cannot be told apart: where they would make it
    /// believe different things, it believes neither.
    mutating func learn(_ pack: Pack, scenario: Int, beliefs: [Belief]) {
        if prompts.count >= Self.promptsMax { prompts.removeAll() }
        let words = Self.words(pack, scenario: scenario)
        let own = pack.ownWords(scenario: scenario)
        for arm in pack.arms.indices {
            for prompt in Self.prompts(pack, scenario: scenario, arm: arm) {
                let digest = prompt.conversation.digest(own: prompt.own)
                if let before = prompts[digest], before.scenario == words {
                    if prompt.stage == .last, before.belief != beliefs[arm] {
                        prompts[digest]?.belief = .neither
                    }
                    continue
                }
                let script = Script(pack, scenario: scenario, arm: arm, stage: prompt.stage)
                owns[prompt.conversation.turns.count, default: []].insert(prompt.own)
                prompts[digest] = Known(
                    belief: beliefs[arm],
                    scenario: words,
                    script: script ?? .lines,
                    isQuestion: pack.scorer.hasRightAnswers,
                    isLast: prompt.stage == .last,
                    cue: pack.ownPhrase(scenario: scenario, arm: arm, own: own[arm])
                )
            }
        }
    }

    /// A prompt that is to arrive.
    private struct Prompt {
        var conversation: Conversation
        /// The places of what the subject will have said itself.
        var own: [Int]
        var stage: Script.Stage
    }

    /// Stands in a conversation where the subject's own reply will.
    private static let ownReply = "\u{0}"

    private static func prompts(_ pack: Pack, scenario: Int, arm: Int) -> [Prompt] {
        var prompts: [Prompt] = []
        if pack.belief != nil {
            let conversation = Conversation(pack.beliefMessages(scenario: scenario))
            prompts.append(Prompt(conversation: conversation, own: [], stage: .belief))
        }
        let turns = pack.turns(scenario: scenario, arm: arm)
        var said: [Message] = []
        for (index, turn) in turns.enumerated() {
            said += turn
            let conversation = Conversation(said)
            prompts.append(
                Prompt(
                    conversation: conversation,
                    own: conversation.turns.indices.filter {
                        conversation.turns[$0].text == ownReply
                    },
                    stage: index == turns.count - 1 ? .last : .early
                )
            )
            said.append(Message(role: .assistant, text: ownReply))
        }
        return prompts
    }

    /// What a conversation stands for; nil for one that was not to arrive.
    func recognise(_ conversation: Conversation) -> Known? {
        for own in (owns[conversation.turns.count] ?? []).sorted(by: { $0.count < $1.count }) {
            if let known = prompts[conversation.digest(own: own)] { return known }
        }
        return nil
    }

    /// The words that stand for a scenario: the first of the user's in its first arm.
    static func words(_ pack: Pack, scenario: Int) -> String {
        pack.messages(scenario: scenario, arm: 0).first { $0.role == .user }?.text ?? ""
    }
}
