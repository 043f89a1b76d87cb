import Testing

@testable import Gaps

struct McNemarTests {
    /// Golden cases `mcnemar_*`: statsmodels 0.15; the last two by scipy 1.17.1, binom.
    @Test(arguments: [
        ([1, 1, 7, 12], 0.0703125, 0.0390625),
        ([12, 18, 4, 66], 0.004343509674072266, 0.0025994777679443377),
        ([0, 3, 0, 47], 0.25, 0.125), ([5, 9, 2, 184], 0.0654296875, 0.03857421875),
        ([3, 6, 6, 3], 1, 0.8872070312499999),
        ([0, 300, 250, 0], 0.036578745549102676, 0.03307151591735791),
    ])
    func `the p-values are those of statsmodels`(cells: [Int], exact: Double, mid: Double) {
        let test = McNemar(PairedTable(cells))
        #expect(isClose(test.exact, exact, within: 1e-11))
        #expect(isClose(test.mid, mid, within: 1e-11))
    }

    @Test func `without discordant pairs nothing is shown`() {
        #expect(McNemar(PairedTable([5, 0, 0, 5])).exact == 1)
        #expect(McNemar(PairedTable([5, 0, 0, 5])).mid == 1)
    }

    @Test func `it is the sign-flip test of single samples`() {
        for left in 0...20 {
            for right in 0...20 {
                let test = McNemar(PairedTable([1, left, right, 2]))
                let flips = SignFlip.pValue(
                    of: Array(repeating: 1, count: left) + Array(repeating: -1, count: right)
                )
                #expect(isClose(test.exact, flips.twoSided, within: 1e-12), "\(left), \(right)")
                #expect(isClose(test.mid, flips.mid, within: 1e-12), "\(left), \(right)")
            }
        }
    }
}
