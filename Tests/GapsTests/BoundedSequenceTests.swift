import Testing

@testable import Gaps

struct BoundedSequenceTests {
    private func values(_ count: Int) -> [Double] {
        BoundedSequence.unit(ofDifferences: Golden.sequence.prefix(count).map { Double($0) / 5 })
    }

    private func expect(
        _ expected: [(lower: Double, upper: Double)],
        _ bounds: ([Double]) -> Bounds
    ) {
        for (count, ends) in zip(Golden.sequenceCounts, expected) {
            let found = bounds(values(count))
            #expect(isClose(found.lower, ends.lower), "after \(count)")
            #expect(isClose(found.upper, ends.upper), "after \(count)")
        }
    }

    /// Golden case `predmix_empbern`: confseq 0.0.11.
    @Test func `the empirical Bernstein sequence is that of confseq`() {
        expect([
            (0, 1), (0.20591255381648443, 0.9640874461835155),
            (0.3904319309497855, 0.7745680690502146), (0.46173547065164444, 0.6582645293483558),
        ]) { BoundedSequence.empiricalBernstein($0) }
    }

    /// Golden case `conjmix_hoeffding_topt50`: confseq 0.0.11.
    @Test func `the Hoeffding sequence is that of confseq`() {
        expect([
            (0.0781226496721249, 1), (0.23575088021613783, 0.934249119783862),
            (0.34213735326295236, 0.8228626467370479), (0.38964495894461726, 0.7303550410553831),
        ]) { BoundedSequence.hoeffding($0, tightestAt: 50) }
    }

    @Test func `differences and bounds change their scale`() {
        #expect(BoundedSequence.unit(ofDifferences: [-1, 0, 0.5, 1]) == [0, 0.5, 0.75, 1])
        let bounds = BoundedSequence.gap(of: Bounds(lower: 0.25, upper: 1))
        #expect(bounds == Bounds(lower: -0.5, upper: 1))
    }

    @Test func `before the first value nothing is known`() {
        let all = Bounds(lower: 0, upper: 1)
        #expect(BoundedSequence.empiricalBernstein([]) == all)
        #expect(BoundedSequence.hoeffding([], tightestAt: 10) == all)
        #expect(BoundedSequence.betting([]) == all)
    }

    /// √(2 ln 40/(.25 ln 2)), by Python 3.
    @Test func `the first bet knows no value`() {
        let bets = BoundedSequence.bets([0.3, 0.9], level: 0.05)
        #expect(isClose(bets[0], 6.524984655851606))
        #expect(bets[0] == BoundedSequence.bets([1], level: 0.05)[0])
    }

    @Test func `values that vary little make the empirical Bernstein sequence short`() {
        let still = Array(repeating: 0.5, count: 1_000)
        let restless = (0..<1_000).map { Double($0 % 2) }
        let (short, long) = (
            BoundedSequence.empiricalBernstein(still), BoundedSequence.empiricalBernstein(restless)
        )
        #expect(short.upper - short.lower < (long.upper - long.lower) / 3)
    }
}
