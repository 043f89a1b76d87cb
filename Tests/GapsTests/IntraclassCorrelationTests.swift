import Testing

@testable import Gaps

/// Golden case `icc_FX_U1`: the analysis-of-variance estimator.
struct IntraclassCorrelationTests {
    @Test func `samples of a scenario are alike`() {
        let found = IntraclassCorrelation(counted: Golden.first, of: Golden.replicates)
        #expect(isClose(found.between, 0.20307692307692307))
        #expect(isClose(found.within, 0.042499999999999996))
        #expect(isClose(found.correlation, 0.4304123711340206))
        #expect(isClose(found.designEffect, 2.7216494845360826))
    }

    @Test func `scenarios that are always one way or the other correlate fully`() {
        #expect(IntraclassCorrelation(counted: [0, 5, 5, 0], of: 5).correlation == 1)
    }
}
