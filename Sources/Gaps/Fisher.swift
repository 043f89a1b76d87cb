import Glibc

/// Fisher's exact test of a two-by-two table.
package enum Fisher {
    /// The two-sided p-value: all tables with these margins that are at most as likely.
    ///
    /// For missing against present samples of two arms it is the textbook beside the sign-flip test
    /// by scenario. Source: Fisher, J. R. Stat. Soc. 85, 1922.
    package static func pValue(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Double {
        precondition(min(a, b, c, d) >= 0, "counts are not below 0")
        let (row, column, total) = (a + b, a + c, a + b + c + d)
        let low = max(0, row + column - total)
        let high = min(row, column)
        func logChance(_ cell: Int) -> Double {
            logChoose(column, cell) + logChoose(total - column, row - cell)
                - logChoose(total, row)
        }
        let observed = logChance(a)
        var sum = 0.0
        for cell in low...high {
            let chance = logChance(cell)
            // Equally likely tables differ by rounding only.
            if chance <= observed + 1e-7 { sum += exp(chance) }
        }
        return min(1, sum)
    }

    private static func logChoose(_ count: Int, _ some: Int) -> Double {
        guard some > 0, some < count else { return 0 }
        return -log(Double(count + 1))
            - SpecialFunctions.logBeta(Double(count - some + 1), Double(some + 1))
    }
}
