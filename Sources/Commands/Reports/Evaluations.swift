import Bench
import Gaps
import Publish
import Rehearsal
import Store

/// What detectors that have looked at a run say, held against what is planted in it.
enum Evaluations {
    static func all(
        _ entry: RunEntry,
        _ spec: Spec,
        _ store: Store
    ) throws -> RunReport.Detectors {
        let detectors = latest(try store.detectors(of: entry.id))
        guard !detectors.isEmpty else { return RunReport.Detectors() }
        let planted = Planting(spec, asked: try asked(entry, spec, store))
        var report = RunReport.Detectors(unplanted: planted.obstacle)
        for (detector, masks) in detectors {
            for mask in masks {
                let rows = try planted.ranges.flatMap { samples in
                    try store.detections(
                        of: entry.id,
                        by: detector,
                        mask: mask,
                        samples: samples
                    )
                }
                report.evaluations += evaluations(detector, mask, rows, planted)
            }
            report.counts += counts(
                try store.detectionCounts(of: entry.id, by: detector),
                detector,
                spec
            )
        }
        return report
    }

    /// The specification under which the replies were asked for: of a run that scores another's replies
    /// anew, the other's, since what planted subjects say hangs on it.
    private static func asked(_ entry: RunEntry, _ spec: Spec, _ store: Store) throws -> Spec {
        var run = entry.id
        for _ in 0..<originsMax {
            guard let origin = try store.origin(of: run) else { break }
            run = origin
        }
        return run == entry.id ? spec : try store.spec(of: run)
    }

    /// Scorings of scorings that are followed, at most.
    private static let originsMax = 64

    /// Of each name and kind the one that looked last, in the order in which they looked first.
    static func latest(
        _ all: [(detector: StoredDetector, masks: [Detector.Mask])]
    ) -> [(detector: StoredDetector, masks: [Detector.Mask])] {
        all.enumerated().filter { place, one in
            !all[(place + 1)...].contains {
                ($0.detector.name, $0.detector.kind) == (one.detector.name, one.detector.kind)
            }
        }.map(\.element)
    }

    private static func evaluations(
        _ detector: StoredDetector,
        _ mask: Detector.Mask,
        _ rows: [DetectionRow],
        _ planted: Planting
    ) -> [RunReport.Detectors.Evaluation] {
        let known = rows.compactMap { row in
            planted.truth(row.sample, for: detector.mode).map { (result: row.result, truth: $0) }
        }
        func evaluation(_ level: String?) -> RunReport.Detectors.Evaluation {
            var replies: [ScoredReply] = []
            var (unreadable, failed) = (0, 0)
            for (result, truth) in known where level == nil || level == truth.level {
                switch result {
                case .unreadable: unreadable += 1
                case .failed: failed += 1
                case .score(let score):
                    replies.append(
                        ScoredReply(
                            score: score,
                            isPositive: truth.isPositive,
                            cluster: truth.cluster
                        )
                    )
                }
            }
            return RunReport.Detectors.Evaluation(
                detector: detector.name,
                version: detector.version,
                mode: detector.mode,
                kind: detector.kind.rawValue,
                source: detector.source,
                isSimulated: detector.isSimulated,
                mask: mask,
                level: level,
                found: planted.obstacle == nil ? DetectorEvaluation(replies) : nil,
                unreadable: unreadable,
                failed: failed
            )
        }
        let whole = evaluation(nil)
        return planted.levels.count > 1 ? [whole] + planted.levels.map(evaluation) : [whole]
    }

    private static func counts(
        _ counts: [DetectionCount],
        _ detector: StoredDetector,
        _ spec: Spec
    ) -> [RunReport.Detection] {
        var found: [RunReport.Detection] = []
        for count in counts where !spec.roster.models[count.model].isPlanted {
            let model = spec.roster.models[count.model].id
            let arm = spec.pack.arms[count.arm].id
            let next = RunReport.Detection.Count(
                visibility: detector.place?.readsReasoning == true ? count.visibility : nil,
                found: count.found,
                replies: count.replies,
                unreadable: count.unreadable,
                failed: count.failed
            )
            if let last = found.last, (last.model, last.arm) == (model, arm) {
                found[found.count - 1].counts.append(next)
            } else {
                found.append(
                    .init(detector: detector.name, model: model, arm: arm, counts: [next])
                )
            }
        }
        return found
    }
}

/// What is planted in a run, by sample.
private struct Planting {
    /// The samples of the planted subjects that think.
    let ranges: [Range<Int>]
    /// The variants of overlays under which was asked, `none` first.
    let levels: [String]
    private let plan: Plan
    private let known: PlantedTruth
    private let levelOfArm: [String]

    static let ownArms = "none"

    /// `asked` is the specification under which the replies were asked for.
    init(_ spec: Spec, asked: Spec) {
        let plan = Plan(spec)
        let known = PlantedTruth(Plan(asked))
        ranges = spec.roster.models.indices.compactMap { model in
            let first = model * plan.samplesPerModel
            guard plan.samplesPerModel > 0, known.thought(of: plan.sample(first)) != nil else {
                return nil
            }
            return first..<first + plan.samplesPerModel
        }
        let variants = spec.pack.overlayVariants
        levelOfArm = spec.pack.arms.map { variants[$0.id] ?? Self.ownArms }
        var levels: [String] = []
        for level in levelOfArm where !levels.contains(level) { levels.append(level) }
        self.levels = levels
        self.plan = plan
        self.known = known
    }

    /// Why nothing can be evaluated.
    var obstacle: String? {
        ranges.isEmpty ? "the run carries no planted subjects that think" : nil
    }

    /// What is known of a reply.
    struct Truth {
        var isPositive: Bool
        var cluster: String
        var level: String
    }

    /// What is known of a reply, for a detector of that mode; nil for one that is faked in another.
    func truth(_ index: Int, for mode: FailureMode?) -> Truth? {
        let sample = plan.sample(index)
        guard let thought = known.thought(of: sample) else { return nil }
        if let mode, let faked = thought.mode, faked != mode { return nil }
        return Truth(
            isPositive: thought.isFaked,
            cluster: plan.spec.pack.scenarios[sample.scenario].cluster,
            level: levelOfArm[sample.arm]
        )
    }
}
