import Glibc
import Testing

@testable import Gaps

struct RankCorrelationTests {
    /// Ranks 1…6 against 2,1,4,3,6,5: Σd² = 6, ρ = 1 − 6·6/(6·35).
    @Test func `rho is that of the ranks`() throws {
        let found = try #require(
            RankCorrelation([1, 2, 3, 4, 5, 60], [20, 10, 40, 30, 60, 50])
        )
        #expect(isClose(found.rho, 1 - 36.0 / 210))
        // tanh(atanh ρ ± 1.96·√((1 + ρ²/2)/3)) by hand.
        let center = atanh(found.rho)
        let half = 1.959963984540054 * ((1 + found.rho * found.rho / 2) / 3).squareRoot()
        #expect(isClose(found.lower, tanh(center - half)))
        #expect(isClose(found.upper, tanh(center + half)))
    }

    @Test func `ties share their mean rank`() {
        #expect(RankCorrelation.ranks([3, 1, 3, 2]) == [3.5, 1, 3.5, 2])
    }

    @Test func `too few models or a constant have no correlation`() {
        #expect(RankCorrelation([1, 2, 3, 4], [1, 2, 3, 4]) == nil)
        #expect(RankCorrelation([1, 1, 1, 1, 1], [1, 2, 3, 4, 5]) == nil)
        #expect(RankCorrelation([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])?.rho == 1)
    }
}
