import Testing

@testable import Gaps

/// Golden cases `clopper_*`: statsmodels 0.15, checked there against scipy's beta quantiles.
struct ClopperPearsonTests {
    @Test(arguments: [
        (0, 50, 0, 0.07112173646419766), (1, 50, 0.0005062279830408291, 0.10646954571149993),
        (7, 100, 0.028605288907438704, 0.13891972845585734), (50, 50, 0.9288782635358024, 1),
        (37, 500, 0.05263510854899524, 0.10055887474646993),
    ])
    func `the interval is that of statsmodels`(
        counted: Int,
        total: Int,
        lower: Double,
        upper: Double
    ) {
        let bounds = ClopperPearson.bounds(counted, of: total)
        #expect(isClose(bounds.lower, lower))
        #expect(isClose(bounds.upper, upper))
    }
}
