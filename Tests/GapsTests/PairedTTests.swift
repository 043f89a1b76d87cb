import Testing

@testable import Gaps

struct PairedTTests {
    private static let first = Golden.differences(Golden.first).map { Double($0) / 5 }
    private static let second = Golden.differences(Golden.second).map { Double($0) / 5 }

    /// Golden case `regress_FX_paired_t`: scipy 1.16 ttest_1samp.
    @Test func `the test is that of scipy`() {
        let test = PairedT(zip(Self.second, Self.first).map { $0 - $1 })
        #expect(isClose(test.mean, 0.09))
        #expect(isClose(test.standardError, 0.022588855886396954))
        #expect(isClose(test.t, 3.9842655357413723))
        #expect(isClose(test.pValue, 0.0002870405115255843))
    }

    /// Golden cases `tost_run1_vs_run1b` (the run against itself moved on by one) and
    /// `tost_run2_vs_run1`: statsmodels 0.15 ttost_paired with ±.1.
    @Test func `equivalence is that of statsmodels`() {
        let moved = [Self.first[39]] + Self.first.dropLast()
        let same = PairedT(zip(Self.first, moved).map { $0 - $1 })
        #expect(isClose(same.equivalencePValue(margin: 0.1), 0.02199189345838608))
        let changed = PairedT(zip(Self.second, Self.first).map { $0 - $1 })
        #expect(isClose(changed.equivalencePValue(margin: 0.1), 0.33021562029414364))
    }

    /// Golden case `regress_FX_unpaired_z_WRONG`, a negative control: what a peer's unpaired z says
    /// (p = .063) of a change that the paired tests show at .0003 and .0005.
    @Test func `an unpaired z misses what is there`() {
        let one = PairedT(Self.first)
        let other = PairedT(Self.second)
        let error =
            (one.standardError * one.standardError + other.standardError * other.standardError)
            .squareRoot()
        let z = (other.mean - one.mean) / error
        #expect(isClose(z, 1.8616433205610519))
        #expect(isClose(2 * Normal.upperTail(z), 0.0626533827424001))
    }

    @Test func `differences that are all equal`() {
        #expect(PairedT([0, 0, 0]).pValue == 1)
        #expect(PairedT([1, 1, 1]).pValue == 0)
    }
}
