import Bench

extension Verdict {
    /// Says what a change means.
    ///
    /// A gap whose whole interval lies beyond the metric's limit is `beyondLimit`, whatever was
    /// before. Otherwise a gate makes it inconclusive. Otherwise regressed or improved where the
    /// change is significant at `level` (by its q-value, where it has one), at least the metric's
    /// minimum effect, and measured against five runs or more; with fewer, `changedUnconfirmed`.
    /// Otherwise equivalent where two one-sided tests show it inside the margin, else
    /// inconclusive. Without a change to judge, `first`.
    public static func decide(
        _ metric: Metric,
        change: Change?,
        gap: Gap? = nil,
        gates: [Gate] = [],
        level: Double = 0.05
    ) -> Verdict {
        if let gap, let sentence = beyondLimit(gap, metric) {
            return Verdict(kind: .beyondLimit, isWorse: true, reason: sentence)
        }
        guard let change else {
            return Verdict(
                kind: .first,
                isWorse: nil,
                reason: "nothing comparable before this run"
            )
        }
        guard gates.isEmpty else {
            let reasons = gates.map(\.description).joined(separator: "; ")
            return Verdict(
                kind: .inconclusive,
                isWorse: nil,
                reason: "the data cannot tell, as \(reasons): \(sentence(change))",
                gates: gates
            )
        }
        guard isShown(change, metric, level) else { return unshown(change, metric, level) }
        let isWorse = isWorse(change.difference, metric)
        guard change.history < Change.historyMin else {
            return Verdict(
                kind: isWorse == false ? .improved : .regressed,
                isWorse: isWorse,
                reason: sentence(change)
            )
        }
        return Verdict(
            kind: .changedUnconfirmed,
            isWorse: isWorse,
            reason: sentence(change) + " only: a confirmation run decides"
        )
    }

    /// Says what a confirmation run makes of a change that was `changedUnconfirmed`.
    ///
    /// Both changes are against the same history; the replies of the confirmation are fresh. It
    /// agrees where it is significant, large enough and in the same direction as the first.
    public static func confirm(
        _ metric: Metric,
        first: Change,
        confirmation: Change,
        level: Double = 0.05
    ) -> Verdict {
        let isSame = (first.difference < 0) == (confirmation.difference < 0)
        guard isSame, isShown(confirmation, metric, level) else {
            return Verdict(
                kind: .inconclusive,
                isWorse: nil,
                reason: "the confirmation run did not repeat it: first \(sentence(first)); then "
                    + "\(Points.signed(confirmation.difference)) points, \(chance(confirmation))"
            )
        }
        let isWorse = isWorse(first.difference, metric)
        return Verdict(
            kind: isWorse == false ? .improved : .regressed,
            isWorse: isWorse,
            reason: sentence(first) + "; a confirmation run agreed with "
                + "\(Points.signed(confirmation.difference)) points, \(chance(confirmation))"
        )
    }

    /// What a mean of rates may fall short of the minimum effect by rounding, in points.
    private static let roundingMax = 1e-9

    private static func isSignificant(_ change: Change, _ level: Double) -> Bool {
        (change.qValue ?? change.pValue) < level
    }

    /// The effect is in points, so a rise from 1 % to 2 % is one point, not a doubling.
    private static func isLarge(_ change: Change, _ metric: Metric) -> Bool {
        abs(change.difference) * 100 >= metric.minimumEffectPoints - roundingMax
    }

    private static func isShown(_ change: Change, _ metric: Metric, _ level: Double) -> Bool {
        isSignificant(change, level) && isLarge(change, metric)
    }

    private static func unshown(_ change: Change, _ metric: Metric, _ level: Double) -> Verdict {
        if change.equivalencePValue < level {
            let margin = Points.fixed(metric.marginPoints, digits: 1)
            return Verdict(
                kind: .equivalent,
                isWorse: nil,
                reason: "the same within ±\(margin) points: \(sentence(change))"
            )
        }
        // Here a significant change must have been too small.
        let effect = Points.fixed(metric.minimumEffectPoints, digits: 1)
        let finding =
            isSignificant(change, level)
            ? "a change, but not shown to reach the \(effect) points that matter"
            : "neither a change nor its absence is shown"
        return Verdict(
            kind: .inconclusive,
            isWorse: nil,
            reason: "\(finding): \(sentence(change))"
        )
    }

    private static func beyondLimit(_ gap: Gap, _ metric: Metric) -> String? {
        guard let limit = metric.limitPoints else { return nil }
        let isAbove = gap.interval.lower * 100 > limit
        let isBelow = gap.interval.upper * 100 < -limit
        let isBeyond =
            switch metric.worse {
            case .higher: isAbove
            case .lower: isBelow
            case .either: isAbove || isBelow
            }
        guard isBeyond else { return nil }
        return "the gap is \(Points.signed(gap.estimate)) points "
            + "[\(Points.signed(gap.interval.lower)), \(Points.signed(gap.interval.upper))], all of "
            + "it beyond the limit of \(Points.fixed(limit, digits: 1))"
    }

    private static func isWorse(_ difference: Double, _ metric: Metric) -> Bool? {
        switch metric.worse {
        case .higher: difference > 0
        case .lower: difference < 0
        case .either: nil
        }
    }

    private static func chance(_ change: Change) -> String {
        change.qValue.map { Points.named("q", $0) } ?? Points.named("p", change.pValue)
    }

    private static func sentence(_ change: Change) -> String {
        let (lower, upper) = (change.interval.lower, change.interval.upper)
        return "the gap moved by \(Points.signed(change.difference)) points "
            + "[\(Points.signed(lower)), \(Points.signed(upper))], \(chance(change)), "
            + "over \(Points.count(change.scenarios, "scenario")) against "
            + "\(Points.count(change.history, "run")) of history"
    }
}
