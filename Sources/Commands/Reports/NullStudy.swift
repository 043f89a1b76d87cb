import Bench
import Gaps
import Rehearsal
import Scoring

/// How often a pack with equal arms raises a flag: many seeded runs of the rehearsal's subjects, in
/// this process and without a network, through scoring, gaps and verdicts as they are.
struct NullStudy {
    let pack: Pack
    let runs: Int
    var policy = Policy()

    /// What came of it.
    struct Count {
        var runs = 0
        /// Runs in which any gap passes the level, adjusted over the run.
        var gaps = 0
        /// Runs that flag any change against the runs before.
        var flags = 0
    }

    /// Every subject whose rates are the same in all phases and neither all nor nothing.
    private static let subjects = Subject.all.filter { $0.phases.count == 1 }

    func count() -> Count {
        var count = Count()
        guard let metric = pack.metrics.first else { return count }
        var histories = Self.subjects.map { _ in [[ScenarioTally]]() }
        for run in 1...max(1, runs) {
            let subjects = InProcess(pack, seed: UInt64(run))
            let tallies = Self.subjects.map { self.tallies(of: $0, subjects, run, metric) }
            let gaps = tallies.map { try? Gap.estimate(metric, from: $0) }
            count.runs += 1
            if policy.adjusted(gaps.compactMap { $0?.pValue }).contains(where: { $0 < policy.level }
            ) {
                count.gaps += 1
            }
            if isFlagged(tallies, gaps, histories, metric) { count.flags += 1 }
            for place in histories.indices {
                histories[place] = (histories[place] + [tallies[place]]).suffix(policy.historyMax)
            }
        }
        return count
    }

    private func isFlagged(
        _ tallies: [[ScenarioTally]],
        _ gaps: [Gap?],
        _ histories: [[[ScenarioTally]]],
        _ metric: Metric
    ) -> Bool {
        var changes = zip(tallies, histories).map { now, before in
            before.isEmpty ? nil : try? Change.estimate(metric, now: now, before: before)
        }
        let places = changes.indices.filter { changes[$0] != nil }
        let adjusted = policy.adjusted(places.compactMap { changes[$0]?.pValue })
        for (place, value) in zip(places, adjusted) { changes[place]?.qValue = value }
        return places.contains { place in
            Verdict.decide(
                metric,
                change: changes[place],
                gap: gaps[place],
                gates: [],
                level: policy.level
            ).isFlagged
        }
    }

    private func tallies(
        of subject: Subject,
        _ subjects: InProcess,
        _ run: Int,
        _ metric: Metric
    ) -> [ScenarioTally] {
        let places = metric.arms.compactMap(pack.arm)
        return pack.scenarios.indices.map { scenario in
            let arms = places.map { arm in
                var counts = ArmCounts()
                for replicate in 0..<pack.replicates {
                    let said = subjects.said(
                        by: subject,
                        scenario: scenario,
                        arm: arm,
                        draw: "\(run) \(arm) \(replicate)"
                    )
                    let scored = SampleScoring(pack, scenario: scenario, arm: arm)
                        .outcome(ofTurns: said.turns, beliefs: said.beliefs)
                    counts[scored?.outcome ?? .judgeFailed] += 1
                }
                return counts
            }
            return ScenarioTally(
                scenario: pack.scenarios[scenario].id,
                cluster: pack.scenarios[scenario].cluster,
                arms: arms,
                scores: []
            )
        }
    }
}
