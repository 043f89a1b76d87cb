import Testing

@testable import Gaps

/// Golden cases `bpk_*`: the closed form, computed in Python with scipy 1.16.
struct IntervalClusteredBonettPriceTests {
    private func expect(
        _ interval: Interval,
        _ center: Double,
        _ error: Double,
        _ freedom: Int,
        _ lower: Double,
        _ upper: Double
    ) {
        #expect(isClose(interval.center, center))
        #expect(isClose(interval.standardError, error))
        #expect(interval.degreesOfFreedom == freedom)
        #expect(isClose(interval.lower, lower))
        #expect(isClose(interval.upper, upper))
    }

    @Test func `fifty zeros leave room for a gap of four points`() {
        let zeros = ClusteredValues(Array(repeating: 0, count: 50))
        expect(
            .clusteredBonettPrice(zeros, replicates: 5),
            0,
            0.02106625221173716,
            49,
            -0.04233421878382607,
            0.04233421878382607
        )
    }

    @Test func `fifty ones are cut off at one`() {
        let ones = ClusteredValues(Array(repeating: 1, count: 50))
        expect(
            .clusteredBonettPrice(ones, replicates: 1),
            0.9615384615384616,
            0.038089920679241815,
            49,
            0.8849939001572402,
            1
        )
    }

    /// 1 pair up, 7 down, 13 level.
    @Test func `with single samples it is Bonett and Price's with t`() {
        let differences = [1] + Array(repeating: -1, count: 7) + Array(repeating: 0.0, count: 13)
        let interval = Interval.clusteredBonettPrice(ClusteredValues(differences), replicates: 1)
        expect(
            interval,
            -0.2608695652173913,
            0.1262725965381076,
            20,
            -0.5242695859872304,
            0.0025304555524477412
        )
        let published = BonettPrice.estimate(PairedTable([1, 1, 7, 12]))
        #expect(isClose(interval.center, published.center))
        #expect(isClose(interval.standardError, published.standardError))
    }

    @Test func `a change may reach twice as far as a gap`() {
        let values = ClusteredValues([2, 2, 2, -2])
        let change = Interval.clusteredBonettPrice(values, replicates: 1, limit: 2)
        #expect(change.upper > 1)
        #expect(Interval.clusteredBonettPrice(values, replicates: 1).upper == 1)
    }
}
