import Testing

@testable import Gaps

/// Expected values by mpmath 1.3.0 with 40 digits.
struct SpecialFunctionsTests {
    @Test(arguments: [
        (0.001, 6.9071788853838536825), (0.5, 0.57236494292470008707), (1, 0), (2, 0),
        (3.7, 1.4280723266653879219), (11.999, 17.499865227646104385),
        (12, 17.502307845873885839), (100.5, 361.43554046777762156),
        (1_000_000, 12_815_504.56914761166),
    ])
    func `the log-gamma function is right to 13 digits`(x: Double, expected: Double) {
        #expect(isClose(SpecialFunctions.logGamma(x), expected, within: 1e-13 * max(10, expected)))
    }

    @Test func `the log-gamma function has no value at 0 and below`() {
        #expect(SpecialFunctions.logGamma(0).isNaN)
        #expect(SpecialFunctions.logGamma(-0.5).isNaN)
    }

    @Test(arguments: [
        (0.5, 0.5, 1.1447298858494001741), (2, 3, -2.4849066497880003102),
        (19.5, 0.5, -0.90643273531369695741), (5000.5, 0.5, -3.6862566527833769596),
        (0.5, 250_000, -5.6422426554974916559),
    ])
    func `the log-beta function keeps its digits when one argument is large`(
        a: Double,
        b: Double,
        expected: Double
    ) {
        #expect(isClose(SpecialFunctions.logBeta(a, b), expected, within: 1e-13))
        #expect(SpecialFunctions.logBeta(a, b) == SpecialFunctions.logBeta(b, a))
    }

    @Test(arguments: [
        (0.3, 2, 3, 0.3483), (0.9, 2, 3, 0.9963), (0.02, 0.5, 0.5, 0.090334470601733096702),
        (0.97, 19.5, 0.5, 0.27882318058380894506), (0.5, 400, 400, 0.5),
        (0.0713, 1, 50, 0.97523876639742265083), (0.999, 499.5, 0.5, 0.31755266017641238345),
        (1e-9, 3, 7, 8.3999999622000000756e-26),
    ])
    func `the incomplete beta function is right to 12 digits`(
        x: Double,
        a: Double,
        b: Double,
        expected: Double
    ) {
        let value = SpecialFunctions.incompleteBeta(x, complement: 1 - x, a, b)
        #expect(isRelativelyClose(value, expected))
    }

    @Test func `the incomplete beta function is 0 and 1 at its ends`() {
        #expect(SpecialFunctions.incompleteBeta(0, complement: 1, 2, 3) == 0)
        #expect(SpecialFunctions.incompleteBeta(1, complement: 0, 2, 3) == 1)
    }
}
