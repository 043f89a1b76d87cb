import Bench

extension Adapter {
    /// OpenRouter.
    ///
    /// One name is served by many backends, so nobody else may step in, nothing may be dropped
    /// silently and nothing cut out of the middle; `upstream` of the roster pins the backend.
    static let openRouter = Adapter(path: { _ in "/chat/completions" })
        .with { adapter in
            adapter.members = { model in
                [
                    (
                        "provider",
                        .compact([
                            ("order", model.upstream.map { [JSON($0)] } ?? .null),
                            ("allow_fallbacks", model.upstream == nil ? .null : false),
                            ("require_parameters", true), ("data_collection", "deny"),
                        ])
                    ), ("transforms", []),
                ]
            }
            // DeepSeek's own rule, passed on.
            adapter.chat.said = { model, _, message in
                model.name.hasPrefix("deepseek/deepseek-v4")
                    ? [("reasoning_content", JSON(message.thought ?? " "))] : []
            }
            adapter.chat.effort = { [("reasoning", ["effort": JSON($0 == "max" ? "xhigh" : $0)])] }
        }
}
