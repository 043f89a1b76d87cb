import Bench
import Glibc

/// The ranks that a model may have, given what the data can tell apart.
public struct RankSet: Sendable, Hashable {
    /// The best rank, from 1.
    public var best: Int
    /// The worst rank.
    public var worst: Int

    package init(best: Int, worst: Int) {
        self.best = best
        self.worst = worst
    }

    /// The rank sets of models, from all pairwise tests together.
    ///
    /// `isAbove[i][j]` says that model i was shown to lie above model j. Rank 1 is the largest value.
    package static func all(_ isAbove: [[Bool]]) -> [RankSet] {
        isAbove.indices.map { model in
            RankSet(
                best: 1 + isAbove.indices.count { isAbove[$0][model] },
                worst: isAbove.count - isAbove.indices.count { isAbove[model][$0] }
            )
        }
    }

    /// The rank sets of models by their gaps, the largest gap first, at a familywise level.
    ///
    /// Every pair of models is tested by the exact sign-flip of its differences of differences over
    /// shared scenarios, flipping by cluster; the p-values are adjusted by Holm. Two models without
    /// two shared clusters cannot be told apart. Beyond `exactMax` shared scenarios the paired z with
    /// the cluster-robust error stands in for the exact test. The order of `tallies` is that of the
    /// models.
    /// Source: the construction is that of Mogstad, Romano, Shaikh and Wilhelm, Review of Economic
    /// Studies 91, 2024, with exact paired tests in place of simulation.
    public static func all(
        of metric: Metric,
        tallies: [[ScenarioTally]],
        level: Double = 0.05
    ) -> [RankSet] {
        let models = tallies.map { Ranked(Pair.all(of: metric, in: $0)) }
        var places: [(Int, Int)] = []
        var pValues: [Double] = []
        var signs: [Bool] = []
        for left in models.indices {
            for right in models.indices where left < right {
                guard let test = compare(models[left], models[right], scale: metric.scale) else {
                    continue
                }
                places.append((left, right))
                pValues.append(test.pValue)
                signs.append(test.isAbove)
            }
        }
        let adjusted = Multiplicity.holm(pValues)
        let row = Array(repeating: false, count: tallies.count)
        var isAbove = Array(repeating: row, count: tallies.count)
        for (index, place) in places.enumerated() where adjusted[index] < level {
            if signs[index] {
                isAbove[place.0][place.1] = true
            } else {
                isAbove[place.1][place.0] = true
            }
        }
        return all(isAbove)
    }

    /// Shared scenarios up to which a pair of models is tested exactly.
    public static let exactMax = 2_000

    /// One model's scenarios, with their clusters worked out once for all its comparisons.
    private struct Ranked {
        let pairs: [Pair]
        let values: ClusteredValues

        init(_ pairs: [Pair]) {
            self.pairs = pairs
            values = ClusteredValues(pairs.map(\.difference), clusters: pairs.map(\.cluster))
        }

        func hasScenarios(of other: Ranked) -> Bool {
            pairs.count == other.pairs.count
                && zip(pairs, other.pairs).allSatisfy { $0.scenario == $1.scenario }
        }
    }

    private static func compare(
        _ left: Ranked,
        _ right: Ranked,
        scale: Double
    ) -> (pValue: Double, isAbove: Bool)? {
        let shared: [(Pair, Pair)]
        let values: ClusteredValues
        if left.hasScenarios(of: right) {
            shared = Array(zip(left.pairs, right.pairs))
            values = ClusteredValues(
                zip(left.values.values, right.values.values).map { $0 - $1 },
                like: left.values
            )
        } else {
            let others = Dictionary(right.pairs.map { ($0.scenario, $0) }) { first, _ in first }
            shared = left.pairs.compactMap { pair in others[pair.scenario].map { (pair, $0) } }
            values = ClusteredValues(
                shared.map { $0.0.difference - $0.1.difference },
                clusters: shared.map(\.0.cluster)
            )
        }
        guard values.clusters > 1 else { return nil }
        guard shared.count <= exactMax else {
            let error = ClusterRobust(values).corrected
            let z = error > 0 ? abs(values.mean) / error : (values.mean == 0 ? 0 : .infinity)
            return (min(1, 2 * Normal.upperTail(z)), values.mean > 0)
        }
        let flips = shared.indices.map { index in
            let (one, other) = shared[index]
            var exact: Ratio?
            if let first = one.exactDifference, let second = other.exactDifference {
                exact = first.minus(second)
            }
            return SignFlip.Difference(
                cluster: values.clusterIndices[index],
                exact: exact,
                value: values.values[index] / scale
            )
        }
        return (SignFlip.pValue(of: flips).twoSided, values.mean > 0)
    }

    /// The rank sets of estimates with a known covariance, by z tests of all pairs with Holm.
    package static func normal(
        _ values: [Double],
        covariance: [[Double]],
        level: Double = 0.05
    ) -> [RankSet] {
        var places: [(Int, Int)] = []
        var pValues: [Double] = []
        for left in values.indices {
            for right in values.indices where left < right {
                places.append((left, right))
                let z = abs(values[left] - values[right]) / error(left, right, covariance)
                pValues.append(min(1, 2 * Normal.upperTail(z)))
            }
        }
        let adjusted = Multiplicity.holm(pValues)
        return all(
            values.indices.map { left in
                values.indices.map { right in
                    values[left] > values[right]
                        && zip(places, adjusted).contains { place, value in
                            (place == (left, right) || place == (right, left)) && value < level
                        }
                }
            }
        )
    }

    /// The same by the simulated distribution of the largest of all pairs' statistics.
    ///
    /// Single-step and seeded; beside Holm it gains little and is not the same for everyone unless
    /// they share the seed. Source: the R package csranks.
    package static func simulated(
        _ values: [Double],
        covariance: [[Double]],
        level: Double = 0.05,
        draws: Int = 10_000,
        seed: UInt64 = 1
    ) -> [RankSet] {
        let factor = cholesky(covariance)
        var generator = SeededGenerator(seed: seed)
        var largest: [Double] = []
        for _ in 0..<draws {
            let normals = values.indices.map { _ in generator.normal() }
            let draw = factor.map { row in zip(row, normals).reduce(0) { $0 + $1.0 * $1.1 } }
            var most = 0.0
            for left in values.indices {
                for right in values.indices where left < right {
                    most = max(
                        most,
                        abs(draw[left] - draw[right]) / error(left, right, covariance)
                    )
                }
            }
            largest.append(most)
        }
        largest.sort()
        let critical = largest[min(draws - 1, Int(Double(draws) * (1 - level)))]
        return all(
            values.indices.map { left in
                values.indices.map { right in
                    left != right
                        && (values[left] - values[right]) / error(left, right, covariance)
                            > critical
                }
            }
        )
    }

    private static func error(_ left: Int, _ right: Int, _ covariance: [[Double]]) -> Double {
        (covariance[left][left] + covariance[right][right] - 2 * covariance[left][right])
            .squareRoot()
    }

    private static func cholesky(_ matrix: [[Double]]) -> [[Double]] {
        var factor = matrix.map { $0.map { _ in 0.0 } }
        for row in matrix.indices {
            for column in 0...row {
                let sum = (0..<column).reduce(0) { $0 + factor[row][$1] * factor[column][$1] }
                if row == column {
                    factor[row][row] = max(0, matrix[row][row] - sum).squareRoot()
                } else if factor[column][column] > 0 {
                    factor[row][column] = (matrix[row][column] - sum) / factor[column][column]
                }
            }
        }
        return factor
    }
}
