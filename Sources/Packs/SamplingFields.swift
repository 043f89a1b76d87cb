import Bench

/// The four settings that a pack asks for and a roster may change, each absent or checked.
struct SamplingFields {
    static let names = ["temperature", "top_p", "max_output_tokens", "reasoning_effort"]
    /// The output tokens that can be asked for, at most.
    static let outputTokensMax = 1_000_000

    let temperature: Double?
    let topP: Double?
    let outputTokensMax: Int?
    let reasoningEffort: String?

    init(_ field: Field) throws(PackError) {
        temperature = try field.number(of: "temperature", in: 0...2)
        topP = try field.number(of: "top_p", in: 0...1)
        outputTokensMax = try field.whole(of: "max_output_tokens", in: 1...Self.outputTokensMax)
        reasoningEffort = try field.text(of: "reasoning_effort")
    }
}
