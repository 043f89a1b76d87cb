import Testing

@testable import Gaps

struct StoppingClosingTests {
    private func prefix(_ differences: [Double]) -> [Stopping.Completed] {
        differences.enumerated().map { index, difference in
            Stopping.Completed(cluster: "\(index)", difference: difference)
        }
    }

    private let all = (0..<100).map { [0.5, 0, 1, -0.25][$0 % 4] }

    @Test func `for precision it is the confidence sequence of the prefix`() throws {
        let stopping = Stopping(.precision(halfWidth: 0.2), planned: 100, replicates: 4)
        let closing = try #require(stopping.closing(after: prefix(Array(all.prefix(50)))))
        let sequence = ConfidenceSequence(tightestAt: 100)
        #expect(
            closing.interval
                == sequence.interval(ClusteredValues(Array(all.prefix(50))), replicates: 4)
        )
        #expect(closing.scenarios == 50)
        #expect(closing.pairs == 50)
    }

    /// The boundary of the look that stopped, taken to t, in place of t.025.
    @Test func `for a decision it is the repeated interval of its look`() throws {
        let stopping = Stopping(.decided(), planned: 100, replicates: 4)
        guard case .stop(.decided(let decided)) = stopping.decide(after: prefix(all)) else {
            Issue.record("not decided")
            return
        }
        let closing = try #require(stopping.closing(after: prefix(all)))
        #expect(closing.scenarios == decided.scenarios)
        let part = Array(all.prefix(decided.scenarios))
        let single = Interval.clusteredBonettPrice(ClusteredValues(part), replicates: 4)
        #expect(closing.interval.center == single.center)
        #expect(closing.interval.standardError == single.standardError)
        let width = closing.interval.upper - closing.interval.center
        #expect(width > decided.boundary * single.standardError)
        let quantile = width / single.standardError
        #expect(
            isClose(
                StudentT(degreesOfFreedom: part.count - 1).twoSided(quantile),
                2 * Normal.upperTail(decided.boundary),
                within: 1e-12
            )
        )
        #expect(isClose(closing.estimate, part.reduce(0, +) / Double(part.count)))
    }

    @Test func `an undecided run is closed with the last look it reached`() throws {
        let still = (0..<100).map { $0.isMultiple(of: 2) ? 0.5 : -0.5 }
        let stopping = Stopping(.decided(), planned: 100, replicates: 4)
        #expect(stopping.closing(after: prefix(Array(still.prefix(19)))) == nil)
        let early = try #require(stopping.closing(after: prefix(Array(still.prefix(59)))))
        #expect(early.scenarios == 40)
        let last = try #require(stopping.closing(after: prefix(still)))
        #expect(last.scenarios == 100)
        #expect(last.interval.upper < early.interval.upper)
        // Wider than the interval of a single look, since there were five.
        let single = Interval.clusteredBonettPrice(ClusteredValues(still), replicates: 4)
        #expect(last.interval.upper > single.upper)
    }

    @Test func `one cluster has no interval`() {
        let same = (0..<20).map { _ in Stopping.Completed(cluster: "a", difference: 0.5) }
        for rule in [Stopping.Rule.decided(), .precision(halfWidth: 0.1)] {
            let stopping = Stopping(rule, planned: 20, replicates: 4)
            #expect(stopping.closing(after: same) == nil)
            #expect(stopping.closing(after: []) == nil)
            #expect(stopping.decide(after: same) == .exhausted)
        }
    }
}
