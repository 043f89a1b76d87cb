import Glibc

/// Where a long series changes its level: the cheapest cut into stretches of one level each.
///
/// The cost of a stretch is Σ(y − μ)²/(SE² + τ²) about its weighted mean, and each cut costs a
/// penalty. The cheapest partition is found exactly, by dynamic programming; a noisy run weighs
/// little, and gaps in time are not filled.
///
/// Source: Jackson et al., «An algorithm for optimal partitioning of data on an interval», IEEE
/// Signal Processing Letters 12, 2005; the weights are ours.
package struct ChangePoints: Sendable, Hashable {
    /// The places at which a new stretch begins, ascending; never 0.
    package let starts: [Int]
    /// The weighted mean of each stretch.
    package let means: [Double]
    /// The cost of the partition, penalties included.
    package let cost: Double

    /// The shortest stretch.
    package static let lengthMin = 3
    /// The longest series.
    package static let lengthMax = 5_000

    /// Cuts a series of values with their standard errors, all above 0.
    ///
    /// `betweenRuns` is τ². The penalty is 3 ln T where none is given. A series shorter than two
    /// stretches has no cut; an empty one has no stretch either.
    package init(
        _ values: [Double],
        standardErrors: [Double],
        betweenRuns: Double = 0,
        penalty: Double? = nil,
        lengthMin: Int = ChangePoints.lengthMin
    ) {
        precondition(values.count == standardErrors.count, "each value needs its error")
        precondition(values.count <= Self.lengthMax, "a series has at most 5,000 runs")
        precondition(standardErrors.allSatisfy { $0 > 0 } && betweenRuns >= 0 && lengthMin >= 1)
        let sums = Sums(values, standardErrors.map { 1 / ($0 * $0 + betweenRuns) })
        let count = values.count
        let penalty = penalty ?? 3 * log(Double(max(1, count)))
        // best[end] is the cost of the cheapest partition of the first `end` values.
        var best = [Double](repeating: .infinity, count: count + 1)
        var last = [Int](repeating: 0, count: count + 1)
        best[0] = -penalty
        for end in stride(from: 1, through: count, by: 1) {
            for start in 0..<end where end - start >= lengthMin || (start == 0 && end == count) {
                let cost = best[start] + penalty + sums.cost(start, end)
                if cost < best[end] { (best[end], last[end]) = (cost, start) }
            }
        }
        var starts: [Int] = []
        var end = count
        while end > 0, last[end] > 0 {
            starts.append(last[end])
            end = last[end]
        }
        self.starts = starts.reversed()
        let ends = self.starts + [count]
        means = count == 0 ? [] : zip([0] + self.starts, ends).map { sums.mean($0, $1) }
        cost = count == 0 ? 0 : best[count]
    }

    /// Running sums, centred so that squares do not cancel.
    private struct Sums {
        let center: Double
        var weights = [0.0]
        var first = [0.0]
        var second = [0.0]

        init(_ values: [Double], _ weights: [Double]) {
            center = values.first ?? 0
            for (value, weight) in zip(values, weights) {
                let moved = value - center
                self.weights.append((self.weights.last ?? 0) + weight)
                first.append((first.last ?? 0) + weight * moved)
                second.append((second.last ?? 0) + weight * moved * moved)
            }
        }

        func mean(_ start: Int, _ end: Int) -> Double {
            center + (first[end] - first[start]) / (weights[end] - weights[start])
        }

        func cost(_ start: Int, _ end: Int) -> Double {
            let sum = first[end] - first[start]
            return max(0, second[end] - second[start] - sum * sum / (weights[end] - weights[start]))
        }
    }
}
