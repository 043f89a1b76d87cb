/// Whom a model is asked from: a wire format and the ways of one vendor.
public enum Vendor: String, Sendable, CaseIterable {
    /// OpenAI Chat Completions, and servers that speak it as OpenAI does.
    case openai
    /// OpenAI Responses.
    case openaiResponses = "openai-responses"
    /// Anthropic Messages.
    case anthropic
    /// Google Gemini generateContent.
    case gemini
    /// Gemini on Google Vertex AI.
    case vertexGemini = "vertex-gemini"
    /// Claude on Google Vertex AI.
    case vertexAnthropic = "vertex-anthropic"
    /// OpenAI's models on Azure.
    case azure
    /// AWS Bedrock Converse.
    case bedrock
    /// Mistral.
    case mistral
    /// DeepSeek.
    case deepseek
    /// xAI.
    case xai
    /// OpenRouter, which passes requests on to others.
    case openrouter
    /// Groq.
    case groq
    /// Together.
    case together
    /// Fireworks.
    case fireworks
    /// Meta's own service.
    case meta
    /// A server of one's own that speaks OpenAI's format:
    /// vLLM, SGLang, llama.cpp, Ollama, LM Studio.
    case compatible

    /// The vendor's own address; nil where each customer has one.
    public var endpoint: String? {
        switch self {
        case .openai, .openaiResponses: "https://api.openai.com/v1"
        case .anthropic: "https://api.anthropic.com"
        case .gemini: "https://generativelanguage.googleapis.com"
        case .mistral: "https://api.mistral.ai/v1"
        case .deepseek: "https://api.deepseek.com"
        case .xai: "https://api.x.ai/v1"
        case .openrouter: "https://openrouter.ai/api/v1"
        case .groq: "https://api.groq.com/openai/v1"
        case .together: "https://api.together.xyz/v1"
        case .fireworks: "https://api.fireworks.ai/inference/v1"
        case .meta: "https://api.llama.com/compat/v1"
        case .vertexGemini, .vertexAnthropic, .azure, .bedrock, .compatible: nil
        }
    }

    /// The variable in which people keep the vendor's key.
    public var keyVariable: String {
        switch self {
        case .openai, .openaiResponses: "OPENAI_API_KEY"
        case .anthropic: "ANTHROPIC_API_KEY"
        case .gemini: "GEMINI_API_KEY"
        case .vertexGemini, .vertexAnthropic: "VERTEX_ACCESS_TOKEN"
        case .azure: "AZURE_OPENAI_API_KEY"
        case .bedrock: "AWS_SECRET_ACCESS_KEY"
        case .mistral: "MISTRAL_API_KEY"
        case .deepseek: "DEEPSEEK_API_KEY"
        case .xai: "XAI_API_KEY"
        case .openrouter: "OPENROUTER_API_KEY"
        case .groq: "GROQ_API_KEY"
        case .together: "TOGETHER_API_KEY"
        case .fireworks: "FIREWORKS_API_KEY"
        case .meta: "LLAMA_API_KEY"
        case .compatible: "OPENAI_COMPATIBLE_API_KEY"
        }
    }
}

/// The form of a vendor's requests and replies; several vendors share one.
public enum WireFormat: String, Sendable, CaseIterable {
    /// OpenAI Chat Completions.
    case chat
    /// OpenAI Responses.
    case responses
    /// Anthropic Messages.
    case messages
    /// Google generateContent.
    case generate
    /// AWS Bedrock Converse.
    case converse
}

extension Vendor {
    /// The form of its requests and replies.
    public var format: WireFormat {
        switch self {
        case .openaiResponses: .responses
        case .anthropic, .vertexAnthropic: .messages
        case .gemini, .vertexGemini: .generate
        case .bedrock: .converse
        case .openai, .azure, .mistral, .deepseek, .xai, .openrouter, .groq, .together,
            .fireworks, .meta, .compatible:
            .chat
        }
    }
}
