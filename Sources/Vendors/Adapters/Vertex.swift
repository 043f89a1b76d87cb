import Bench

/// Google Vertex AI.
///
/// The endpoint holds project and place, as in
/// `https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4`; the key is
/// an access token, which lives for an hour: `--key-command` has a fresh one at each start.
extension Adapter {
    /// Gemini on Vertex.
    static let vertexGemini = Adapter(path: { model in
        "/publishers/google/models/\(model.encodedName):\(model.call)"
    })

    /// Claude on Vertex: its address names the model, its body the version.
    static let vertexAnthropic = Adapter(path: { model in
        let call = AnthropicMessages.isStreamed(model) ? "streamRawPredict" : "rawPredict"
        return "/publishers/anthropic/models/\(model.encodedName):\(call)"
    })
    .with { adapter in
        adapter.version = "vertex-2023-10-16"
        adapter.namesModel = false
        adapter.members = {
            [("anthropic_version", JSON($0.apiVersion ?? "vertex-2023-10-16"))]
        }
    }
}
