import Bench
import Scoring

extension Pack {
    /// What stands for a reply that only the run will know.
    static let replyMark = "‹the model's reply›"

    /// What is said turn by turn; each ends with the user, and the model answers it.
    func shownTurns(scenario: Int, arm: Int) -> [[Message]] {
        [messages(scenario: scenario, arm: arm)]
    }

    /// The tools that are offered, in their order.
    func shownTools(scenario: Int) -> [Tool] { [] }

    /// What a judge is asked, with a mark in the place of the reply; nil without a judge.
    func shownJudge(scenario: Int) -> [Message]? {
        guard case .judge(let prompt) = scorer else { return nil }
        let reply = Reply(text: Self.replyMark, stop: .stop, servedModel: "")
        return JudgeScoring.prompt(prompt, pack: self, scenario: scenario, reply: reply)
    }

    /// The conversation that is sent for a turn, earlier replies marked.
    func conversation(scenario: Int, arm: Int, turn: Int) -> [Message] {
        var messages: [Message] = []
        for (index, said) in shownTurns(scenario: scenario, arm: arm).prefix(turn + 1).enumerated()
        {
            if index > 0 { messages.append(Message(role: .assistant, text: Self.replyMark)) }
            messages += said
        }
        return messages
    }
}
