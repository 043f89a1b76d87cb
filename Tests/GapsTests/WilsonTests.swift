import Testing

@testable import Gaps

/// Golden cases `wilson_*`: statsmodels 0.15, proportion_confint.
struct WilsonTests {
    @Test(arguments: [
        (0, 50, 0, 0.07134759913335874), (1, 50, 0.003539259271646236, 0.10495443589637815),
        (7, 100, 0.03431926106727266, 0.13749514739073504), (50, 50, 0.9286524008666412, 1),
        (37, 500, 0.05416118475101196, 0.10033475332223056),
    ])
    func `the interval is that of statsmodels`(
        counted: Int,
        total: Int,
        lower: Double,
        upper: Double
    ) {
        let bounds = Wilson.bounds(counted, of: total)
        #expect(isClose(bounds.lower, lower))
        #expect(isClose(bounds.upper, upper))
    }

    @Test func `the end that the rate touches is exact`() {
        #expect(Wilson.bounds(0, of: 7).lower == 0)
        #expect(Wilson.bounds(7, of: 7).upper == 1)
    }
}
