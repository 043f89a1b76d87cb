import Testing

@testable import Gaps

/// Golden cases `diffmissing_*`: scipy 1.16 fisher_exact.
struct FisherTests {
    @Test func `the p-values are those of scipy`() {
        #expect(isClose(Fisher.pValue(10, 190, 4, 196), 0.17185187344063127))
        #expect(isClose(Fisher.pValue(22, 178, 4, 196), 0.0003517068379872674))
    }

    @Test func `equal shares have p of one, and so has an empty table`() {
        #expect(isClose(Fisher.pValue(5, 5, 5, 5), 1))
        #expect(Fisher.pValue(0, 9, 0, 9) == 1)
        #expect(Fisher.pValue(0, 0, 0, 0) == 1)
    }

    /// 3 of 3 against 0 of 3: two of the 20 tables.
    @Test func `a small table by hand`() {
        #expect(isClose(Fisher.pValue(3, 0, 0, 3), 0.1))
    }
}
