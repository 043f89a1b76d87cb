import Bench

/// How far a gap could move if what is missing had come out one way or the other.
public struct MissingBounds: Sendable, Hashable {
    /// The gap if every missing sample of the minuend had not counted and every one of the
    /// subtrahend had.
    public var lower: Double
    /// The gap if it were the other way round.
    public var upper: Double
    /// The 95 % interval that holds the gap wherever in these bounds it is.
    public var interval: Interval
    /// The fewest missing samples that, had they all come out against it, would take the gap's
    /// sign away; nil where all of them could not.
    public var tipping: Int?

    package init(lower: Double, upper: Double, interval: Interval, tipping: Int?) {
        self.lower = lower
        self.upper = upper
        self.interval = interval
        self.tipping = tipping
    }

    /// Bounds a difference of rates; nil where no sample is missing, or the metric is no difference
    /// of counted outcomes.
    ///
    /// Each scenario weighs the same; one of which an arm is wholly missing is bounded like the
    /// others, which the gap itself has to leave out.
    /// Source: Manski, American Economic Review 80, 1990; the interval is that of Imbens and
    /// Manski, Econometrica 72, 2004, on the standard errors of the two bounds.
    package static func of(_ metric: Metric, _ tallies: [ScenarioTally]) -> MissingBounds? {
        guard metric.kind == .difference, metric.worth == .counted else { return nil }
        let parts = tallies.compactMap { Part($0, metric) }
            .sorted { $0.scenario.utf8.lexicographicallyPrecedes($1.scenario.utf8) }
        guard parts.contains(where: { $0.minuend.missing + $0.subtrahend.missing > 0 }) else {
            return nil
        }
        let clusters = parts.map(\.cluster)
        let low = ClusteredValues(parts.map(\.lower), clusters: clusters)
        let high = ClusteredValues(parts.map(\.upper), clusters: clusters)
        guard low.clusters > 1 else { return nil }
        let replicates =
            parts.reduce(0) { $0 + Double($1.minuend.total + $1.subtrahend.total) / 2 }
            / Double(parts.count)
        let ends = (
            Interval.clusteredBonettPrice(low, replicates: replicates),
            Interval.clusteredBonettPrice(high, replicates: replicates)
        )
        let bounds = imbensManski(
            low.mean,
            high.mean,
            errors: (ends.0.standardError, ends.1.standardError)
        )
        return MissingBounds(
            lower: low.mean,
            upper: high.mean,
            interval: Interval(
                lower: max(-1, bounds.lower),
                upper: min(1, bounds.upper),
                center: (low.mean + high.mean) / 2,
                standardError: max(ends.0.standardError, ends.1.standardError),
                degreesOfFreedom: ends.0.degreesOfFreedom
            ),
            tipping: tipping(parts)
        )
    }

    /// The interval around two bounds that holds the true value with the given confidence.
    package static func imbensManski(
        _ lower: Double,
        _ upper: Double,
        errors: (lower: Double, upper: Double),
        confidence: Double = Interval.confidence
    ) -> Bounds {
        let factor = imbensManskiFactor(
            (upper - lower) / max(errors.lower, errors.upper),
            confidence: confidence
        )
        return Bounds(
            lower: lower - factor * errors.lower,
            upper: upper + factor * errors.upper
        )
    }

    /// C with Φ(C + width) − Φ(−C) = confidence: between the one-sided and the two-sided quantile.
    package static func imbensManskiFactor(_ width: Double, confidence: Double) -> Double {
        Quantile.bisect(0, 40) { factor in
            Normal.upperTail(-factor - width) - Normal.upperTail(factor) < confidence
        }
    }

    /// Samples of an arm that could tip: the fewest of one arm, then of the other.
    ///
    /// Moves are taken where each weighs most: in the scenarios with the fewest samples first.
    private static func tipping(_ parts: [Part]) -> Int? {
        let observed = parts.filter { $0.minuend.usable > 0 && $0.subtrahend.usable > 0 }
        let gap = observed.reduce(0) { $0 + $1.observed }
        guard gap != 0 else { return 0 }
        let isPositive = gap > 0
        // From all missing samples in favour of the gap, one after the other is turned against it.
        var sum = parts.reduce(0) { $0 + (isPositive ? $1.upper : $1.lower) }
        var moves: [Double] = []
        for part in parts {
            for arm in [part.minuend, part.subtrahend] {
                moves += Array(repeating: 1 / Double(arm.total), count: arm.missing)
            }
        }
        for (count, move) in moves.sorted(by: >).enumerated() {
            sum += isPositive ? -move : move
            if isPositive ? sum <= roundingMax : sum >= -roundingMax { return count + 1 }
        }
        return nil
    }

    private static let roundingMax = 1e-12

    /// One scenario's counted, usable and missing samples.
    private struct Part {
        var scenario: String
        var cluster: String
        var minuend: Arm
        var subtrahend: Arm

        struct Arm {
            var counted: Int
            var usable: Int
            var missing: Int
            var total: Int { usable + missing }
        }

        init?(_ tally: ScenarioTally, _ metric: Metric) {
            scenario = tally.scenario
            cluster = tally.cluster
            minuend = Self.arm(tally.minuend, metric)
            subtrahend = Self.arm(tally.subtrahend, metric)
            guard minuend.total > 0, subtrahend.total > 0 else { return nil }
        }

        private static func arm(_ counts: ArmCounts, _ metric: Metric) -> Arm {
            let usable = Share(counts, metric: metric)
            return Arm(
                counted: usable?.counted ?? 0,
                usable: usable?.usable ?? 0,
                missing: counts.eligible - (usable?.usable ?? 0)
            )
        }

        var observed: Double {
            Double(minuend.counted) / Double(minuend.usable)
                - Double(subtrahend.counted) / Double(subtrahend.usable)
        }

        var lower: Double {
            Double(minuend.counted) / Double(minuend.total)
                - Double(subtrahend.counted + subtrahend.missing) / Double(subtrahend.total)
        }

        var upper: Double {
            Double(minuend.counted + minuend.missing) / Double(minuend.total)
                - Double(subtrahend.counted) / Double(subtrahend.total)
        }
    }
}
