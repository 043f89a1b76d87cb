import Bench
import Testing

@testable import Gaps

struct SignFlipLatticeTests {
    private func difference(_ cluster: Int, _ numerator: Int, _ denominator: Int)
        -> SignFlip.Difference
    {
        SignFlip.Difference(
            cluster: cluster,
            exact: Ratio(numerator, over: denominator),
            value: Double(numerator) / Double(denominator)
        )
    }

    /// 1/2 + 1/3 and −1/4 over 12.
    @Test func `unequal denominators are brought to their least common multiple`() {
        let sums = SignFlip.latticeSums([
            difference(0, 1, 2), difference(1, -1, 4), difference(0, 1, 3),
        ])
        #expect(sums == [10, -3])
    }

    @Test func `thirds that add up to one are a tie with a whole`() {
        let differences =
            (0..<3).map { difference($0, 1, 3) } + [difference(3, -1, 1)]
        // Of 16 assignments all have |sum| ≥ 0, which a sum in floating point might miss.
        #expect(SignFlip.pValue(of: differences).twoSided == 1)
        #expect(SignFlip.latticeSums(differences) == [1, 1, 1, -3])
    }

    /// 99989 and 99991 are primes; over their product the sums need some 5e9 cells.
    @Test func `differences whose common unit is too fine are rounded to 1/720`() {
        let sums = SignFlip.latticeSums([
            difference(0, 1, 99_989), difference(1, 50_000, 99_991), difference(2, -99_988, 99_989),
            difference(3, -1, 2),
        ])
        #expect(sums == [0, 360, -720, -360])
    }

    @Test func `differences that are no ratio of whole numbers are rounded to 1/720`() {
        let values = [0.1, -0.25, 0.5 / 720, -0.5 / 720]
        let sums = SignFlip.latticeSums(
            values.indices.map {
                SignFlip.Difference(cluster: $0, exact: nil, value: values[$0])
            }
        )
        #expect(sums == [72, -180, 1, -1])
    }

    /// About 1200 × 300,000 additions at 1/720 and a third of it at 1/240 are too many, at 1/60 not.
    @Test func `a large run is rounded no coarser than the work allows`() {
        let sums = SignFlip.latticeSums(
            (0..<1200).map { index in
                let value = 0.5 + Double(index % 97) / 200
                return SignFlip.Difference(
                    cluster: index,
                    exact: nil,
                    value: index % 2 == 0 ? value : -value
                )
            }
        )
        // .5, −.505, .51 and −.515 times 60; the largest is .98 × 60.
        #expect(sums.prefix(4) == [30, -30, 31, -31])
        #expect(sums.map(abs).max() == 59)
    }

    @Test func `rounding is the same for a difference and its opposite`() {
        for steps in -2000...2000 {
            let value = Double(steps) / 2000
            let pair = SignFlip.latticeSums([
                SignFlip.Difference(cluster: 0, exact: nil, value: value),
                SignFlip.Difference(cluster: 1, exact: nil, value: -value),
            ])
            #expect(pair[0] == -pair[1], "at \(value)")
        }
    }

    @Test func `the bound on work lets what reaches it through and nothing more`() throws {
        // One sum of n and one of −n: the tail has cells 0...n, filled twice.
        let most = SignFlip.cellsMax / 2 - 1
        #expect(try #require(SignFlip.Work([1, most, -most])).cells > SignFlip.cellsMax)
        let within = try #require(SignFlip.Work([most, -(most - 1)]))
        #expect(within.cells <= SignFlip.cellsMax)
        #expect(
            SignFlip.latticeSums([difference(0, most, 1), difference(1, 1 - most, 1)]) == [
                most, 1 - most,
            ]
        )
        // Beyond it the coarser units are tried, here in vain, and the last one is kept.
        let beyond = SignFlip.latticeSums([
            difference(0, 1, 1), difference(1, most, 1), difference(2, -most, 1),
        ])
        #expect(beyond.first == SignFlip.coarseLattices.last)
    }
}
