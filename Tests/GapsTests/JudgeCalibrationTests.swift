import Testing

@testable import Gaps

struct JudgeCalibrationTests {
    private let judge = JudgeCalibration(
        truePositives: 45,
        falseNegatives: 15,
        falsePositives: 25,
        trueNegatives: 15
    )

    @Test func `sensitivity and specificity are shares of their class`() {
        #expect(judge.sensitivity == 0.75)
        #expect(judge.specificity == 0.375)
        #expect(isClose(judge.youden, 0.125))
        #expect(judge.agreement == 0.6)
    }

    /// Agreement .6, by chance .6·.7 + .4·.3 = .54: κ = .06/.46.
    @Test func `kappa is agreement beyond chance`() throws {
        let kappa = try #require(judge.kappa)
        #expect(isClose(kappa.value, 0.06 / 0.46))
        #expect(kappa.standardError > 0.09 && kappa.standardError < 0.11)
    }

    @Test func `a perfect judge has kappa one and no error`() throws {
        let kappa = try #require(
            JudgeCalibration(truePositives: 20, trueNegatives: 30).kappa
        )
        #expect(kappa.value == 1)
        #expect(isClose(kappa.standardError, 0, within: 1e-7))
    }

    @Test func `where all is of one kind there is no kappa`() {
        #expect(JudgeCalibration(truePositives: 9).kappa == nil)
        #expect(JudgeCalibration().kappa == nil)
    }

    @Test func `labels are counted by what they and the judge say`() {
        var counted = JudgeCalibration()
        counted.add(isPositive: true, isJudgedPositive: true)
        counted.add(isPositive: true, isJudgedPositive: false)
        counted.add(isPositive: false, isJudgedPositive: true)
        counted.add(isPositive: false, isJudgedPositive: false)
        #expect(
            counted
                == JudgeCalibration(
                    truePositives: 1,
                    falseNegatives: 1,
                    falsePositives: 1,
                    trueNegatives: 1
                )
        )
    }
}
