import Bench

/// How often something was called a change, of so many times that it was looked at.
package struct AlarmRate: Sendable, Hashable {
    /// How often a change was called.
    package var alarms: Int
    /// How often one could have been.
    package var judged: Int
    /// How often there was nothing to judge by: no pair in common, or one cluster only.
    package var unjudged: Int

    package init(alarms: Int, judged: Int, unjudged: Int = 0) {
        precondition((0...judged).contains(alarms) && unjudged >= 0, "alarms are of the judged")
        self.alarms = alarms
        self.judged = judged
        self.unjudged = unjudged
    }

    /// The share of alarms among the judged, in [0, 1]; nil where none was judged.
    package var value: Double? { judged == 0 ? nil : Double(alarms) / Double(judged) }

    /// The 95 % Clopper–Pearson interval of the rate; [0, 1] where none was judged.
    ///
    /// Exact for independent judgements. Runs of one replay share their history, and metrics of one
    /// model its samples: there it is too narrow where they depend on each other positively.
    package var bounds: Bounds {
        judged == 0 ? Bounds(lower: 0, upper: 1) : ClopperPearson.bounds(alarms, of: judged)
    }

    /// Both counts together, as over models and metrics.
    package static func + (left: AlarmRate, right: AlarmRate) -> AlarmRate {
        AlarmRate(
            alarms: left.alarms + right.alarms,
            judged: left.judged + right.judged,
            unjudged: left.unjudged + right.unjudged
        )
    }

    /// Checks each run of an A/A history against those before it, as if it were new.
    ///
    /// `runs` are of one model, oldest first, comparable, and known not to have changed: then every
    /// alarm is a false one. Each is judged by `Change.estimate` and `Verdict.decide` against up to
    /// `historyMax` runs just before it; the first `historyMin` only serve as history. With
    /// `Change.historyMin` in its place, unconfirmed changes are left out. A run with too much
    /// missing is judged and cannot alarm.
    package static func ofHistory(
        _ metric: Metric,
        runs: [[ScenarioTally]],
        historyMin: Int = 1,
        historyMax: Int = 10,
        level: Double = 0.05
    ) -> AlarmRate {
        precondition(0 < historyMin && historyMin <= historyMax, "a change needs a run before")
        var rate = AlarmRate(alarms: 0, judged: 0)
        for index in runs.indices.dropFirst(historyMin) {
            let before = Array(runs[max(0, index - historyMax)..<index])
            do throws(GapError) {
                let change = try Change.estimate(metric, now: runs[index], before: before)
                let gap = try Gap.estimate(metric, from: runs[index])
                let gates = Gate.tripped(
                    by: gap,
                    metric: metric,
                    tallies: runs[index],
                    level: level
                )
                let verdict = Verdict.decide(
                    metric,
                    change: change,
                    gates: gates,
                    level: level
                )
                rate.judged += 1
                rate.alarms += verdict.kind.isAlarm ? 1 : 0
            } catch {
                rate.unjudged += 1
            }
        }
        return rate
    }

    /// Counts the gaps of a null pack, whose two arms are identical, that look like gaps.
    ///
    /// Give one gap for each model and metric of one run. Counted are p-values below `level`, not
    /// q-values: without adjustment, `level` of them are expected at most.
    package static func ofNull(_ gaps: [Gap], level: Double = 0.05) -> AlarmRate {
        AlarmRate(alarms: gaps.count { $0.pValue < level }, judged: gaps.count)
    }
}

extension Verdict.Kind {
    /// Whether someone is told of a change, for better or worse, confirmed or not.
    package var isAlarm: Bool {
        switch self {
        case .regressed, .improved, .changedUnconfirmed: true
        case .equivalent, .inconclusive, .first, .beyondLimit: false
        }
    }
}
