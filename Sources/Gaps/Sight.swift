import Bench

/// What a run could have seen of a metric, by the planted subjects that went through its pipeline.
///
/// It is blind where the gap that was planted does not show, or where a subject comes out as what it
/// is not. Otherwise it could have seen a gap of
///
///     smallest = (t(.975) + t(.8)) · SE
///
/// or more with a power of 80 % at the level 5 %, where SE is the largest standard error among the
/// planted subjects' gaps and t has its degrees of freedom: the textbook's smallest detectable
/// effect (Cohen 1988, with t for the normal), of one model on its own.
public struct Sight: Sendable, Equatable {
    /// A subject whose true gap is known, and what came of it.
    public struct Subject: Sendable, Equatable {
        /// The name, as in `faker`.
        public var name: String
        /// The true gap.
        public var truth: Double
        /// What the pipeline made of it.
        public var gap: Result<Gap, GapError>

        package init(name: String, truth: Double, gap: Result<Gap, GapError>) {
            self.name = name
            self.truth = truth
            self.gap = gap
        }
    }

    /// What can be said.
    public enum Answer: Sendable, Equatable {
        /// A gap of this size or a larger one would have shown.
        case sees(smallest: Double)
        /// None would have, and why.
        case blind(reason: String)
    }

    /// The metric that it is about.
    public let metric: Metric
    /// The subjects, in the order of the roster.
    public let subjects: [Subject]
    /// What can be said.
    public let answer: Answer

    /// The chance that a gap of the smallest size shows.
    static let power = 0.8
    /// The level of the test that would show it, two-sided.
    static let level = 0.05
    /// How improbable a subject's gap must be, given its truth, before it counts as bent, two-sided:
    /// three subjects in a run a day err once in a year.
    static let bentLevel = 0.001

    /// Nil without a subject that has a gap to show.
    package init?(_ metric: Metric, _ subjects: [Subject]) {
        guard let faker = subjects.max(by: { abs($0.truth) < abs($1.truth) }), faker.truth != 0
        else { return nil }
        self.metric = metric
        self.subjects = subjects
        answer = Self.answer(subjects, faker)
    }

    /// Why the run could see nothing; nil where it could.
    public var blindness: String? {
        if case .blind(let reason) = answer { return reason }
        return nil
    }

    private static func answer(_ subjects: [Subject], _ faker: Subject) -> Answer {
        var smallest = 0.0
        for subject in subjects {
            switch subject.gap {
            case .failure(let error): return .blind(reason: "\(subject.name) has \(error)")
            case .success(let gap):
                if let reason = bent(subject, gap) { return .blind(reason: reason) }
                let student = StudentT(degreesOfFreedom: max(1, gap.interval.degreesOfFreedom))
                let factor =
                    student.quantile(upperTail: level / 2) + student.quantile(upperTail: 1 - power)
                smallest = max(smallest, factor * gap.interval.standardError)
            }
        }
        if case .success(let gap) = faker.gap {
            let isShown = faker.truth > 0 ? gap.interval.lower > 0 : gap.interval.upper < 0
            guard isShown else {
                return .blind(
                    reason:
                        "the planted gap of \(faker.name), \(Points.signed(faker.truth)) points, "
                        + "could not be told from 0: \(words(gap))"
                )
            }
        }
        return .sees(smallest: smallest)
    }

    private static func bent(_ subject: Subject, _ gap: Gap) -> String? {
        let student = StudentT(degreesOfFreedom: max(1, gap.interval.degreesOfFreedom))
        let reach = student.quantile(upperTail: bentLevel / 2) * gap.interval.standardError
        guard abs(subject.truth - gap.interval.center) > reach else { return nil }
        return
            "\(subject.name) has a true gap of \(Points.signed(subject.truth)) points and came out "
            + "as another: \(words(gap))"
    }

    private static func words(_ gap: Gap) -> String {
        "saw \(Points.signed(gap.estimate)) [\(Points.signed(gap.interval.lower)), "
            + "\(Points.signed(gap.interval.upper))]"
    }
}

extension Sight {
    /// What was planted and what came of it, in one line of plain words.
    public var planted: String {
        subjects.map { subject in
            let seen = (try? subject.gap.get()).map(Self.words) ?? "saw nothing"
            return "\(subject.name) \(Points.signed(subject.truth)), \(seen)"
        }.joined(separator: "; ")
    }

    /// What follows, in one sentence.
    public var sentence: String {
        switch answer {
        case .sees(let smallest):
            "this run could have seen a gap of \(Points.fixed(smallest * 100, digits: 1)) points or "
                + "more in \(metric.id)"
        case .blind(let reason):
            "this run could not have seen a gap in \(metric.id): \(reason)"
        }
    }
}
