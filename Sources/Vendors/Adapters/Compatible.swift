import Bench

/// Servers that speak chat completions as OpenAI does, with their few differences.
///
/// | vendor | bound of the output | effort |
/// |---|---|---|
/// | Groq | `max_completion_tokens` | `reasoning_effort` |
/// | Together, Fireworks | `max_tokens` | `reasoning_effort` |
/// | Meta | `max_completion_tokens` | `reasoning_effort` |
/// | vLLM, SGLang, llama.cpp, Ollama, LM Studio | `max_tokens` | `reasoning_effort` |
extension Adapter {
    /// A server of one's own.
    static let compatible = Adapter(path: { _ in "/chat/completions" })

    /// Groq.
    static let groq = compatible.with { $0.chat.limit = { _ in "max_completion_tokens" } }

    /// Together.
    static let together = compatible

    /// Fireworks.
    static let fireworks = compatible

    /// Meta's own service.
    static let meta = compatible.with { $0.chat.limit = { _ in "max_completion_tokens" } }
}
