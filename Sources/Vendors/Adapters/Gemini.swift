import Bench

extension Adapter {
    /// Google Gemini, by its developers' API.
    static let gemini = Adapter(path: { model in
        "/\(model.apiVersion ?? "v1beta")/models/\(model.encodedName):\(model.call)"
    })
    .with { adapter in
        adapter.version = "v1beta"
        adapter.key = KeyHeader(name: "x-goog-api-key")
    }
}

extension Model {
    /// The method of `generateContent` that is called.
    var call: String {
        isStreamed(by: false) ? "streamGenerateContent?alt=sse" : "generateContent"
    }
}
