import Glibc

/// McNemar's exact test of whether the discordant pairs are split evenly.
///
/// It is the sign-flip test of sums of ±1, found by the binomial tail instead of by counting, so
/// that each can be held against the other.
package struct McNemar: Sendable, Hashable {
    /// The probability of a split at least as uneven; 1 without discordant pairs.
    package let exact: Double
    /// The same with half the weight on splits exactly as uneven; 1 without discordant pairs.
    package let mid: Double

    /// Tests a table.
    ///
    /// Source: McNemar, Psychometrika 12, 1947; the mid-p form is Lancaster's, JASA 56, 1961.
    package init(_ table: PairedTable) {
        let fewer = min(table.minuendOnly, table.subtrahendOnly)
        let more = max(table.minuendOnly, table.subtrahendOnly)
        guard more > 0 else {
            (exact, mid) = (1, 1)
            return
        }
        let atom = Self.atom(fewer, more)
        if fewer == more {
            (exact, mid) = (1, 1 - atom / 2)
            return
        }
        // The lower binomial tail is an incomplete beta function. Source: NIST DLMF 8.17.5.
        let tail = SpecialFunctions.incompleteBeta(
            0.5,
            complement: 0.5,
            Double(more),
            Double(fewer + 1)
        )
        (exact, mid) = (min(1, 2 * tail), 2 * tail - atom)
    }

    /// The probability that exactly `fewer` of all discordant pairs go one way.
    private static func atom(_ fewer: Int, _ more: Int) -> Double {
        let pairs = Double(fewer + more)
        let choose =
            -log(pairs + 1) - SpecialFunctions.logBeta(Double(fewer + 1), Double(more + 1))
        return exp(choose - pairs * log(2))
    }
}
