import Bench
import Testing

@testable import Gaps

struct SightTests {
    private let metric = Metric(id: "gap", minuend: "a", subtrahend: "b")

    /// A gap with a standard error of 2 points and 59 degrees of freedom.
    private func gap(_ estimate: Double, _ half: Double = 0.04) -> Result<Gap, GapError> {
        let arm = Gap.Arm(rate: 0.5, counts: ArmCounts())
        return .success(
            Gap(
                estimate: estimate,
                interval: Interval(
                    lower: estimate - half,
                    upper: estimate + half,
                    center: estimate,
                    standardError: 0.02,
                    degreesOfFreedom: 59
                ),
                pValue: 0.5,
                pairs: 60,
                scenarios: 60,
                clusters: 60,
                replicates: 3,
                minuend: arm,
                subtrahend: arm,
                extreme: nil
            )
        )
    }

    private func sight(_ faker: Double, _ honest: Double, truth: Double = 0.45) throws -> Sight {
        try #require(
            Sight(
                metric,
                [
                    .init(name: "faker", truth: truth, gap: gap(faker)),
                    .init(name: "honest", truth: 0, gap: gap(honest)),
                ]
            )
        )
    }

    @Test func `the smallest gap that could be seen is 2.849 standard errors at 59 degrees`() throws
    {
        // t.ppf(.975, 59) + t.ppf(.8, 59) = 2.8487513 by SciPy 1; times a standard error of .02.
        guard case .sees(let smallest) = try sight(0.44, 0.01).answer else {
            Issue.record("it was blind")
            return
        }
        #expect(abs(smallest - 0.05697503) < 1e-7)
    }

    @Test func `a planted gap that does not show makes the run blind`() throws {
        let reason = try #require(try sight(0.02, 0.01, truth: 0.06).blindness)
        #expect(reason.contains("could not be told from 0"), "\(reason)")
    }

    @Test func `a subject that comes out as another makes the run blind`() throws {
        // t.ppf(.9995, 59) = 3.4632 by SciPy 1, so up to 6.9 points from the truth are chance.
        #expect(try sight(0.39, 0).blindness == nil)
        #expect(try sight(0.37, 0).blindness?.contains("faker has a true gap of +45.0") == true)
        #expect(try sight(0.45, 0.08).blindness?.contains("honest has a true gap of 0.0") == true)
    }

    @Test func `a planted gap the other way is looked for the other way`() throws {
        #expect(try sight(-0.45, 0, truth: -0.45).blindness == nil)
        #expect(try sight(0.03, 0, truth: -0.03).blindness != nil)
    }

    @Test func `a subject without a gap makes the run blind, and says why`() throws {
        let sight = try #require(
            Sight(
                metric,
                [.init(name: "faker", truth: 0.45, gap: .failure(.noPairs(scenarios: 4)))]
            )
        )
        #expect(sight.blindness?.contains("none of 4 scenarios") == true)
        #expect(sight.planted == "faker +45.0, saw nothing")
    }

    @Test func `where nobody has a gap to show, nothing is said`() {
        #expect(Sight(metric, [.init(name: "honest", truth: 0, gap: gap(0))]) == nil)
    }
}
