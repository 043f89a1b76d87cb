/// How well a judge tells complied from not complied, on samples that people have labelled.
package struct JudgeCalibration: Sendable, Hashable {
    /// Labelled complied, judged complied.
    package var truePositives: Int
    /// Labelled complied, judged otherwise.
    package var falseNegatives: Int
    /// Labelled otherwise, judged complied.
    package var falsePositives: Int
    /// Labelled otherwise, judged otherwise.
    package var trueNegatives: Int

    /// Below this Youden's J nothing is corrected: dividing by it would only magnify noise.
    package static let youdenMin = 0.5
    /// Labelled samples of each class that a correction needs.
    package static let classMin = 10

    package init(
        truePositives: Int = 0,
        falseNegatives: Int = 0,
        falsePositives: Int = 0,
        trueNegatives: Int = 0
    ) {
        self.truePositives = truePositives
        self.falseNegatives = falseNegatives
        self.falsePositives = falsePositives
        self.trueNegatives = trueNegatives
    }

    /// Counts one labelled sample.
    package mutating func add(isPositive: Bool, isJudgedPositive: Bool) {
        switch (isPositive, isJudgedPositive) {
        case (true, true): truePositives += 1
        case (true, false): falseNegatives += 1
        case (false, true): falsePositives += 1
        case (false, false): trueNegatives += 1
        }
    }

    /// Labelled samples of the class that is counted.
    package var positives: Int { truePositives + falseNegatives }
    /// Labelled samples of the other class.
    package var negatives: Int { falsePositives + trueNegatives }
    /// Labelled samples.
    package var total: Int { positives + negatives }

    /// The share of positives that are judged so, in [0, 1]; NaN without one.
    package var sensitivity: Double { Double(truePositives) / Double(positives) }
    /// The share of negatives that are judged so, in [0, 1]; NaN without one.
    package var specificity: Double { Double(trueNegatives) / Double(negatives) }
    /// Sensitivity plus specificity less one: Youden's J, in [-1, 1].
    package var youden: Double { sensitivity + specificity - 1 }
    /// The share of samples on which judge and label agree, in [0, 1].
    package var agreement: Double { Double(truePositives + trueNegatives) / Double(total) }

    /// The Wilson interval of the sensitivity; needs a positive.
    package var sensitivityBounds: Bounds { Wilson.bounds(truePositives, of: positives) }
    /// The Wilson interval of the specificity; needs a negative.
    package var specificityBounds: Bounds { Wilson.bounds(trueNegatives, of: negatives) }

    /// Agreement beyond chance; nil where chance alone agrees always.
    package var kappa: Kappa? {
        Kappa([[truePositives, falseNegatives], [falsePositives, trueNegatives]])
    }

    /// What sensitivity and specificity contribute to a variance: their own, smoothed by one
    /// success and one failure, so that 20 of 20 is not taken for certain.
    var variances: (sensitivity: Double, specificity: Double) {
        func variance(_ successes: Int, _ count: Int) -> Double {
            let share = Double(successes + 1) / Double(count + 2)
            return share * (1 - share) / Double(count + 2)
        }
        return (variance(truePositives, positives), variance(trueNegatives, negatives))
    }
}
