import Testing

@testable import Gaps

/// Golden cases `gamma_exp_*`: confseq 0.0.11, boundaries.
struct GammaExponentialMixtureTests {
    @Test(arguments: [
        (10.0, 13.447228575741974), (50, 22.27778745558453), (100, 30.238129620079235),
        (400, 60.448559815222325),
    ])
    func `the curve is that of confseq`(variance: Double, height: Double) {
        let curve = GammaExponentialMixture(level: 0.05, tightestAt: 100, scale: 1)
        #expect(isClose(curve.bound(at: variance), height))
    }

    /// With a vanishing scale the tails are normal ones.
    @Test func `with a small scale it comes close to the normal curve`() {
        let curve = GammaExponentialMixture(level: 0.05, tightestAt: 100, scale: 0.05)
        let normal = NormalMixture(level: 0.05, tightestAt: 100, sides: .one)
        for variance in [50.0, 100, 400] {
            let ratio = curve.bound(at: variance) / normal.bound(at: variance)
            #expect(ratio > 1 && ratio < 1.01, "at \(variance)")
        }
    }
}
