/// What a detector looks for: the failure modes of docs/taxonomy.md, by the names that files write.
public enum FailureMode: String, Sendable, CaseIterable {
    case goalGuarding = "goal-guarding"
    case raterSycophancy = "rater-sycophancy"
    case evaluationAwareness = "evaluation-awareness"
    case strategicRefusal = "strategic-refusal"
    case sandbagging
    case concealment
    case beliefContradiction = "belief-contradiction"
    case silentYielding = "silent-yielding"
    case openObedience = "open-obedience"

    /// As people say it, as in «goal guarding».
    public var words: String { rawValue.replacing("-", with: " ") }
}
