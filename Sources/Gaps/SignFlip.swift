/// The exact sign-flip test: how often random signs give a sum as far from 0 as the observed one.
///
/// If the two arms are exchangeable, each cluster's sum is as likely with the other sign; the test
/// counts all 2^m assignments of signs at once, by dynamic programming over whole numbers. Nothing
/// is drawn and nothing is compared in floating point, so everyone gets the same p-values. With
/// sums of ±1 it is McNemar's exact test.
///
/// Source: Fisher, «The Design of Experiments», 1935, section 21; the recursion is that of Pagano
/// and Tritchler, «On obtaining permutation distributions in polynomial time», JASA 78, 1983.
public struct SignFlip: Sendable, Hashable {
    /// The probability of a sum at least as far from 0 as the observed one; 1 where all sums are 0.
    public let twoSided: Double
    /// The same with half the weight on sums exactly as far; 1 where all sums are 0.
    public let mid: Double
    /// The probability of a sum at least as large as the observed one, signs included.
    public let greater: Double

    /// Tests the sums of clusters, in any order and any common unit.
    ///
    /// The magnitudes must add up to a number that fits, and the work grows with their number times
    /// their total after division by the greatest common divisor.
    public static func pValue(of clusterSums: [Int]) -> SignFlip {
        guard let work = Work(clusterSums) else {
            preconditionFailure("the magnitudes of the cluster sums must add up to an Int")
        }
        guard !work.magnitudes.isEmpty else { return SignFlip(twoSided: 1, mid: 1, greater: 1) }
        let (tail, atom) = work.lowerTail()
        if work.observed == 0 {
            return SignFlip(twoSided: 1, mid: 1 - atom / 2, greater: 1 - (tail - atom))
        }
        return SignFlip(
            twoSided: min(1, 2 * tail),
            mid: 2 * tail - atom,
            greater: work.observed > 0 ? tail : 1 - (tail - atom)
        )
    }

    /// The test in its smallest whole numbers.
    ///
    /// A sum of signed magnitudes is 2u − total, where u is the sum of those that got a plus. So
    /// sums of −|observed| and below are the u of up to (total − |observed|) / 2, and by symmetry
    /// that tail is all that has to be known.
    struct Work {
        /// The magnitudes above 0, divided by their greatest common divisor, ascending.
        let magnitudes: [Int]
        /// The observed sum in the same unit.
        let observed: Int
        /// The largest u of the lower tail.
        let tailMax: Int
        /// The additions that `lowerTail` makes.
        let cells: Int

        /// Nil where the magnitudes do not add up to an `Int`.
        init?(_ sums: [Int]) {
            var divisor = 0
            for sum in sums {
                guard sum != .min else { return nil }
                divisor = Ratio.greatestCommonDivisor(abs(sum), divisor)
            }
            guard divisor > 0 else {
                (magnitudes, observed, tailMax, cells) = ([], 0, 0, 0)
                return
            }
            // Ascending, so that the running total, and with it the work, grows as late as it can.
            magnitudes = sums.filter { $0 != 0 }.map { abs($0) / divisor }.sorted()
            var total = 0
            for magnitude in magnitudes {
                let (next, overflow) = total.addingReportingOverflow(magnitude)
                guard !overflow else { return nil }
                total = next
            }
            observed = sums.reduce(0) { $0 + $1 / divisor }
            tailMax = (total - abs(observed)) / 2
            var cells = 0
            var reach = 0
            for magnitude in magnitudes {
                reach = min(reach + min(magnitude, tailMax), tailMax)
                let (next, overflow) = cells.addingReportingOverflow(reach + 1)
                guard !overflow else { return nil }
                cells = next
            }
            self.cells = cells
        }

        /// The probability of u ≤ tailMax, and that of u = tailMax.
        ///
        /// A probability too small for a `Double` (2^-1075) becomes the smallest one above 0.
        func lowerTail() -> (tail: Double, atom: Double) {
            var chance = [Double](repeating: 0, count: tailMax + 1)
            var next = chance
            chance[0] = 1
            var reach = 0
            for magnitude in magnitudes {
                reach = min(reach + min(magnitude, tailMax), tailMax)
                Self.flip(chance, magnitude, upTo: reach, into: &next)
                swap(&chance, &next)
            }
            let tail = chance.reduce(0, +)
            return (max(tail, .leastNonzeroMagnitude), chance[tailMax])
        }

        /// One more magnitude, with either sign: two buffers, so that the loop runs several sums at
        /// once.
        private static func flip(
            _ old: [Double],
            _ magnitude: Int,
            upTo reach: Int,
            into new: inout [Double]
        ) {
            old.withUnsafeBufferPointer { old in
                new.withUnsafeMutableBufferPointer { new in
                    let lower = min(magnitude, reach + 1)
                    for sum in 0..<lower { new[sum] = 0.5 * old[sum] }
                    for sum in lower..<(reach + 1) {
                        new[sum] = 0.5 * (old[sum] + old[sum &- magnitude])
                    }
                }
            }
        }
    }
}
