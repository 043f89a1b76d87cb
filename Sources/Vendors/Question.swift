import Bench

/// What is put to a model: the conversation, how it is drawn, and what it may call.
struct Question {
    var messages: [Message]
    /// The roster's overrides and what was learnt are applied already; nil is not sent.
    var sampling: Sampling
    var tools: [Tool] = []
    /// The parameters that this model is known to reject.
    var rejected: Set<Parameter> = []
}

/// A parameter that some models reject.
public enum Parameter: String, Sendable, CaseIterable, Comparable {
    case temperature
    case topP = "top_p"
    case reasoningEffort = "reasoning_effort"
    /// `max_tokens`, which some want to be called `max_completion_tokens`, and the other way round.
    case limitName = "max_tokens"

    /// By name.
    public static func < (left: Parameter, right: Parameter) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension Sampling {
    /// Without what a model rejects.
    func without(_ rejected: Set<Parameter>) -> Sampling {
        var sampling = self
        if rejected.contains(.temperature) { sampling.temperature = nil }
        if rejected.contains(.topP) { sampling.topP = nil }
        if rejected.contains(.reasoningEffort) { sampling.reasoningEffort = nil }
        return sampling
    }

    /// Whether a parameter is sent at all.
    package func sends(_ parameter: Parameter) -> Bool {
        switch parameter {
        case .temperature: temperature != nil
        case .topP: topP != nil
        case .reasoningEffort: reasoningEffort != nil
        case .limitName: true
        }
    }
}
