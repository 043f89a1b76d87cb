/// The change points of Apache Otava, for those who want to see ours beside them.
///
/// It knows no errors of single runs and needs a t test that few runs cannot carry, so nothing here
/// decides by it.
///
/// Source: Matteson and James, «A nonparametric approach for multiple change point analysis of
/// multivariate data», JASA 109, 2014; Otava replaces its permutation test by a t test.
package enum EDivisive {
    /// The best place for one cut.
    package struct Cut: Sendable, Hashable {
        /// The scaled energy distance of the two sides.
        package var distance: Double
        /// Where the second side begins.
        package var start: Int
        /// Where the second side ends.
        package var end: Int
    }

    /// The cut with the largest energy distance; nil with fewer than four values.
    package static func best(_ values: ArraySlice<Double>) -> Cut? {
        let values = Array(values)
        guard values.count >= 4 else { return nil }
        var best: Cut?
        for start in 2...(values.count - 2) {
            let left = inner(values, 0, start)
            var cross = 0.0
            var right = 0.0
            for end in (start + 1)...values.count {
                let value = values[end - 1]
                for index in 0..<start { cross += abs(values[index] - value) }
                for index in start..<(end - 1) { right += abs(values[index] - value) }
                let (m, n) = (Double(start), Double(end - start))
                guard n >= 2 else { continue }
                let energy =
                    2 * cross / (m * n) - left / (m * (m - 1) / 2) - right / (n * (n - 1) / 2)
                let distance = m * n / (m + n) * energy
                if best.map({ distance > $0.distance }) ?? true {
                    best = Cut(distance: distance, start: start, end: end)
                }
            }
        }
        return best
    }

    /// All cuts whose two sides differ by a t test at `level`, ascending.
    package static func starts(_ values: [Double], level: Double = 0.001) -> [Int] {
        split(values[...], level: level).sorted()
    }

    private static func split(_ values: ArraySlice<Double>, level: Double) -> [Int] {
        guard let cut = best(values) else { return [] }
        let start = values.startIndex + cut.start
        let left = values[values.startIndex..<start]
        let right = values[start..<values.endIndex]
        guard pooledPValue(Array(left), Array(right)) < level else { return [] }
        return split(left, level: level) + [start] + split(right, level: level)
    }

    private static func inner(_ values: [Double], _ from: Int, _ to: Int) -> Double {
        var sum = 0.0
        for one in from..<to {
            for other in from..<one { sum += abs(values[one] - values[other]) }
        }
        return sum
    }

    /// Student's t test of two samples with one variance.
    private static func pooledPValue(_ left: [Double], _ right: [Double]) -> Double {
        let (m, n) = (Double(left.count), Double(right.count))
        let means = (left.reduce(0, +) / m, right.reduce(0, +) / n)
        var squares = left.reduce(0) { $0 + ($1 - means.0) * ($1 - means.0) }
        squares += right.reduce(0) { $0 + ($1 - means.1) * ($1 - means.1) }
        let freedom = left.count + right.count - 2
        guard freedom > 0 else { return 1 }
        let error = (squares / Double(freedom) * (1 / m + 1 / n)).squareRoot()
        guard error > 0 else { return means.0 == means.1 ? 1 : 0 }
        return StudentT(degreesOfFreedom: freedom).twoSided((means.0 - means.1) / error)
    }
}
