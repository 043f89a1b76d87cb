import Bench

extension Adapter {
    /// DeepSeek, whose models think unless they are told not to.
    ///
    /// While they think they want their thoughts back with what they have said, and reject a
    /// conversation without; where there are none, as with words that were put into their mouth, one
    /// space will do.
    static let deepSeek = Adapter(path: { _ in "/chat/completions" })
        .with { adapter in
            adapter.chat.said = { _, sampling, message in
                let isOff = sampling.reasoningEffort == "off" || sampling.reasoningEffort == "none"
                return isOff ? [] : [("reasoning_content", JSON(message.thought ?? " "))]
            }
            adapter.chat.effort = { effort in
                effort == "off" || effort == "none"
                    ? [("thinking", ["type": "disabled"])]
                    : [("thinking", ["type": "enabled"]), ("reasoning_effort", JSON(effort))]
            }
        }
}
