/// Cohen's κ of two who sort the same things: their agreement beyond chance.
package struct Kappa: Sendable, Hashable {
    /// The estimate, in [-1, 1].
    package let value: Double
    /// Its standard error in large samples; 0 where the two agree on everything.
    package let standardError: Double

    /// From how often the first said the row's class and the second the column's; square.
    ///
    /// Nil without a thing, and where chance alone agrees always.
    /// Source: Cohen, Educ. Psychol. Meas. 20, 1960; the standard error is that of Fleiss, Cohen and
    /// Everitt, Psychol. Bull. 72, 1969.
    package init?(_ table: [[Int]]) {
        precondition(table.allSatisfy { $0.count == table.count }, "a square table is needed")
        let total = table.reduce(0) { $0 + $1.reduce(0, +) }
        let count = Double(total)
        let shares = table.map { $0.map { Double($0) / count } }
        let rows = shares.map { $0.reduce(0, +) }
        let columns = table.indices.map { column in shares.reduce(0) { $0 + $1[column] } }
        let chance = zip(rows, columns).reduce(0) { $0 + $1.0 * $1.1 }
        guard total > 0, chance < 1 else { return nil }
        let agreement = table.indices.reduce(0) { $0 + shares[$1][$1] }
        let value = (agreement - chance) / (1 - chance)
        var diagonal = 0.0
        var others = 0.0
        for row in table.indices {
            for column in table.indices {
                if row == column {
                    let term = 1 - (rows[column] + columns[row]) * (1 - value)
                    diagonal += shares[row][column] * term * term
                } else {
                    let term = columns[row] + rows[column]
                    others += shares[row][column] * term * term
                }
            }
        }
        let rest = value - chance * (1 - value)
        let variance = diagonal + (1 - value) * (1 - value) * others - rest * rest
        self.value = value
        standardError = (max(0, variance) / count).squareRoot() / (1 - chance)
    }

    /// The 95 % interval by the normal approximation, within [-1, 1].
    package var bounds: Bounds {
        let half = Normal.quantile(upperTail: (1 - Interval.confidence) / 2) * standardError
        return Bounds(lower: max(-1, value - half), upper: min(1, value + half))
    }
}
