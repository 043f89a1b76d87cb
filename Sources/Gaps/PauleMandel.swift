/// How much runs differ beyond what their own errors explain.
package struct BetweenRuns: Sendable, Hashable {
    /// The variance between runs, 0 or more.
    package let variance: Double
    /// The mean over runs, weighted by 1/(SE² + variance).
    package let mean: Double
    /// The standard error of that mean.
    package let standardError: Double

    private static let rounds = 200

    /// From each run's value and the square of its standard error, all above 0; two runs at least.
    ///
    /// The variance at which the weighted squares add up to their degrees of freedom; 0 where they
    /// already fall short of it.
    /// Source: Paule and Mandel, «Consensus values and weighting factors», J. Res. NBS 87, 1982.
    package static func pauleMandel(_ values: [Double], squaredErrors: [Double]) -> BetweenRuns {
        check(values, squaredErrors)
        let freedom = Double(values.count - 1)
        func excess(_ variance: Double) -> Double {
            let weights = squaredErrors.map { 1 / ($0 + variance) }
            let mean = weighted(values, weights)
            return zip(values, weights).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
                - freedom
        }
        guard excess(0) > 0 else { return BetweenRuns(values, squaredErrors, variance: 0) }
        var high = 1e-12
        for _ in 0..<rounds where excess(high) > 0 { high *= 4 }
        let variance = Quantile.bisect(0, high) { excess($0) > 0 }
        return BetweenRuns(values, squaredErrors, variance: variance)
    }

    /// The moment estimate, in closed form.
    ///
    /// Source: DerSimonian and Laird, Controlled Clinical Trials 7, 1986.
    package static func derSimonianLaird(
        _ values: [Double],
        squaredErrors: [Double]
    ) -> BetweenRuns {
        check(values, squaredErrors)
        let weights = squaredErrors.map { 1 / $0 }
        let mean = weighted(values, weights)
        let squares = zip(values, weights).reduce(0) {
            $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean)
        }
        let sum = weights.reduce(0, +)
        let scale = sum - weights.reduce(0) { $0 + $1 * $1 } / sum
        let variance = max(0, (squares - Double(values.count - 1)) / scale)
        return BetweenRuns(values, squaredErrors, variance: variance)
    }

    private init(_ values: [Double], _ squaredErrors: [Double], variance: Double) {
        let weights = squaredErrors.map { 1 / ($0 + variance) }
        self.variance = variance
        mean = Self.weighted(values, weights)
        standardError = (1 / weights.reduce(0, +)).squareRoot()
    }

    private static func check(_ values: [Double], _ squaredErrors: [Double]) {
        precondition(values.count == squaredErrors.count, "each run needs its error")
        precondition(values.count >= 2, "two runs are needed")
        precondition(squaredErrors.allSatisfy { $0 > 0 }, "an error is above 0")
    }

    private static func weighted(_ values: [Double], _ weights: [Double]) -> Double {
        zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    }
}
