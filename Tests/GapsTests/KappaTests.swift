import Testing

@testable import Gaps

struct KappaTests {
    /// Value and error by the delta method over the nine shares with numerical derivatives, NumPy
    /// 2.4.6: √((Σ g²p − (Σ g p)²) / n).
    @Test func `three classes of a hundred things`() throws {
        let kappa = try #require(Kappa([[44, 5, 1], [7, 20, 3], [9, 5, 6]]))
        #expect(isClose(kappa.value, 0.49152542372881347, within: 1e-9))
        #expect(isClose(kappa.standardError, 0.07212745929685124, within: 1e-7))
        #expect(isClose(kappa.bounds.lower, 0.4915254 - 1.959964 * 0.0721275, within: 1e-6))
        #expect(isClose(kappa.bounds.upper, 0.4915254 + 1.959964 * 0.0721275, within: 1e-6))
    }

    @Test func `the interval stays where κ can be`() throws {
        let kappa = try #require(Kappa([[5, 1], [0, 4]]))
        #expect(kappa.bounds.upper == 1)
        #expect(kappa.bounds.lower < kappa.value)
    }

    @Test func `without a thing, or with one class only, there is none`() {
        #expect(Kappa([]) == nil)
        #expect(Kappa([[0, 0], [0, 0]]) == nil)
        #expect(Kappa([[7, 0, 0], [0, 0, 0], [0, 0, 0]]) == nil)
    }
}
