import Testing

@testable import Gaps

/// Golden cases `batch_prds`, `lordpp` and `saffron`: the R package onlineFDR.
struct OnlineTestingTests {
    private static let pValues = [1e-07, 0.0004, 0.009, 0.04, 0.62, 0.0001, 0.003, 0.2]

    @Test func `a ledger spends its level batch by batch`() {
        var ledger = ClaimLedger(level: 0.05)
        let batches = [
            [0.0004, 0.009, 0.04, 0.62], [0.001, 0.003, 0.2, 0.5], [0.0001, 0.012, 0.03, 0.9],
        ]
        let levels = [0.02187450829, 0.010823845024845846, 0.007543524193646964]
        let claims = [
            [true, true, false, false], [true, true, false, false], [true, false, false, false],
        ]
        for index in batches.indices {
            #expect(isClose(ledger.nextLevel(tests: 4), levels[index], within: 1e-12))
            #expect(ledger.take(batches[index]) == claims[index])
        }
        #expect(ledger.take([]).isEmpty)
        #expect(ledger.batches == 3)
    }

    @Test func `LORD++ earns levels with its discoveries`() {
        let result = OnlineTesting.lord(Self.pValues)
        let levels = [
            0.0002675838545630043, 0.0024664457199817477, 0.003249120299834725,
            0.0010691907651926558, 0.0009015315609233055, 0.0007569089415773503,
            0.0033239447675653027, 0.003823144968853443,
        ]
        for (value, expected) in zip(result.levels, levels) {
            #expect(isClose(value, expected, within: 1e-12))
        }
        #expect(result.rejections == [true, true, false, false, false, true, true, false])
    }

    @Test func `SAFFRON spends nothing on hopeless tests`() {
        let result = OnlineTesting.saffron(Self.pValues)
        let levels = [
            0.0054686270725, 0.010937254145, 0.02187450829, 0.032811762435, 0.032811762435,
            0.010823845024845846, 0.021761099169845845, 0.03269835331484584,
        ]
        for (value, expected) in zip(result.levels, levels) {
            #expect(isClose(value, expected, within: 1e-12))
        }
        #expect(result.rejections == [true, true, true, false, false, true, true, false])
    }
}
