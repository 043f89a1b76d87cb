/// How alike the samples of one scenario are, from a one-way analysis of variance.
package struct IntraclassCorrelation: Sendable, Hashable {
    /// The mean square between scenarios.
    package let between: Double
    /// The mean square within scenarios.
    package let within: Double
    /// The correlation of two samples of a scenario; NaN where nothing varies.
    package let correlation: Double
    /// How many times larger a mean's variance is than that of as many independent samples.
    package let designEffect: Double

    /// From the counted samples of each scenario out of the same number, two scenarios with two
    /// samples at least.
    ///
    /// Source: Fleiss, Levin and Paik, «Statistical methods for rates and proportions», 3rd edition
    /// 2003, chapter 15.
    package init(counted: [Int], of samples: Int) {
        precondition(counted.count >= 2 && samples >= 2, "two scenarios with two samples at least")
        let count = Double(counted.count)
        let size = Double(samples)
        let rates = counted.map { Double($0) / size }
        let mean = rates.reduce(0, +) / count
        between = size * rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        within = size * rates.reduce(0) { $0 + $1 * (1 - $1) } / (count * (size - 1))
        correlation = (between - within) / (between + (size - 1) * within)
        designEffect = 1 + (size - 1) * correlation
    }
}
