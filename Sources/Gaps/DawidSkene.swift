/// What several judges of unknown quality together say, without any human label: advice only.
///
/// Source: Dawid and Skene, «Maximum likelihood estimation of observer error-rates using the EM
/// algorithm», Applied Statistics 28, 1979.
package struct DawidSkene: Sendable, Hashable {
    /// The share of positives.
    package let prevalence: Double
    /// Each judge's sensitivity.
    package let sensitivity: [Double]
    /// Each judge's specificity.
    package let specificity: [Double]
    /// The probability that each item is positive.
    package let posterior: [Double]

    /// Fits verdicts: a row an item, a column a judge; one item and one judge at least, and rows
    /// equally long.
    ///
    /// `weights` say how many items each row stands for; one without.
    /// Starts from the share of votes, which settles which class is which, and stops after
    /// `iterations` rounds. Errors are taken as independent given the class; judges of one family
    /// break that, which is why this is advice.
    package init(_ verdicts: [[Bool]], weights: [Int]? = nil, iterations: Int = 200) {
        let judges = verdicts.first?.count ?? 0
        let counts = weights.map { $0.map(Double.init) } ?? verdicts.map { _ in 1 }
        precondition(counts.count == verdicts.count, "a weight for each row")
        precondition(judges > 0, "an item needs a verdict")
        precondition(verdicts.allSatisfy { $0.count == judges }, "rows must be equally long")
        var posterior = verdicts.map { row in Double(row.count { $0 }) / Double(judges) }
        var prevalence = 0.0
        var sensitivity: [Double] = []
        var specificity: [Double] = []
        for _ in 0..<max(1, iterations) {
            let yes = zip(posterior, counts).map { $0 * $1 }
            let no = zip(posterior, counts).map { (1 - $0) * $1 }
            let positive = yes.reduce(0, +)
            let negative = no.reduce(0, +)
            prevalence = positive / (positive + negative)
            sensitivity = (0..<judges).map { judge in
                let hits = zip(verdicts, yes).reduce(0) { $0 + ($1.0[judge] ? $1.1 : 0) }
                return positive > 0 ? hits / positive : 0.5
            }
            specificity = (0..<judges).map { judge in
                let hits = zip(verdicts, no).reduce(0) { $0 + ($1.0[judge] ? 0 : $1.1) }
                return negative > 0 ? hits / negative : 0.5
            }
            posterior = verdicts.map { row in
                var yes = prevalence
                var no = 1 - prevalence
                for judge in 0..<judges {
                    yes *= row[judge] ? sensitivity[judge] : 1 - sensitivity[judge]
                    no *= row[judge] ? 1 - specificity[judge] : specificity[judge]
                }
                return yes + no > 0 ? yes / (yes + no) : 0.5
            }
        }
        self.prevalence = prevalence
        self.sensitivity = sensitivity
        self.specificity = specificity
        self.posterior = posterior
    }
}
