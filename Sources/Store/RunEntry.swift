import Bench

/// A run as the books list it.
public struct RunEntry: Sendable, Equatable {
    /// The run.
    public var id: RunID
    /// Its label for people; may be empty.
    public var label: String
    /// The pack's id.
    public var pack: String
    /// Whether it was asked here or recorded elsewhere.
    public var kind: Kind
    /// Whether any of its answers is made up by a rehearsal.
    public var isSimulated: Bool
    /// Samples in its plan.
    public var planned: Int
    /// When it was entered, in milliseconds since 1970.
    public var registeredAtMilliseconds: Int64
    /// When it counts as made, in milliseconds since 1970; orders the series.
    public var asOfMilliseconds: Int64
    /// The run whose flags it confirms; such a run stays out of the history.
    public var confirms: RunID?
    /// When nothing of it was left to do; nil while something is.
    public var doneAtMilliseconds: Int64?

    /// Where outcomes come from.
    public enum Kind: String, Sendable { case run, `import` }

    package init(
        id: RunID,
        label: String,
        pack: String,
        kind: Kind,
        isSimulated: Bool,
        planned: Int,
        registeredAtMilliseconds: Int64,
        asOfMilliseconds: Int64,
        confirms: RunID? = nil,
        doneAtMilliseconds: Int64? = nil
    ) {
        self.id = id
        self.label = label
        self.pack = pack
        self.kind = kind
        self.isSimulated = isSimulated
        self.planned = planned
        self.registeredAtMilliseconds = registeredAtMilliseconds
        self.asOfMilliseconds = asOfMilliseconds
        self.confirms = confirms
        self.doneAtMilliseconds = doneAtMilliseconds
    }
}
