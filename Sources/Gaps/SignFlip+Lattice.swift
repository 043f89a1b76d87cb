extension SignFlip {
    /// The additions that one test may make: about a tenth of a second's work.
    public static let cellsMax = 50_000_000

    /// The units that differences are rounded to, as parts of 1, where the exact test would pass
    /// `cellsMax`: the first that stays within it, otherwise the last.
    public static let coarseLattices = [720, 240, 60, 12]

    /// One scenario's difference and the cluster whose sign it shares.
    package struct Difference: Sendable {
        /// The number of its cluster, from 0.
        package var cluster: Int
        /// The difference exactly; nil where its whole numbers do not fit.
        package var exact: Ratio?
        /// The difference.
        package var value: Double

        package init(cluster: Int, exact: Ratio?, value: Double) {
            self.cluster = cluster
            self.exact = exact
            self.value = value
        }
    }

    /// Tests differences of rates, flipping all scenarios of a cluster together.
    ///
    /// Scenarios with unequal numbers of samples are brought to their least common denominator.
    /// Where that would take more than `cellsMax` additions, each difference is rounded to a
    /// multiple of 1/720 (or coarser, see `coarseLattices`), halves away from 0. Rounding treats d
    /// and −d alike, so the test of the rounded differences is exact too: it keeps its level, and
    /// only its statistic is a little coarser. The result depends on the differences alone.
    package static func pValue(of differences: [Difference]) -> SignFlip {
        pValue(of: latticeSums(differences))
    }

    /// The cluster sums as whole multiples of one unit.
    static func latticeSums(_ differences: [Difference]) -> [Int] {
        let clusters = (differences.map(\.cluster).max() ?? -1) + 1
        if let sums = exactSums(differences, clusters: clusters), isAffordable(sums) { return sums }
        var sums: [Int] = []
        for lattice in coarseLattices {
            sums = [Int](repeating: 0, count: clusters)
            for difference in differences {
                sums[difference.cluster] += Int((difference.value * Double(lattice)).rounded())
            }
            if isAffordable(sums) { break }
        }
        return sums
    }

    private static func isAffordable(_ sums: [Int]) -> Bool {
        Work(sums).map { $0.cells <= cellsMax } ?? false
    }

    private static func exactSums(_ differences: [Difference], clusters: Int) -> [Int]? {
        var common = 1
        for difference in differences {
            guard let exact = difference.exact,
                let next = Ratio.leastCommonMultiple(common, exact.denominator)
            else { return nil }
            common = next
        }
        var sums = [Int](repeating: 0, count: clusters)
        for difference in differences {
            guard let exact = difference.exact,
                let steps = Ratio.product(exact.numerator, common / exact.denominator)
            else { return nil }
            let (sum, overflow) = sums[difference.cluster].addingReportingOverflow(steps)
            guard !overflow else { return nil }
            sums[difference.cluster] = sum
        }
        return sums
    }
}
