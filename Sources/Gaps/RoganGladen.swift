/// A true rate from a judged one, where the judge's errors are known from a labelled set.
package struct RoganGladen: Sendable, Hashable {
    /// The judged rate, in [0, 1].
    package var rate: Double
    /// Samples behind the judged rate.
    package var samples: Double
    /// The judge's sensitivity, in [0, 1], and the labelled positives behind it.
    package var sensitivity: (rate: Double, labelled: Double)
    /// The judge's specificity, in [0, 1], and the labelled negatives behind it.
    package var specificity: (rate: Double, labelled: Double)

    package init(
        rate: Double,
        samples: Double,
        sensitivity: (rate: Double, labelled: Double),
        specificity: (rate: Double, labelled: Double)
    ) {
        self.rate = rate
        self.samples = samples
        self.sensitivity = sensitivity
        self.specificity = specificity
    }

    package static func == (left: RoganGladen, right: RoganGladen) -> Bool {
        left.rate == right.rate && left.samples == right.samples
            && left.sensitivity == right.sensitivity && left.specificity == right.specificity
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(rate)
        hasher.combine(samples)
    }

    /// Sensitivity plus specificity less one; must not be 0.
    package var youden: Double { sensitivity.rate + specificity.rate - 1 }

    /// The corrected rate; may lie outside [0, 1], and is never clipped before a difference.
    ///
    /// Source: Rogan and Gladen, American Journal of Epidemiology 107, 1978.
    package var estimate: Double { (rate + specificity.rate - 1) / youden }

    /// The delta-method variance of the estimate, with the errors' own uncertainty.
    package var variance: Double {
        let theta = estimate
        let sampling = rate * (1 - rate) / samples
        let missed = sensitivity.rate * (1 - sensitivity.rate) / sensitivity.labelled
        let wrong = specificity.rate * (1 - specificity.rate) / specificity.labelled
        return (sampling + theta * theta * missed + (1 - theta) * (1 - theta) * wrong)
            / (youden * youden)
    }

    /// The smoothed interval at the given confidence, clipped to [0, 1].
    ///
    /// Half of z² is added to the counts of the judged rate and one to each count of the labelled set,
    /// and the centre is moved by the skew that this leaves.
    /// Source: Lee et al., arXiv:2511.21140.
    package func smoothedBounds(confidence: Double = Interval.confidence) -> Bounds {
        let z = Normal.quantile(upperTail: (1 - confidence) / 2)
        func smoothed(_ part: (rate: Double, labelled: Double)) -> (rate: Double, labelled: Double)
        {
            ((part.rate * part.labelled + 1) / (part.labelled + 2), part.labelled + 2)
        }
        let part = RoganGladen(
            rate: (samples * rate + z * z / 2) / (samples + z * z),
            samples: samples + z * z,
            sensitivity: smoothed(sensitivity),
            specificity: smoothed(specificity)
        )
        let theta = part.estimate
        let missed =
            part.sensitivity.rate * (1 - part.sensitivity.rate) / part.sensitivity.labelled
        let wrong =
            part.specificity.rate * (1 - part.specificity.rate) / part.specificity.labelled
        let shift = 2 * z * z * (theta * missed - (1 - theta) * wrong)
        return Bounds(
            around: theta + shift,
            halfWidth: z * part.variance.squareRoot(),
            in: 0...1
        )
    }
}
