import Bench

extension Adapter {
    /// OpenAI Chat Completions.
    ///
    /// OpenAI's newer models reject `max_tokens`; many servers that speak its format know no other
    /// name, so the address decides.
    static let openAI = Adapter(path: { _ in "/chat/completions" })
        .with { adapter in
            adapter.chat.limit = {
                $0.isServed(at: "api.openai.com") ? "max_completion_tokens" : "max_tokens"
            }
        }

    /// OpenAI Responses.
    static let openAIResponses = Adapter(path: { _ in "/responses" })
}
