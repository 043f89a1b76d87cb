import Glibc
import Testing

@testable import Gaps

struct SpecialFunctionsGammaTests {
    /// P(1, x) = 1 − e^−x and P(1/2, x) = erf √x.
    @Test func `one and a half are the exponential and the error function`() {
        for x in [1e-6, 0.1, 1, 1.9, 2.1, 5, 30] {
            #expect(isRelativelyClose(SpecialFunctions.incompleteGamma(1, x), -expm1(-x)))
            #expect(
                isRelativelyClose(SpecialFunctions.incompleteGamma(0.5, x), erf(x.squareRoot()))
            )
        }
    }

    /// 1 − P(n, x) is the probability of fewer than n events where x are expected.
    @Test func `whole numbers are tails of the Poisson distribution`() {
        for (shape, x) in [(3, 0.5), (3, 10), (40, 35), (40, 41.5), (200, 230)] {
            var term = exp(-x)
            var fewer = term
            for count in 1..<shape {
                term *= x / Double(count)
                fewer += term
            }
            let lower = SpecialFunctions.incompleteGamma(Double(shape), x)
            #expect(isClose(1 - lower, fewer, within: 1e-12), "\(shape), \(x)")
        }
    }

    /// P(a, a) = 1/2 + 1/(3√(2πa)) + O(1/a^1.5), NIST DLMF 8.11.12 with Stirling's formula.
    @Test func `large arguments meet their limit`() {
        for a in [1_000.0, 10_000] {
            let limit = 0.5 + 1 / (3 * (2 * Double.pi * a).squareRoot())
            #expect(isClose(SpecialFunctions.incompleteGamma(a, a), limit, within: 1e-6))
        }
    }

    @Test func `it rises from zero to one`() {
        #expect(SpecialFunctions.incompleteGamma(2, 0) == 0)
        #expect(SpecialFunctions.incompleteGamma(2, -1) == 0)
        #expect(SpecialFunctions.incompleteGamma(2, .infinity) == 1)
        #expect(SpecialFunctions.incompleteGamma(2, 1_000) == 1)
        #expect(SpecialFunctions.incompleteGamma(0, 1).isNaN)
        #expect(SpecialFunctions.incompleteGamma(1, .nan).isNaN)
    }
}
