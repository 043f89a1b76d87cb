import Bench

extension Verdict {
    /// Says what a change means.
    ///
    /// Regressed or improved where the change is significant at `level` (by its q-value, where it
    /// has one), at least the metric's minimum effect, and measured against five runs or more;
    /// with fewer, `changedUnconfirmed`. Otherwise equivalent where two one-sided tests show it
    /// inside the margin, else inconclusive. Without a change to judge, `first`.
    public static func decide(
        _ metric: Metric,
        change: Change?,
        level: Double = 0.05
    ) -> Verdict {
        guard let change else {
            return Verdict(
                kind: .first,
                isWorse: nil,
                reason: "nothing comparable before this run"
            )
        }
        guard isShown(change, metric, level) else { return unshown(change, metric, level) }
        let isWorse = isWorse(change.difference, metric)
        guard change.history < Change.historyMin else {
            return Verdict(
                kind: isWorse == false ? .improved : .regressed,
                isWorse: isWorse,
                reason: sentence(change) + " of history"
            )
        }
        return Verdict(
            kind: .changedUnconfirmed,
            isWorse: isWorse,
            reason: sentence(change) + " of history only: a confirmation run decides"
        )
    }

    /// Says what a confirmation run makes of a change that needed one.
    ///
    /// Both changes are against the same history; the replies of the confirmation are fresh. It
    /// agrees where it is significant, large enough and in the same direction.
    public static func confirm(
        _ metric: Metric,
        first: Change,
        confirmation: Change,
        level: Double = 0.05
    ) -> Verdict {
        let isSame = (first.difference < 0) == (confirmation.difference < 0)
        guard isShown(first, metric, level), isShown(confirmation, metric, level), isSame else {
            return Verdict(
                kind: .inconclusive,
                isWorse: nil,
                reason: "the confirmation run did not repeat the change: "
                    + sentence(confirmation) + " of history"
            )
        }
        let isWorse = isWorse(first.difference, metric)
        return Verdict(
            kind: isWorse == false ? .improved : .regressed,
            isWorse: isWorse,
            reason: sentence(first) + "; a confirmation run saw "
                + "\(Points.signed(confirmation.difference)) "
                + "(\(Points.named("p", confirmation.qValue ?? confirmation.pValue)))"
        )
    }

    /// Significant and large enough.
    ///
    /// The effect is in points, so a rise from 1 % to 2 % is small.
    private static func isShown(_ change: Change, _ metric: Metric, _ level: Double) -> Bool {
        (change.qValue ?? change.pValue) < level
            && abs(change.difference) * 100 >= metric.minimumEffectPoints
    }

    private static func unshown(_ change: Change, _ metric: Metric, _ level: Double) -> Verdict {
        let margin = Points.fixed(metric.marginPoints, digits: 1)
        guard change.equivalencePValue < level else {
            return Verdict(
                kind: .inconclusive,
                isWorse: nil,
                reason: "neither a change nor its absence is shown: " + sentence(change)
                    + " of history"
            )
        }
        return Verdict(
            kind: .equivalent,
            isWorse: nil,
            reason: "the same within ±\(margin) points: " + sentence(change) + " of history"
        )
    }

    private static func isWorse(_ difference: Double, _ metric: Metric) -> Bool? {
        switch metric.worse {
        case .higher: difference > 0
        case .lower: difference < 0
        case .either: nil
        }
    }

    private static func sentence(_ change: Change) -> String {
        let interval =
            "[\(Points.signed(change.interval.lower)), \(Points.signed(change.interval.upper))]"
        let chance = change.qValue.map { Points.named("q", $0) } ?? Points.named("p", change.pValue)
        return
            "the gap moved by \(Points.signed(change.difference)) points \(interval), \(chance), "
            + "over \(Points.count(change.scenarios, "scenario")) against "
            + Points.count(change.history, "run")
    }
}
