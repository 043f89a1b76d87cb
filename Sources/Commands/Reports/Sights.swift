import Bench
import Gaps
import Rehearsal
import Store

/// What a run could have seen, metric by metric.
enum Sights {
    /// One for each metric in which a planted subject has a gap to show; none without planted
    /// subjects.
    static func all(
        _ books: Tallies,
        _ spec: Spec,
        policy: Policy
    ) throws -> [Sight] {
        let models = spec.roster.models.indices.filter { spec.roster.models[$0].isPlanted }
        let planted = try models.compactMap { model -> Subject? in
            let name = spec.roster.models[model].id.dropFirst(Planted.prefix.count)
            // The decliner is there for detectors and shows no run's sight.
            guard let subject = PlantedRoster.subject(of: spec.roster.models[model]),
                spec.roster.models[model].id != PlantedRoster.decliner.id
            else { return nil }
            return Subject(
                model: model,
                name: String(name),
                truth: Truth(of: subject, in: spec.pack, seed: PlantedRoster.seed),
                counts: try books.counts(of: model)
            )
        }
        return try spec.pack.metrics.compactMap { declared in
            let metric = policy.applied(to: declared)
            let subjects = try planted.compactMap { subject -> Sight.Subject? in
                guard let truth = subject.truth.value(of: metric) else { return nil }
                let tallies = try books.tallies(subject.counts, metric, model: subject.model)
                return Sight.Subject(
                    name: subject.name,
                    truth: truth,
                    gap: Result { () throws(GapError) -> Gap in
                        try Gap.estimate(metric, from: tallies)
                    }
                )
            }
            guard subjects.contains(where: { abs($0.truth) >= PlantedRoster.gapMin }) else {
                return nil
            }
            return Sight(metric, subjects)
        }
    }

    private struct Subject {
        var model: Int
        var name: String
        var truth: Truth
        var counts: [[ArmCounts]]
    }
}
