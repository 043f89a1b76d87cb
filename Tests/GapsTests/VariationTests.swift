import Testing

@testable import Gaps

struct VariationTests {
    /// .1² and .2 · .8, .1 · .9.
    @Test func `assumed rates and a spread give the three variances`() {
        let variation = Variation(minuendRate: 0.2, subtrahendRate: 0.1, spread: 0.1)
        #expect(isClose(variation.between, 0.01))
        #expect(isClose(variation.minuend, 0.16))
        #expect(isClose(variation.subtrahend, 0.09))
        #expect(isClose(variation.within, 0.25))
    }

    @Test func `samples buy down the variance within scenarios alone`() {
        let variation = Variation(between: 0.01, minuend: 0.07, subtrahend: 0.035)
        #expect(isClose(variation.ofDifference(replicates: 1), 0.115))
        #expect(isClose(variation.ofDifference(replicates: 5), 0.031))
        #expect(isClose(variation.ofDifference(replicates: 1_000_000_000), 0.01))
    }

    @Test func `arms at zero and one do not vary within`() {
        #expect(Variation(minuendRate: 0, subtrahendRate: 1, spread: 0).within == 0)
    }
}
