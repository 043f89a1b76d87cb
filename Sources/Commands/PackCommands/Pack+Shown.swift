import Bench
import Scoring

extension Pack {
    /// What stands for a reply that only the run will know.
    static let replyMark = "‹the model's reply›"

    /// What a judge is asked, with a mark in the place of the reply; nil without a judge.
    func shownJudge(scenario: Int) -> [Message]? {
        guard case .judge(let prompt) = scorer else { return nil }
        let reply = Reply(text: Self.replyMark, stop: .stop, servedModel: "")
        return JudgeScoring.prompt(
            prompt,
            pack: self,
            scenario: scenario,
            reply: reply,
            key: Digest(of: Array(Self.replyMark.utf8))
        )
    }

    /// The conversation that is sent for a turn, earlier replies marked.
    func conversation(scenario: Int, arm: Int, turn: Int) -> [Message] {
        var messages: [Message] = []
        for (index, said) in turns(scenario: scenario, arm: arm).prefix(turn + 1).enumerated() {
            if index > 0 { messages.append(Message(role: .assistant, text: Self.replyMark)) }
            messages += said
        }
        return messages
    }
}
