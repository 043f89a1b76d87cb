import Bench

extension Adapter {
    /// Mistral.
    ///
    /// `safe_prompt` would put a system prompt of the vendor's before ours.
    static let mistral = Adapter(path: { _ in "/chat/completions" })
        .with { $0.members = { _ in [("safe_prompt", false)] } }
}
