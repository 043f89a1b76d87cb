/// The paired t test, the textbook beside the exact sign-flip.
package struct PairedT: Sendable, Hashable {
    /// The mean of the differences.
    package let mean: Double
    /// Its standard error.
    package let standardError: Double
    /// The degrees of freedom.
    package let degreesOfFreedom: Int

    /// Of two differences at least.
    package init(_ differences: [Double]) {
        precondition(differences.count >= 2, "a t test needs two differences")
        let count = Double(differences.count)
        let mean = differences.reduce(0, +) / count
        let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        standardError = (squares / (count - 1) / count).squareRoot()
        degreesOfFreedom = differences.count - 1
    }

    /// The mean in standard errors.
    package var t: Double { mean / standardError }

    /// The two-sided p-value; 1 where nothing differs.
    package var pValue: Double {
        guard standardError > 0 else { return mean == 0 ? 1 : 0 }
        return StudentT(degreesOfFreedom: degreesOfFreedom).twoSided(t)
    }

    /// The larger p-value of the two one-sided tests that the mean lies inside ±margin.
    ///
    /// Source: Schuirmann, J. Pharmacokin. Biopharm. 15, 1987.
    package func equivalencePValue(margin: Double) -> Double {
        let distribution = StudentT(degreesOfFreedom: degreesOfFreedom)
        return max(
            distribution.upperTail((mean + margin) / standardError),
            distribution.upperTail((margin - mean) / standardError)
        )
    }
}
