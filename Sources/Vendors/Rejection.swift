import Bench

/// Reads from an error that a model does not take a parameter.
///
/// Tables of models by name go out of date: the vendor's own answer does not. What is learnt is
/// dropped from then on, recorded with every reply, and so the same in every arm.
extension Reading {
    func rejected(by error: ErrorBody, status: Int, folded: [UInt8]) -> Parameter? {
        guard status == 400 || status == 422 else { return nil }
        let isAboutSupport =
            ["unsupported_parameter", "unsupported_value", "unknown_parameter"]
            .contains(error.code ?? "")
            || folded.containsAny([
                "unsupported", "not supported", "does not support", "doesn't support",
                "not permitted", "extra inputs", "unrecognized", "unknown parameter", "deprecated",
                "not allowed", "not available", "only the default", "use 'max_",
                "unexpected keyword",
                "may not be set", "cannot both be specified", "cannot be specified",
            ])
        guard isAboutSupport else { return nil }
        if let named = error.json["param"]?.string.flatMap(Self.parameter) { return named }
        return Self.names.first { folded.place(of: $0.word) != nil }?.parameter
    }

    private static let names: [(word: StaticString, parameter: Parameter)] = [
        ("temperature", .temperature), ("top_p", .topP), ("topp", .topP),
        ("reasoning_effort", .reasoningEffort), ("reasoning.effort", .reasoningEffort),
        ("reasoningeffort", .reasoningEffort), ("output_config", .reasoningEffort),
        ("thinking", .reasoningEffort), ("effort", .reasoningEffort),
        ("max_completion_tokens", .limitName), ("max_tokens", .limitName),
    ]

    private static func parameter(_ name: String) -> Parameter? {
        let folded = ASCII.folded(name)
        return names.first { folded.place(of: $0.word) != nil }?.parameter
    }
}
