import Bench
import Gaps
import Store

/// What people's labels say of a run's scorer.
struct Labels {
    /// Labelled samples of all runs that were scored in the same way, with the pack they are of.
    private var samples: [(pack: Pack, sample: LabelledSample)] = []

    /// The labels of every run of the same pack whose scorer is the one of this run.
    ///
    /// A pack's calibration file is no such sample: it is rich in hard cases, so its error rates are
    /// not those on the replies of a run, and must not correct their gap.
    init(store: Store, like reading: ReportBuilder.Reading) throws {
        for run in try store.runs() where run.pack == reading.entry.pack {
            let found = try store.labelled(of: run.id)
            guard !found.isEmpty else { continue }
            let spec = run.id == reading.entry.id ? reading.spec : try store.spec(of: run.id)
            guard spec.scorerIdentity == reading.spec.scorerIdentity else { continue }
            samples += found.map { (spec.pack, $0) }
        }
    }

    /// The gate of a scorer that is known to tell the classes apart too badly.
    func gate(_ metric: Metric) -> Gate? {
        guard !samples.isEmpty, metric.kind == .difference, metric.worth == .counted else {
            return nil
        }
        let all = calibration(metric, arm: nil)
        guard min(all.positives, all.negatives) >= JudgeCalibration.classMin,
            all.youden < JudgeCalibration.youdenMin
        else { return nil }
        return .judge(youden: all.youden)
    }

    /// The gap freed of the judge's errors; nil without any label.
    ///
    /// By arm where the errors differ by arm (Fisher, either of the two below .05) and each arm has
    /// labels enough, otherwise alike in both.
    func correct(
        _ gap: Gap,
        _ cell: ReportBuilder.Cell,
        in reading: ReportBuilder.Reading
    ) -> Result<JudgeCorrection, JudgeCorrection.Refusal>? {
        let metric = cell.metric
        guard !samples.isEmpty, metric.kind == .difference, metric.worth == .counted else {
            return nil
        }
        let all = calibration(metric, arm: nil)
        let left = calibration(metric, arm: metric.minuend)
        let right = calibration(metric, arm: metric.subtrahend)
        return Result { () throws(JudgeCorrection.Refusal) -> JudgeCorrection in
            try JudgeCorrection.check(all)
            if Self.differ(left, right), (try? JudgeCorrection.check(left)) != nil,
                (try? JudgeCorrection.check(right)) != nil
            {
                return JudgeCorrection.byArm(
                    minuend: Self.rate(gap.minuend, left, gap),
                    subtrahend: Self.rate(gap.subtrahend, right, gap),
                    labelled: left.total + right.total
                )
            }
            return try JudgeCorrection.common(
                gap: gap.estimate,
                standardError: gap.interval.standardError,
                by: all
            )
        }
    }

    /// What is known of the scorer, in one arm or in all.
    private func calibration(_ metric: Metric, arm: String?) -> JudgeCalibration {
        var calibration = JudgeCalibration()
        for (pack, sample) in samples {
            let id = pack.arms.indices.contains(sample.arm) ? pack.arms[sample.arm].id : ""
            guard arm == nil || arm == id, metric.isUsable(sample.scored),
                metric.isUsable(sample.human)
            else { continue }
            calibration.add(
                isPositive: sample.human == metric.counts,
                isJudgedPositive: sample.scored == metric.counts
            )
        }
        return calibration
    }

    private static func differ(_ left: JudgeCalibration, _ right: JudgeCalibration) -> Bool {
        let missed = Fisher.pValue(
            left.truePositives,
            left.falseNegatives,
            right.truePositives,
            right.falseNegatives
        )
        let wrong = Fisher.pValue(
            left.trueNegatives,
            left.falsePositives,
            right.trueNegatives,
            right.falsePositives
        )
        return min(missed, wrong) < 0.05
    }

    /// An arm's rate; its samples count as the scenarios do, since samples of one scenario agree.
    private static func rate(
        _ arm: Gap.Arm,
        _ judge: JudgeCalibration,
        _ gap: Gap
    ) -> RoganGladen {
        RoganGladen(
            rate: arm.rate,
            samples: Double(gap.clusters),
            sensitivity: (judge.sensitivity, Double(judge.positives)),
            specificity: (judge.specificity, Double(judge.negatives))
        )
    }
}
