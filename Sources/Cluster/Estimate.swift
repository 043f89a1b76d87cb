import Bench

extension Amounts {
    /// The most that one request may use.
    ///
    /// Tokens as vendors count them on average, three bytes each; money as if every byte were a
    /// token, which none exceeds. A model without a price costs nothing here: whoever meters money
    /// must not ask it.
    package static func estimate(
        of model: Model,
        bytes: Int,
        outputTokensMax: Int?,
        inBatch: Bool = false
    ) -> Amounts {
        let output = outputTokensMax ?? Self.outputTokensUnknown
        var nanodollars: Int64 = 0
        if let rates = model.price?.rates(inBatch: inBatch) {
            let dollars = Double(bytes + Self.overheadTokens) * rates.input
            nanodollars = Int64(((dollars + Double(output) * rates.output) * 1000).rounded(.up))
        }
        return Amounts(
            requests: 1,
            tokens: bytes / 3 + Self.overheadTokens + output,
            nanodollars: nanodollars
        )
    }

    /// Tokens that a vendor adds around messages, at most.
    static let overheadTokens = 64
    /// What a model may write where nobody limits it.
    static let outputTokensUnknown = 32_768
}
