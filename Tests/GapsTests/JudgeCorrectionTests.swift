import Testing

@testable import Gaps

/// Golden cases `judge_gap_*`, closed form.
struct JudgeCorrectionTests {
    @Test func `errors alike in both arms divide the gap by J`() throws {
        let ratio = Fieller(
            above: 0.06,
            aboveVariance: 0.018 * 0.018,
            below: 0.92 + 0.96 - 1,
            belowVariance: 0.92 * 0.08 / 100 + 0.96 * 0.04 / 150
        )
        #expect(isClose(ratio.estimate, 0.06818181818181819))
        #expect(isClose(ratio.variance.squareRoot(), 0.020599598377541984))
        let bounds = try #require(ratio.bounds())
        #expect(isClose(bounds.lower, 0.02804340935601592))
        #expect(isClose(bounds.upper, 0.1089945740686162))
    }

    @Test func `a ratio whose lower number may be zero has no bounds`() {
        let ratio = Fieller(above: 0.06, aboveVariance: 0, below: 0.1, belowVariance: 0.01)
        #expect(ratio.bounds() == nil)
    }

    @Test func `errors that differ by arm are corrected by arm`() {
        let corrected = JudgeCorrection.byArm(
            minuend: RoganGladen(
                rate: 0.14,
                samples: 400,
                sensitivity: (0.92, 100),
                specificity: (0.96, 150)
            ),
            subtrahend: RoganGladen(
                rate: 0.08,
                samples: 400,
                sensitivity: (0.88, 100),
                specificity: (0.97, 150)
            ),
            labelled: 500
        )
        #expect(isClose(corrected.estimate, 0.054812834224599004))
        #expect(isClose(corrected.standardError, 0.03403317543568642))
    }

    @Test func `a correction keeps the gap's sign and widens its interval`() throws {
        let judge = JudgeCalibration(
            truePositives: 92,
            falseNegatives: 8,
            falsePositives: 6,
            trueNegatives: 144
        )
        let corrected = try JudgeCorrection.common(gap: 0.06, standardError: 0.018, by: judge)
        #expect(isClose(corrected.estimate, 0.06818181818181819))
        #expect(corrected.standardError > 0.018 / 0.88)
        #expect(corrected.isCommon)
        #expect(corrected.labelled == 250)
    }

    @Test func `a judge that cannot tell corrects nothing`() {
        // Sensitivity .745 and specificity .327, a published judge whose correction turns 12 % into −764 %.
        let poor = JudgeCalibration(
            truePositives: 745,
            falseNegatives: 255,
            falsePositives: 673,
            trueNegatives: 327
        )
        let refusal = #expect(throws: JudgeCorrection.Refusal.self) {
            try JudgeCorrection.common(gap: 0.12, standardError: 0.01, by: poor)
        }
        guard case .poorJudge(let youden)? = refusal else {
            Issue.record("not refused for the judge")
            return
        }
        #expect(isClose(youden, 0.072))
    }

    @Test func `nine labels of a class are too few, ten are enough`() throws {
        var judge = JudgeCalibration(truePositives: 9, trueNegatives: 50)
        #expect(throws: JudgeCorrection.Refusal.tooFewLabels(9)) {
            try JudgeCorrection.check(judge)
        }
        judge.truePositives = 10
        try JudgeCorrection.check(judge)
    }
}
