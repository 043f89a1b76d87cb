import Bench

/// The gap of one run against the accepted runs before it, paired by scenario.
public struct Change: Sendable, Hashable {
    /// Mean over shared scenarios of the gap now minus the mean gap before, in [-2, 2].
    public var difference: Double
    /// The 95 % interval of the difference, clipped to [-2, 2].
    public var interval: Interval
    /// The p-value: sign-flip over scenarios, and from five runs of history on the larger of that
    /// and the prediction t over runs.
    public var pValue: Double
    /// The p-value adjusted over everything that the run compares; nil until that is known.
    public var qValue: Double?
    /// Scenarios with a gap now and before.
    public var scenarios: Int
    /// Runs that «before» is the mean of.
    public var history: Int
    /// The p-value that the difference lies outside ±margin (two one-sided tests).
    public var equivalencePValue: Double

    package init(
        difference: Double,
        interval: Interval,
        pValue: Double,
        qValue: Double? = nil,
        scenarios: Int,
        history: Int,
        equivalencePValue: Double
    ) {
        self.difference = difference
        self.interval = interval
        self.pValue = pValue
        self.qValue = qValue
        self.scenarios = scenarios
        self.history = history
        self.equivalencePValue = equivalencePValue
    }
}

/// What a change means for the person who is woken by it.
public struct Verdict: Sendable, Hashable {
    /// The verdict in one word.
    public var kind: Kind
    /// Whether the change goes the way that the metric calls worse; nil without a direction.
    public var isWorse: Bool?
    /// The evidence in one sentence.
    public var reason: String
    /// Why the data cannot carry a verdict; empty where they can.
    public var gates: [Gate]

    package init(kind: Kind, isWorse: Bool?, reason: String, gates: [Gate] = []) {
        self.kind = kind
        self.isWorse = isWorse
        self.reason = reason
        self.gates = gates
    }

    /// Whether it says that something has changed or is beyond what is put up with.
    public var isFlagged: Bool {
        switch kind {
        case .regressed, .improved, .changedUnconfirmed, .beyondLimit: true
        case .equivalent, .inconclusive, .first: false
        }
    }

    /// The verdicts.
    public enum Kind: String, Sendable, CaseIterable {
        /// Worse, beyond noise and beyond the minimum effect.
        case regressed
        /// Better, beyond noise and beyond the minimum effect.
        case improved
        /// The same, within the margin.
        case equivalent
        /// Neither shown: the data do not say.
        case inconclusive
        /// Beyond noise, but with too little history to tell a change from a vendor's drift.
        case changedUnconfirmed
        /// Nothing comparable before it.
        case first
        /// The gap itself is worse than the policy puts up with, whatever it was before.
        case beyondLimit
    }
}
