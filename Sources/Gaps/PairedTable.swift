/// Pairs of one sample an arm, counted by what came of the two.
///
/// The intervals and tests for such tables stand beside the ones for rates per scenario as a check
/// by other means: with one sample an arm they must agree, or nearly so.
package struct PairedTable: Sendable, Hashable {
    /// Pairs with the outcome in both arms.
    package var both: Int
    /// Pairs with the outcome in the minuend alone.
    package var minuendOnly: Int
    /// Pairs with the outcome in the subtrahend alone.
    package var subtrahendOnly: Int
    /// Pairs with the outcome in neither arm.
    package var neither: Int

    package init(both: Int, minuendOnly: Int, subtrahendOnly: Int, neither: Int) {
        precondition(
            min(both, minuendOnly, subtrahendOnly, neither) >= 0
                && both + minuendOnly + subtrahendOnly + neither > 0,
            "a table has pairs, and no count below 0"
        )
        self.both = both
        self.minuendOnly = minuendOnly
        self.subtrahendOnly = subtrahendOnly
        self.neither = neither
    }

    /// All pairs.
    package var pairs: Int { both + minuendOnly + subtrahendOnly + neither }

    /// The minuend's rate minus the subtrahend's, in [-1, 1].
    package var difference: Double { Double(minuendOnly - subtrahendOnly) / Double(pairs) }
}
