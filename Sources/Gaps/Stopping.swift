/// Whether to go on asking one model, or to stop before the plan is exhausted.
///
/// Only the completed prefix of the registered order is looked at, never what happened to arrive:
/// slow answers are different answers. The same prefix gives the same decision, however often and
/// whenever one asks.
package struct Stopping: Sendable, Hashable {
    /// What is waited for.
    package enum Rule: Sendable, Hashable {
        /// Until the gap is known to ± so much, in (0, 1); valid however often one looks.
        case precision(halfWidth: Double)
        /// Until it is decided that there is a gap, at so many equally spaced looks, in 1...10.
        case decided(looks: Int = Stopping.looks)
    }

    /// A scenario of which every sample has an outcome.
    package struct Completed: Sendable, Hashable {
        /// The cluster that it belongs to.
        package let cluster: String
        /// Its difference in [-1, 1]; nil where an arm has no usable outcome.
        package let difference: Double?

        package init(cluster: String, difference: Double?) {
            precondition(
                difference.map { (-1...1).contains($0) } ?? true,
                "a difference of rates lies in -1...1"
            )
            self.cluster = cluster
            self.difference = difference
        }
    }

    /// What a look leads to.
    package enum Decision: Sendable, Hashable {
        /// More scenarios are needed.
        case goOn
        /// What was waited for has come.
        case stop(Reason)
        /// All planned scenarios are completed, and it has not come.
        case exhausted
    }

    /// The looks that are planned where nothing else is said.
    package static let looks = 5
    /// With fewer clusters no precision is taken for real.
    package static let clustersMin = 10

    /// What is waited for.
    package let rule: Rule
    /// The scenarios that the plan has.
    package let planned: Int
    /// The samples that a scenario has in an arm, 1 at least.
    package let replicates: Double
    /// The two-sided level of all looks together.
    package let level: Double

    /// What the rule needs, computed once.
    package let method: Method

    /// How the rule is kept.
    package enum Method: Sendable, Hashable {
        /// By a confidence sequence.
        case precise(ConfidenceSequence, halfWidth: Double)
        /// By planned looks.
        case sequential(OBrienFleming)
    }

    /// A rule for a plan of so many scenarios, 1 at least.
    ///
    /// The level lies in (0, 1), and in [0.0001, 0.5] for `decided`.
    package init(
        _ rule: Rule,
        planned: Int,
        replicates: Double,
        level: Double = Planner.level
    ) {
        precondition(planned >= 1, "a plan has a scenario")
        precondition(replicates >= 1, "a scenario has a sample in each arm")
        self.rule = rule
        self.planned = planned
        self.replicates = replicates
        self.level = level
        switch rule {
        case .precision(let halfWidth):
            precondition(halfWidth > 0 && halfWidth < 1, "a half-width lies between 0 and 1")
            let sequence = ConfidenceSequence(level: level, tightestAt: planned)
            method = .precise(sequence, halfWidth: halfWidth)
        case .decided(let looks):
            method = .sequential(OBrienFleming(looks: looks, level: level))
        }
    }

    /// Decides after a completed prefix, which must not be longer than the plan.
    ///
    /// `precision` judges the whole prefix, from `clustersMin` clusters on. `decided` judges the
    /// planned looks that the prefix reaches, each on its own part, so that scenarios beyond a look
    /// change nothing; the first look that passes counts.
    package func decide(after prefix: [Completed]) -> Decision {
        precondition(prefix.count <= planned, "a prefix is no longer than the plan")
        let reason: Reason?
        switch method {
        case .precise(let sequence, let halfWidth):
            reason = precise(prefix, sequence, halfWidth)
        case .sequential(let boundaries):
            reason = firstPassed(prefix, boundaries).map(Reason.decided)
        }
        if let reason { return .stop(reason) }
        return prefix.count == planned ? .exhausted : .goOn
    }

    private func precise(
        _ prefix: [Completed],
        _ sequence: ConfidenceSequence,
        _ target: Double
    ) -> Reason? {
        let differences = ClusteredValues(completed: prefix[...])
        guard differences.clusters >= Self.clustersMin else { return nil }
        let halfWidth = sequence.halfWidth(of: differences, replicates: replicates)
        guard halfWidth <= target else { return nil }
        return .precise(
            Reason.Precise(
                halfWidth: halfWidth,
                target: target,
                scenarios: prefix.count,
                planned: planned
            )
        )
    }
}

extension ClusteredValues {
    /// The differences of the scenarios that have one.
    init(completed: ArraySlice<Stopping.Completed>) {
        let paired = completed.filter { $0.difference != nil }
        self.init(paired.compactMap(\.difference), clusters: paired.map(\.cluster))
    }
}
