import Bench

extension Adapter {
    /// xAI.
    ///
    /// It rejects `reasoning_effort` for some models that reason; that is learnt from the error.
    static let xAI = Adapter(path: { _ in "/chat/completions" })
}
