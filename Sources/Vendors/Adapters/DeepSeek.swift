import Bench

extension Adapter {
    /// DeepSeek, whose models think unless they are told not to.
    static let deepSeek = Adapter(path: { _ in "/chat/completions" })
        .with { adapter in
            adapter.chat.effort = { effort in
                effort == "off" || effort == "none"
                    ? [("thinking", ["type": "disabled"])]
                    : [("thinking", ["type": "enabled"]), ("reasoning_effort", JSON(effort))]
            }
        }
}
