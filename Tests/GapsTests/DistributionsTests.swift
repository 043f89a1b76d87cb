import Testing

@testable import Gaps

/// Expected values by mpmath 1.3.0 with 40 digits, the beta quantiles by scipy 1.17.1.
struct DistributionsTests {
    @Test(arguments: [
        (0, 0.5), (1, 0.15865525393145705141), (5, 2.8665157187919391167e-7),
        (10, 7.619853024160526066e-24), (37, 5.7255712225245768227e-300),
        (-3, 0.99865010196836990547),
    ])
    func `a normal tail is right however far out`(z: Double, expected: Double) {
        #expect(isRelativelyClose(Normal.upperTail(z), expected))
    }

    @Test(arguments: [
        (0.5, 0), (0.025, 1.9599639845400542355), (0.05, 1.6448536269514727149),
        (0.1, 1.281551565544600467), (1e-10, 6.3613409024040562047),
        (1e-300, 37.047096299361199237), (0.975, -1.9599639845400542355),
    ])
    func `a normal quantile is right in both tails`(tail: Double, expected: Double) {
        #expect(isClose(Normal.quantile(upperTail: tail), expected, within: 1e-13))
    }

    @Test(arguments: [
        (1, 1, 0.25), (2, 2, 0.091751709536136983634), (0.1, 5, 0.46211507057733018723),
        (2.5, 9, 0.016930913841492869605), (4.6556, 99, 5.0228589370353995369e-6),
        (40, 3, 0.000017190340394579264142), (12, 200, 1.2110680026233157097e-25),
        (1.96, 10_000, 0.025011760115916522693),
    ])
    func `a t tail is right for few and many degrees of freedom`(
        t: Double,
        freedom: Int,
        expected: Double
    ) {
        let distribution = StudentT(degreesOfFreedom: freedom)
        #expect(isRelativelyClose(distribution.upperTail(t), expected))
        #expect(isClose(distribution.upperTail(-t), 1 - expected, within: 1e-14))
        #expect(isRelativelyClose(distribution.twoSided(-t), 2 * expected))
    }

    @Test(arguments: [
        (0.025, 1, 12.706204736174704646), (0.025, 2, 4.3026527297494638523),
        (0.025, 9, 2.2621571627982055426), (0.025, 39, 2.0226909200367611356),
        (0.025, 499, 1.9647293909876890717), (0.0005, 7, 5.4078825208617252403),
        (0.4, 4, 0.27072229470759742496), (1e-10, 5, 156.82559270889431749),
    ])
    func `a t quantile is right for few and many degrees of freedom`(
        tail: Double,
        freedom: Int,
        expected: Double
    ) {
        let distribution = StudentT(degreesOfFreedom: freedom)
        #expect(isRelativelyClose(distribution.quantile(upperTail: tail), expected))
        #expect(
            isRelativelyClose(distribution.quantile(upperTail: 1 - tail), -expected, within: 1e-5)
        )
    }

    @Test func `a quantile at the end of the scale is infinite, and outside there is none`() {
        #expect(Normal.quantile(upperTail: 0) == .infinity)
        #expect(Normal.quantile(upperTail: 1) == -.infinity)
        #expect(Normal.quantile(upperTail: 1.5).isNaN)
        let t = StudentT(degreesOfFreedom: 3)
        #expect(t.quantile(upperTail: 0) == .infinity)
        #expect(t.quantile(upperTail: 1) == -.infinity)
        #expect(t.quantile(upperTail: -1).isNaN)
        #expect(t.upperTail(.infinity) == 0)
        #expect(t.upperTail(-.infinity) == 1)
        #expect(t.upperTail(.nan).isNaN)
    }

    @Test(arguments: [(0.3, 2, 5, 0.18180347131894917), (0.025, 7, 94, 0.028605288907438704)])
    func `a beta quantile is right`(lower: Double, a: Double, b: Double, expected: Double) {
        #expect(isClose(Beta.quantile(lower: lower, a, b), expected, within: 1e-13))
    }

    @Test func `halving finds the point where a condition ends`() {
        #expect(isClose(Quantile.bisect(0, 2) { $0 * $0 < 2 }, 1.4142135623730951, within: 1e-15))
        #expect(Quantile.bisect(1, 1) { _ in true } == 1)
    }
}
