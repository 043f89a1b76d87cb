import Bench

/// A gap in plain words.
public enum Reading {
    /// The share of missing samples in an arm above which the reading says so.
    public static let missingRateMax = 0.05
    /// The difference of blocked rates between the arms above which the reading says so.
    public static let blockedDifferenceMax = 0.05

    /// One line for a person who knows no statistics.
    ///
    /// Decisions are by the q-value where there is one, else by the p-value, at .05; the interval
    /// says how large the gap could be.
    public static func sentence(for gap: Gap, metric: Metric) -> String {
        ([main(gap, metric)] + warnings(gap, metric)).joined(separator: "; ")
    }

    private static func main(_ gap: Gap, _ metric: Metric) -> String {
        switch gap.extreme {
        case .floor: return "uninformative: both arms near 0 %"
        case .ceiling: return "uninformative: both arms near 100 %"
        case nil: break
        }
        guard (gap.qValue ?? gap.pValue) < 0.05 else {
            let hidden = max(abs(gap.interval.lower), abs(gap.interval.upper))
            return "no gap shown; one of ±\(Points.fixed(hidden * 100, digits: 0)) points could "
                + "hide here"
        }
        let more = gap.estimate > 0
        let (high, low) =
            more ? (metric.minuend, metric.subtrahend) : (metric.subtrahend, metric.minuend)
        let size = Points.fixed(abs(gap.estimate) * 100, digits: 0)
        return "\(metric.counts.words) \(size) points more often in \(high) than in \(low)"
    }

    private static func warnings(_ gap: Gap, _ metric: Metric) -> [String] {
        var warnings: [String] = []
        for (arm, id) in [(gap.minuend, metric.minuend), (gap.subtrahend, metric.subtrahend)]
        where arm.missingRate > missingRateMax {
            let share = Points.fixed(arm.missingRate * 100, digits: 0)
            warnings.append("\(share) % of \(id) is missing")
        }
        if abs(gap.minuend.blockedRate - gap.subtrahend.blockedRate) > blockedDifferenceMax {
            warnings.append("the vendor blocks the two arms unequally")
        }
        if gap.pairs < gap.scenarios {
            warnings.append("\(gap.scenarios - gap.pairs) of \(gap.scenarios) scenarios unpaired")
        }
        return warnings
    }
}
