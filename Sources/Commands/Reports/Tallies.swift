import Bench
import Gaps
import Store

/// The counts of a run by scenario and arm, planned samples without a record included.
struct Tallies {
    private let store: Store
    private let entry: RunEntry
    private let spec: Spec
    private let ranges: [Range<Int>]

    init(store: Store, entry: RunEntry, spec: Spec) throws {
        self.store = store
        self.entry = entry
        self.spec = spec
        let plan = Plan(spec)
        if entry.kind == .run {
            ranges = spec.roster.models.indices.map { model in
                model * plan.samplesPerModel..<(model + 1) * plan.samplesPerModel
            }
        } else {
            ranges = try store.sampleRanges(of: entry.id, models: spec.roster.models.count)
        }
    }

    /// Counts by scenario and arm of one model.
    func counts(of model: Int) throws -> [[ArmCounts]] {
        let none = Array(repeating: ArmCounts(), count: spec.pack.arms.count)
        var counts = Array(repeating: none, count: spec.pack.scenarios.count)
        try store.forEachCount(
            of: entry.id,
            model: model,
            samples: ranges[model]
        ) { scenario, arm, outcome, samples in
            guard counts.indices.contains(scenario), none.indices.contains(arm) else { return }
            counts[scenario][arm][outcome] += samples
        }
        guard entry.kind == .run else { return counts }
        for scenario in counts.indices {
            for arm in none.indices {
                let missing = spec.pack.replicates - counts[scenario][arm].total
                counts[scenario][arm][.notRun] += max(0, missing)
            }
        }
        return counts
    }

    /// The tallies of one metric, by the pack's order; scenarios that an import knows nothing of
    /// for this model are left out, and so is all beyond the `first` scenarios that were asked.
    func tallies(
        _ counts: [[ArmCounts]],
        _ metric: Metric,
        model: Int,
        first: Int? = nil
    ) throws -> [ScenarioTally] {
        let places = metric.arms.compactMap(spec.pack.arm)
        guard places.count == metric.arms.count else { return [] }
        var scores: [[[Double]]] = []
        if case .score = metric.worth { scores = try self.scores(of: model) }
        // Of a model that was stopped, the completed prefix of the registered order and no more:
        // what arrived beyond it arrived early, and quick answers are different answers.
        let counted = first.map { Set(Plan(spec).scenarios.prefix($0)) }
        return spec.pack.scenarios.indices.compactMap { index in
            if let counted, !counted.contains(index) { return nil }
            let scenario = spec.pack.scenarios[index]
            let arms = counts[index]
            guard entry.kind == .run || arms.contains(where: { $0.total > 0 }) else { return nil }
            return ScenarioTally(
                scenario: scenario.id,
                cluster: scenario.cluster,
                arms: places.map { arms[$0] },
                scores: scores.isEmpty ? [] : places.map { scores[index][$0] }
            )
        }
    }

    /// Scores by scenario and arm of one model.
    private func scores(of model: Int) throws -> [[[Double]]] {
        let none = Array(repeating: [Double](), count: spec.pack.arms.count)
        var scores = Array(repeating: none, count: spec.pack.scenarios.count)
        try store.forEachScore(of: entry.id, samples: ranges[model]) { scenario, arm, score in
            guard scores.indices.contains(scenario), none.indices.contains(arm) else { return }
            scores[scenario][arm].append(score)
        }
        return scores
    }
}
