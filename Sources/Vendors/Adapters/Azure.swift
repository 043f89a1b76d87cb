import Bench

extension Adapter {
    /// OpenAI's models on Azure.
    ///
    /// The name is the deployment's. With an `api_version` the older address is used, which names
    /// the deployment itself. Azure's own filters make it another system than OpenAI's.
    static let azure = Adapter(path: { model in
        guard let version = model.apiVersion else { return "/openai/v1/chat/completions" }
        return "/openai/deployments/\(model.encodedName)/chat/completions?api-version=\(version)"
    })
    .with { adapter in
        adapter.key = KeyHeader(name: "api-key")
        adapter.chat.limit = { _ in "max_completion_tokens" }
    }
}
