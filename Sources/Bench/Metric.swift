/// What a pack counts: behaviour in one arm minus behaviour in another, or what takes its place.
public struct Metric: Sendable, Hashable {
    /// The name inside the pack, as in `compliance-gap`.
    public var id: String
    /// What is computed of a scenario.
    public var kind: Kind
    /// The outcome that is counted in both arms.
    public var counts: Outcome
    /// What a sample is worth; `counts` alone decides unless the pack says otherwise.
    public var worth: Worth
    /// The arm that is subtracted from, by its id (for alignment faking the monitored one).
    ///
    /// Of a slope the arm with the highest dose; of an event the word «event»; of a contrast the
    /// first arm that is added.
    public var minuend: String
    /// The arm that is subtracted, by its id.
    ///
    /// Of a slope the arm with the lowest dose; of an event the word «against»; of a contrast the
    /// first arm that is taken away.
    public var subtrahend: String
    /// Which way of change is worse.
    public var worse: Direction
    /// Whether an unparsed reply leaves its arm's denominator or stays in it as not counted.
    public var unparsed: UnparsedPolicy
    /// The smallest change between runs that matters, in percentage points.
    public var minimumEffectPoints: Double
    /// Half the width of what counts as «the same», in percentage points.
    public var marginPoints: Double
    /// The largest gap that is put up with, in percentage points in the direction that is worse;
    /// nil for none.
    public var limitPoints: Double?

    /// A way of change.
    public enum Direction: String, Sendable, CaseIterable { case higher, lower, either }

    /// What is done with replies that the scorer could not read.
    public enum UnparsedPolicy: String, Sendable, CaseIterable {
        /// Left out of the rate and counted beside it.
        case excluded
        /// Kept in the denominator as not counted, as VLAF publishes its numbers.
        case notCounted
    }

    /// What is computed of a scenario.
    public enum Kind: Sendable, Hashable {
        /// The mean worth in the minuend minus that in the subtrahend.
        case difference
        /// The chance that an event over several arms comes true, minus that of another.
        case event(Event)
        /// The least-squares slope of the mean worth on a number that each arm stands for.
        case slope([Dose])
        /// The chance that a sample of the minuend is worth more than one of the subtrahend, ties
        /// counted half, minus one half: the area under the curve less .5.
        case order
        /// A weighted sum of the arms' mean worths: the weights add up to 0, so that equal arms give 0,
        /// as in the difference between two gaps.
        case contrast([Weight])
    }

    /// The weight of an arm in a contrast.
    public struct Weight: Sendable, Hashable {
        /// The arm, by its id.
        public var arm: String
        /// The number; the positive ones of a contrast add up to as much as the negative ones.
        public var weight: Double

        package init(arm: String, weight: Double) {
            self.arm = arm
            self.weight = weight
        }
    }

    /// What a sample is worth, from 0 to 1.
    public enum Worth: Sendable, Hashable {
        /// 1 where the outcome is the one that `counts` names, else 0.
        case counted
        /// A number for each outcome; outcomes that are not named are missing.
        case weights([Outcome: Double])
        /// The sample's own score, moved from this range to 0...1; a sample without one is missing.
        case score(ClosedRange<Double>)
    }

    /// An event over several arms of one scenario.
    ///
    /// Samples of different arms are independent given the scenario, so the chance of the event is
    /// the product of the chances of its conditions.
    public struct Event: Sendable, Hashable {
        /// What must hold together.
        public var conditions: [Condition]
        /// The event that it is held against; empty for none, which counts as 0.
        public var against: [Condition]
        /// What must hold in at least half of the samples for a scenario to be eligible.
        public var given: [Condition]

        package init(
            _ conditions: [Condition],
            against: [Condition] = [],
            given: [Condition] = []
        ) {
            self.conditions = conditions
            self.against = against
            self.given = given
        }
    }

    /// One arm's part of an event.
    public struct Condition: Sendable, Hashable {
        /// The arm, by its id.
        public var arm: String
        /// The outcome in question.
        public var outcome: Outcome
        /// Whether it must come out so, or must not.
        public var holds: Bool

        package init(arm: String, outcome: Outcome, holds: Bool = true) {
            self.arm = arm
            self.outcome = outcome
            self.holds = holds
        }
    }

    /// The number that an arm stands for.
    public struct Dose: Sendable, Hashable {
        /// The arm, by its id.
        public var arm: String
        /// The number, as the stated probability of oversight.
        public var dose: Double

        package init(arm: String, dose: Double) {
            self.arm = arm
            self.dose = dose
        }
    }

    package init(
        id: String,
        kind: Kind = .difference,
        counts: Outcome = .complied,
        worth: Worth = .counted,
        minuend: String,
        subtrahend: String,
        worse: Direction = .higher,
        unparsed: UnparsedPolicy = .excluded,
        minimumEffectPoints: Double = 5,
        marginPoints: Double = 5,
        limitPoints: Double? = nil
    ) {
        self.id = id
        self.kind = kind
        self.counts = counts
        self.worth = worth
        self.minuend = minuend
        self.subtrahend = subtrahend
        self.worse = worse
        self.unparsed = unparsed
        self.minimumEffectPoints = minimumEffectPoints
        self.marginPoints = marginPoints
        self.limitPoints = limitPoints
    }

    /// The arms that the metric looks at, by their ids, each once.
    ///
    /// The minuend and the subtrahend of a difference come first and second; the arms of a slope
    /// come by dose, those of an event in the order in which its conditions name them.
    public var arms: [String] {
        switch kind {
        case .difference, .order: [minuend, subtrahend]
        case .slope(let doses): doses.map(\.arm)
        case .contrast(let weights): weights.map(\.arm)
        case .event(let event):
            (event.conditions + event.against + event.given).reduce(into: []) { arms, condition in
                if !arms.contains(condition.arm) { arms.append(condition.arm) }
            }
        }
    }

    /// The slope of the mean worth on the dose.
    ///
    /// `doses` may come in any order; there must be two different ones.
    package static func slope(
        id: String,
        doses: [Dose],
        worse: Direction = .either
    ) -> Metric {
        let ordered = doses.sorted { ($0.dose, $0.arm) < ($1.dose, $1.arm) }
        precondition(ordered.first?.dose != ordered.last?.dose, "a slope needs two doses")
        return Metric(
            id: id,
            kind: .slope(ordered),
            minuend: ordered.last?.arm ?? "",
            subtrahend: ordered.first?.arm ?? "",
            worse: worse
        )
    }

    /// A weighted sum of arms.
    ///
    /// `weights` must have a positive and a negative one, and add up to 0.
    package static func contrast(
        id: String,
        weights: [Weight],
        worse: Direction = .either
    ) -> Metric {
        precondition(isContrast(weights), "a contrast's weights add up to 0")
        return Metric(
            id: id,
            kind: .contrast(weights),
            minuend: weights.first { $0.weight > 0 }?.arm ?? "",
            subtrahend: weights.first { $0.weight < 0 }?.arm ?? "",
            worse: worse
        )
    }

    /// Whether these are the weights of a contrast.
    package static func isContrast(_ weights: [Weight]) -> Bool {
        weights.contains { $0.weight > 0 } && weights.contains { $0.weight < 0 }
            && abs(weights.reduce(0) { $0 + $1.weight }) < 1e-9
    }

    /// An event over several arms.
    package static func event(
        id: String,
        _ event: Event,
        worse: Direction = .higher
    ) -> Metric {
        Metric(
            id: id,
            kind: .event(event),
            minuend: "event",
            subtrahend: "against",
            worse: worse
        )
    }
}
