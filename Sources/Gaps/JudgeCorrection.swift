import Glibc

/// A gap freed of the judge's known errors, with their uncertainty carried along.
public struct JudgeCorrection: Sendable, Hashable {
    /// The corrected gap; may lie outside [-1, 1].
    public var estimate: Double
    /// Its standard error, that of the judge's errors included.
    public var standardError: Double
    /// The lower end of its 95 % interval.
    public var lower: Double
    /// The upper end of its 95 % interval.
    public var upper: Double
    /// Whether the errors were taken as the same in both arms.
    public var isCommon: Bool
    /// The judge's sensitivity; by arm, that of the minuend.
    public var sensitivity: Double
    /// The judge's specificity; by arm, that of the minuend.
    public var specificity: Double
    /// The labelled samples behind it.
    public var labelled: Int

    /// Why nothing was corrected.
    public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        /// Too few labelled samples of a class; how many there are of the smaller one.
        case tooFewLabels(Int)
        /// The judge tells the classes apart too badly; Youden's J.
        case poorJudge(youden: Double)

        /// One sentence without its full stop.
        public var description: String {
            switch self {
            case .tooFewLabels(let count):
                "not corrected for the judge's errors: only "
                    + "\(Points.count(count, "label")) of one class, and "
                    + "\(JudgeCalibration.classMin) are needed"
            case .poorJudge(let youden):
                "not corrected for the judge's errors: its sensitivity and specificity add up to "
                    + "\(Points.fixed(1 + youden, digits: 2)), and "
                    + "\(Points.fixed(1 + JudgeCalibration.youdenMin, digits: 1)) is the least"
            }
        }
    }

    /// Corrects a gap where both arms are judged alike.
    ///
    /// The specificity cancels and the gap is divided by Youden's J, so the p-value stays what it
    /// was. Var = V/J² + Δ²·Var(J)/J². The interval is Fieller's, which is right also where J is
    /// uncertain; it is never unbounded above the floor of J and `classMin` labels a class.
    /// Source: Rogan and Gladen 1978; Fieller, J. R. Stat. Soc. B 16, 1954.
    package static func common(
        gap: Double,
        standardError: Double,
        by judge: JudgeCalibration
    ) throws(Refusal) -> JudgeCorrection {
        try check(judge)
        let variances = judge.variances
        let ratio = Fieller(
            above: gap,
            aboveVariance: standardError * standardError,
            below: judge.youden,
            belowVariance: variances.sensitivity + variances.specificity
        )
        guard let bounds = ratio.bounds() else { throw .poorJudge(youden: judge.youden) }
        return JudgeCorrection(
            estimate: ratio.estimate,
            standardError: ratio.variance.squareRoot(),
            lower: bounds.lower,
            upper: bounds.upper,
            isCommon: true,
            sensitivity: judge.sensitivity,
            specificity: judge.specificity,
            labelled: judge.total
        )
    }

    /// Corrects each arm by its own judge's errors, and then takes the difference.
    ///
    /// `covariance` is that of the two judged rates, which are of the same scenarios.
    package static func byArm(
        minuend: RoganGladen,
        subtrahend: RoganGladen,
        covariance: Double = 0,
        labelled: Int
    ) -> JudgeCorrection {
        let estimate = minuend.estimate - subtrahend.estimate
        let shared = 2 * covariance / (minuend.youden * subtrahend.youden)
        let variance = max(0, minuend.variance + subtrahend.variance - shared)
        let halfWidth =
            Normal.quantile(upperTail: (1 - Interval.confidence) / 2) * variance.squareRoot()
        return JudgeCorrection(
            estimate: estimate,
            standardError: variance.squareRoot(),
            lower: estimate - halfWidth,
            upper: estimate + halfWidth,
            isCommon: false,
            sensitivity: minuend.sensitivity.rate,
            specificity: minuend.specificity.rate,
            labelled: labelled
        )
    }

    /// Throws where a labelled set supports no correction.
    package static func check(_ judge: JudgeCalibration) throws(Refusal) {
        let smaller = min(judge.positives, judge.negatives)
        guard smaller >= JudgeCalibration.classMin else { throw .tooFewLabels(smaller) }
        guard judge.youden >= JudgeCalibration.youdenMin else {
            throw .poorJudge(youden: judge.youden)
        }
    }
}

/// A ratio of two independent normal estimates.
package struct Fieller: Sendable, Hashable {
    /// The number above the line.
    package var above: Double
    /// Its variance.
    package var aboveVariance: Double
    /// The number below the line, not 0.
    package var below: Double
    /// Its variance.
    package var belowVariance: Double

    package init(above: Double, aboveVariance: Double, below: Double, belowVariance: Double) {
        self.above = above
        self.aboveVariance = aboveVariance
        self.below = below
        self.belowVariance = belowVariance
    }

    /// The ratio.
    package var estimate: Double { above / below }

    /// The delta-method variance of the ratio.
    package var variance: Double {
        (aboveVariance + estimate * estimate * belowVariance) / (below * below)
    }

    /// The ratios that a test does not reject; nil where they are unbounded, as the number below
    /// the line may be 0.
    ///
    /// Source: Fieller, «Some problems in interval estimation», J. R. Stat. Soc. B 16, 1954.
    package func bounds(confidence: Double = Interval.confidence) -> Bounds? {
        let z = Normal.quantile(upperTail: (1 - confidence) / 2)
        let square = below * below - z * z * belowVariance
        let rest = above * above - z * z * aboveVariance
        guard square > 0 else { return nil }
        let product = above * below
        let root = max(0, product * product - square * rest).squareRoot()
        return Bounds(lower: (product - root) / square, upper: (product + root) / square)
    }
}
