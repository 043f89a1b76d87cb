import Testing

@testable import Gaps

/// Golden cases `normal_mixture_*`: confseq 0.0.11, boundaries.
struct NormalMixtureTests {
    @Test(arguments: [
        (1.0, 9.084379437310579, 8.88325927270489), (10, 12.1907531463415, 11.492681796253237),
        (50, 21.804123481845448, 19.945260489737393), (100, 30.35208990376253, 27.660708830694603),
        (400, 62.5422828737598, 57.241996085622304),
    ])
    func `the curves are those of confseq`(variance: Double, two: Double, one: Double) {
        let magnitude = NormalMixture(level: 0.05, tightestAt: 100)
        #expect(isClose(magnitude.bound(at: variance), two))
        let sum = NormalMixture(level: 0.05, tightestAt: 100, sides: .one)
        #expect(isClose(sum.bound(at: variance), one))
    }

    /// No curve of another precision is lower by more than .1 %.
    @Test func `it is about tightest where it should be`() {
        let chosen = NormalMixture(level: 0.05, tightestAt: 100).bound(at: 100)
        for variance in stride(from: 50.0, through: 200, by: 5) {
            let other = NormalMixture(level: 0.05, tightestAt: variance).bound(at: 100)
            #expect(other > chosen * 0.999, "at \(variance)")
        }
    }

    @Test func `a smaller level asks for more, and the start is above zero`() {
        let loose = NormalMixture(level: 0.1, tightestAt: 10)
        let strict = NormalMixture(level: 0.001, tightestAt: 10)
        for variance in [0, 1, 10, 1_000.0] {
            #expect(strict.bound(at: variance) > loose.bound(at: variance))
            #expect(loose.bound(at: variance) > 0)
        }
    }
}
