import Bench

/// How a vendor takes many requests at once, for half the price and an answer within a day.
public enum BatchDialect: Sendable, Hashable {
    /// A file of lines is uploaded, and a batch made of it.
    case openAI
    /// The requests travel within the one that makes the batch, as with the two below.
    case anthropic
    case gemini
    case mistral

    /// Nil where the model's vendor has no batches that are known here; `refusal` says why.
    public init?(_ model: Model) {
        switch model.vendor {
        case .openai, .openaiResponses:
            // Servers that speak OpenAI's format seldom have its batches.
            guard model.isServed(at: "api.openai.com") || model.isSimulated else { return nil }
            self = .openAI
        case .anthropic: self = .anthropic
        case .gemini: self = .gemini
        case .mistral: self = .mistral
        case .vertexGemini, .vertexAnthropic, .azure, .bedrock, .deepseek, .xai, .openrouter,
            .groq, .together, .fireworks, .meta, .compatible:
            return nil
        }
    }

    /// Why a model cannot be asked by batch; nil where it can.
    public static func refusal(of model: Model) -> String? {
        guard BatchDialect(model) == nil else { return nil }
        let place =
            [.openai, .openaiResponses].contains(model.vendor)
            ? "OpenAI's format at \(model.endpoint)" : model.vendor.rawValue
        return "\(model.id): batches are known of openai, openai-responses, anthropic, gemini and "
            + "mistral at their own addresses, not of \(place): leave out --batch or the model"
    }

    /// The name of it for people.
    public var name: String {
        switch self {
        case .openAI: "OpenAI"
        case .anthropic: "Anthropic"
        case .gemini: "Gemini"
        case .mistral: "Mistral"
        }
    }

    /// Requests of one batch, at most: below all vendors' limits (OpenAI 50,000, Anthropic
    /// 100,000), so that what is lost with one is little.
    public static let requestsMax = 10_000

    /// Bytes of one batch's requests, at most: below OpenAI's 200 MB and Anthropic's 256 MB, and
    /// Gemini's 20 MB for requests that are not in a file.
    public var bytesMax: Int {
        switch self {
        case .gemini: 16 << 20
        case .openAI, .anthropic, .mistral: 32 << 20
        }
    }

    /// Whether a batch can carry a mark of ours by which it is found again.
    public var carriesMark: Bool { self != .anthropic }

    /// Whether a name can stand for a request in a batch: 1 to 64 of A–Z a–z 0–9 _ -.
    public static func isCustomID(_ name: String) -> Bool { isToken(name, bytesMax: 64) }

    /// Whether an id that a vendor gave can stand in an address.
    static func isID(_ name: String) -> Bool { isToken(name, bytesMax: 200) }

    private static func isToken(_ name: String, bytesMax: Int) -> Bool {
        (1...bytesMax).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_")
                    || $0 == UInt8(ascii: "-")
            }
    }
}
