import Testing

@testable import Gaps

/// Golden cases `ppi_lam_1` and `ppi_lam_tuned`: ppi-python 0.2.3.
///
/// Its data are 0 and 1, so that counts give them: of 60 labelled units 11 are positive, 16 judged
/// so and 10 both; of 500 others 116 are judged so.
struct PredictionPoweredTests {
    private static let labels = Self.units([(1, 10), (1, 1), (0, 6), (0, 43)])
    private static let judged = Self.units([(1, 10), (0, 1), (1, 6), (0, 43)])
    private static let others = Self.units([(1, 116), (0, 384)])

    private static func units(_ runs: [(Double, Int)]) -> [Double] {
        runs.flatMap { Array(repeating: $0.0, count: $0.1) }
    }

    private func estimate(trust: Double?) -> PredictionPowered {
        PredictionPowered(
            labels: Self.labels,
            judged: Self.judged,
            others: Self.others,
            trust: trust
        )
    }

    @Test func `full trust gives the plain estimate`() {
        let plain = estimate(trust: 1)
        #expect(isClose(plain.estimate, 0.14866666666666667))
        #expect(isClose(plain.bounds().lower, 0.05704897456137184))
        #expect(isClose(plain.bounds().upper, 0.2402843587719615))
    }

    @Test func `tuned trust gives the shorter interval`() {
        let tuned = estimate(trust: nil)
        #expect(isClose(tuned.estimate, 0.1631338829625434))
        #expect(isClose(tuned.bounds().lower, 0.08887817930759057))
        #expect(isClose(tuned.bounds().upper, 0.2373895866174962))
    }

    @Test func `without trust it is the mean of the labels`() {
        #expect(isClose(estimate(trust: 0).estimate, 11.0 / 60))
    }
}
