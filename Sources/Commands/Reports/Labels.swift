import Bench
import Gaps
import Store

/// What people's labels say of a run's scorer.
struct Labels {
    /// A reply that a person has labelled.
    private struct Reply {
        var arm: String
        var scored: Outcome
        var human: Outcome
    }

    private var replies: [Reply] = []

    /// The labels of every run of the same pack whose scorer is the one of this run.
    ///
    /// A pack's calibration file is no such sample: it is rich in hard cases, so its error rates are
    /// not those on the replies of a run, and its correction stands apart.
    init(store: Store, like reading: ReportBuilder.Reading) throws {
        for run in try store.runs() where run.pack == reading.entry.pack {
            let found = try store.labelled(of: run.id)
            guard !found.isEmpty else { continue }
            let spec = run.id == reading.entry.id ? reading.spec : try store.spec(of: run.id)
            guard spec.scorerIdentity == reading.spec.scorerIdentity else { continue }
            let arms = spec.pack.arms
            replies += found.map { sample in
                Reply(
                    arm: arms.indices.contains(sample.arm) ? arms[sample.arm].id : "",
                    scored: sample.scored,
                    human: sample.human
                )
            }
        }
    }

    /// The pack's labelled replies as the run's own judge, or panel, read them before it.
    init(calibrating reading: ReportBuilder.Reading, _ store: Store) throws {
        guard case .judge = reading.spec.pack.scorer else { return }
        let made = try store.calibrations(pack: reading.entry.pack).last {
            $0.run == reading.entry.id.name && $0.scorer == reading.spec.scorerIdentity
        }
        replies = (made?.items ?? []).map {
            Reply(arm: $0.arm, scored: $0.outcome, human: $0.label)
        }
    }

    /// The gate of a scorer that is known to tell the classes apart too badly.
    func gate(_ metric: Metric) -> Gate? {
        guard !replies.isEmpty, metric.kind == .difference, metric.worth == .counted else {
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
        guard !replies.isEmpty, metric.kind == .difference, metric.worth == .counted else {
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
        for reply in replies {
            guard arm == nil || arm == reply.arm, metric.isUsable(reply.scored),
                metric.isUsable(reply.human)
            else { continue }
            calibration.add(
                isPositive: reply.human == metric.counts,
                isJudgedPositive: reply.scored == metric.counts
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
