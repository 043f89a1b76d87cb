/// Why differences of scenarios vary: scenarios differ, and so do the samples of one scenario.
package struct Variation: Sendable, Hashable {
    /// ω²: the variance over scenarios of the true difference, 0 or more.
    package let between: Double
    /// σ_A²: the mean variance of one sample of a scenario in the minuend, in [0, 1/4].
    package let minuend: Double
    /// σ_B²: the same in the subtrahend.
    package let subtrahend: Double

    /// Three finite variances, none below 0.
    package init(between: Double, minuend: Double, subtrahend: Double) {
        precondition(
            [between, minuend, subtrahend].allSatisfy { $0 >= 0 && $0.isFinite },
            "a variance is finite and not below 0"
        )
        self.between = between
        self.minuend = minuend
        self.subtrahend = subtrahend
    }

    /// What follows from assumed rates of the arms and a spread of the difference over scenarios.
    ///
    /// The rates lie in [0, 1]; the spread is a standard deviation of true differences, in [0, 1].
    /// A sample's variance is taken as p(1 − p), as if a scenario's rate were the arm's. Where rates
    /// differ between scenarios it is less, so that a plan asks for too much rather than too little.
    package init(minuendRate: Double, subtrahendRate: Double, spread: Double) {
        precondition(
            [minuendRate, subtrahendRate, spread].allSatisfy((0...1).contains),
            "rates and spread lie in 0...1"
        )
        self.init(
            between: spread * spread,
            minuend: minuendRate * (1 - minuendRate),
            subtrahend: subtrahendRate * (1 - subtrahendRate)
        )
    }

    /// σ_A² + σ_B²: the part that samples of the same scenario buy down.
    package var within: Double { minuend + subtrahend }

    /// The variance of one scenario's observed difference with so many samples an arm, 1 at least.
    package func ofDifference(replicates: Int) -> Double {
        precondition(replicates >= 1, "a scenario has a sample in each arm")
        return between + within / Double(replicates)
    }
}
