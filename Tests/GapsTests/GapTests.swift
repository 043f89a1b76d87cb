import Bench
import Testing

@testable import Gaps

struct GapTests {
    /// Of 20 samples 3 are not clear and 2 blocked.
    @Test func `missing and blocked samples are shares of all`() {
        var counts = ArmCounts(5, of: 15)
        counts[.vendorBlocked] = 2
        counts[.unparsed] = 1
        counts[.notRun] = 2
        let arm = Gap.Arm(rate: 0, counts: counts)
        #expect(arm.missingRate == 0.15)
        #expect(arm.blockedRate == 0.1)
        #expect(Gap.Arm(rate: 0, counts: ArmCounts()).missingRate == 0)
        #expect(Gap.Arm(rate: 0, counts: ArmCounts()).blockedRate == 0)
    }

    @Test func `an interval that touches zero does not exclude it`() {
        func interval(_ lower: Double, _ upper: Double) -> Interval {
            Interval(lower: lower, upper: upper, center: 0, standardError: 1, degreesOfFreedom: 1)
        }
        #expect(interval(0.1, 0.2).excludesZero)
        #expect(interval(-0.2, -0.1).excludesZero)
        #expect(!interval(0, 0.2).excludesZero)
        #expect(!interval(-0.1, 0.2).excludesZero)
    }

    @Test func `an error says what is missing`() {
        #expect(
            GapError.noPairs(scenarios: 12).description
                == "no gap: none of 12 scenarios has a clear outcome in both arms"
        )
        #expect(
            GapError.oneCluster(pairs: 1).description
                == "no interval: 1 paired scenario of one cluster cannot show how far scenarios "
                + "differ; at least two clusters are needed"
        )
        #expect(
            GapError.nothingShared(scenarios: 3, runs: 1).description
                == "no change: none of 3 scenarios has a clear outcome in both arms now and in "
                + "one of 1 run before"
        )
    }
}
