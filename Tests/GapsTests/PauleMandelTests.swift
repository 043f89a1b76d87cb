import Testing

@testable import Gaps

/// Golden case `tau2`: statsmodels 0.15 combine_effects.
struct PauleMandelTests {
    private static let gaps = [0.041, 0.072, 0.035, 0.09, 0.049, 0.02]
    private static let squares = [0.00011, 9e-05, 0.00013, 0.0001, 0.00012, 8e-05]

    @Test func `the variance between runs is that of statsmodels`() {
        let found = BetweenRuns.pauleMandel(Self.gaps, squaredErrors: Self.squares)
        #expect(isClose(found.variance, 0.0005613514877962429, within: 1e-7))
        #expect(isClose(found.mean, 0.051211054299086095, within: 1e-7))
        #expect(isClose(found.standardError, 0.010534970102636923, within: 1e-7))
        let moments = BetweenRuns.derSimonianLaird(Self.gaps, squaredErrors: Self.squares)
        #expect(isClose(moments.variance, 0.0006171542700816735, within: 1e-7))
    }

    @Test func `runs that differ less than their errors have none`() {
        let found = BetweenRuns.pauleMandel([0.1, 0.1, 0.1], squaredErrors: [1e-4, 1e-4, 1e-4])
        #expect(found.variance == 0)
        #expect(isClose(found.mean, 0.1))
    }
}
