import Bench

/// The ways of one vendor: what sets it apart from others that speak the same wire format.
///
/// A new vendor is a case of `Vendor`, a file beside this one and a line in `init(_:)`.
struct Adapter: Sendable {
    /// What stands behind the endpoint.
    var path: @Sendable (Model) -> String
    /// Where the key goes.
    var key = KeyHeader(name: "Authorization", prefix: "Bearer ")
    /// Headers besides the usual ones.
    var headers: @Sendable (Model) -> [VendorHeader] = { _ in [] }
    /// The API version that is pinned where the roster names none.
    var version: String?
    /// The ways of a vendor that speaks chat completions.
    var chat = ChatWays()
    /// Members of every request's body besides the usual ones.
    var members: @Sendable (Model) -> [(String, JSON)] = { _ in [] }
    /// Whether the body names the model; elsewhere its address does.
    var namesModel = true
    /// How a request is signed, for vendors that want more than a key in a header.
    var signing: @Sendable (Model) -> VendorRequest.Signing? = { _ in nil }

    init(_ vendor: Vendor) {
        self =
            switch vendor {
            case .openai: .openAI
            case .openaiResponses: .openAIResponses
            case .anthropic: .anthropic
            case .gemini: .gemini
            case .vertexGemini: .vertexGemini
            case .vertexAnthropic: .vertexAnthropic
            case .azure: .azure
            case .bedrock: .bedrock
            case .mistral: .mistral
            case .deepseek: .deepSeek
            case .xai: .xAI
            case .openrouter: .openRouter
            case .groq: .groq
            case .together: .together
            case .fireworks: .fireworks
            case .meta: .meta
            case .compatible: .compatible
            }
    }

    init(path: @escaping @Sendable (Model) -> String) { self.path = path }

    /// An adapter with some of its ways changed.
    func with(_ change: (inout Adapter) -> Void) -> Adapter {
        var changed = self
        change(&changed)
        return changed
    }
}

/// How a vendor wants the parts of a chat completion that differ.
struct ChatWays: Sendable {
    /// The member that bounds the output.
    var limit: @Sendable (Model) -> String = { _ in "max_tokens" }
    /// The members that say how hard to think.
    var effort: @Sendable (String) -> [(String, JSON)] = { [("reasoning_effort", JSON($0))] }
    /// Members of what the assistant has said before, besides the usual ones.
    var said: @Sendable (Model, Sampling, Message) -> [(String, JSON)] = { _, _, _ in [] }
}

extension Adapter {
    /// The request's frame; its body follows.
    func request(to model: Model, path: String? = nil, body: JSON) -> VendorRequest {
        VendorRequest(
            url: model.url(path ?? self.path(model)),
            headers: [
                VendorHeader("Content-Type", "application/json"),
                VendorHeader("Accept", "application/json"),
            ] + headers(model),
            keyHeader: model.keyVariable == nil ? nil : key,
            signing: signing(model),
            body: body.bytes
        )
    }
}

extension Model {
    /// Whether its replies are streamed, where the format leaves it open.
    func isStreamed(by default: Bool) -> Bool { isStreamed ?? `default` }
}
