/// How others tell whether a gap has moved from one run to the next, for comparison with ours.
///
/// Each looks at the run before alone. None of these decides anything here.
package enum PeerRules {
    /// Whether the 95 % intervals of the two gaps have no point in common.
    package static func areDisjoint(_ now: SimulatedRun, _ before: SimulatedRun) -> Bool {
        let (one, other) = (now.interval, before.interval)
        return one.lower > other.upper || one.upper < other.lower
    }

    /// The two-sided p-value of a z that takes the two runs for independent ones.
    ///
    /// As lm-evaluation-harness compares two result files: the difference over the root of the sum
    /// of both squared standard errors, each over scenarios, here by cluster.
    package static func unpairedPValue(_ now: SimulatedRun, _ before: SimulatedRun) -> Double {
        let (one, other) = (now.differences, before.differences)
        return pValue(one.mean - other.mean, variance: variance(one) + variance(other))
    }

    /// The two-sided p-value of a z that takes all samples of the four arms for independent ones.
    package static func pooledPValue(_ now: SimulatedRun, _ before: SimulatedRun) -> Double {
        let samples = Double(now.simulation.scenarios * now.simulation.replicates)
        let rates = [now.minuend, now.subtrahend, before.minuend, before.subtrahend].map {
            Double($0.reduce(0, +)) / samples
        }
        return pValue(
            rates[0] - rates[1] - rates[2] + rates[3],
            variance: rates.reduce(0) { $0 + $1 * (1 - $1) } / samples
        )
    }

    /// The squared error of a mean: `ClusterRobust.corrected` without its quantile.
    private static func variance(_ values: ClusteredValues) -> Double {
        let (count, clusters) = (Double(values.values.count), Double(values.clusters))
        return values.squaredClusterSums(about: values.mean) * clusters
            / ((clusters - 1) * count * count)
    }

    private static func pValue(_ difference: Double, variance: Double) -> Double {
        guard variance > 0 else { return difference == 0 ? 1 : 0 }
        return 2 * Normal.upperTail(abs(difference) / variance.squareRoot())
    }
}
