import Testing

@testable import Gaps

struct StoppingTests {
    /// Scenarios of their own clusters, with differences in whole steps of 1/3.
    private func prefix(_ thirds: [Int?]) -> [Stopping.Completed] {
        thirds.enumerated().map { index, step in
            Stopping.Completed(cluster: "c\(index)", difference: step.map { Double($0) / 3 })
        }
    }

    /// Half of the differences 1/3 and half −1/3: no gap, and something that varies.
    private func level(_ count: Int) -> [Int?] { (0..<count).map { $0.isMultiple(of: 2) ? 1 : -1 } }

    @Test func `a clear gap is decided at the first look that shows it`() throws {
        let stopping = Stopping(.decided(), planned: 100, replicates: 3)
        // z is √20 = 4.47 at 20 scenarios and √40 = 6.32 at 40; the boundaries are 4.56 and 3.23.
        let same = prefix(Array(repeating: 1, count: 45))
        #expect(stopping.decide(after: Array(same.prefix(39))) == .goOn)
        guard case .stop(.decided(let decided)) = stopping.decide(after: same) else {
            Issue.record("not decided")
            return
        }
        #expect(decided.look == 2)
        #expect(decided.looks == 5)
        #expect(decided.scenarios == 40)
        #expect(isClose(decided.z, 40.0.squareRoot()))
        #expect(isClose(decided.boundary, 3.2255, within: 0.001))
    }

    @Test func `what comes after a look changes nothing until the next`() {
        let stopping = Stopping(.decided(), planned: 100, replicates: 3)
        let first = Array(repeating: Int?(1), count: 40)
        let decided = stopping.decide(after: prefix(first))
        #expect(stopping.decide(after: prefix(first + Array(repeating: -3, count: 19))) == decided)
        #expect(stopping.decide(after: prefix(first + Array(repeating: -3, count: 60))) == decided)
        let before = prefix(Array(repeating: 1, count: 19))
        #expect(stopping.decide(after: before) == .goOn)
    }

    @Test func `without a gap one goes on to the end`() {
        for rule in [Stopping.Rule.decided(), .precision(halfWidth: 0.01)] {
            let stopping = Stopping(rule, planned: 100, replicates: 3)
            #expect(stopping.decide(after: []) == .goOn)
            #expect(stopping.decide(after: prefix(level(99))) == .goOn)
            #expect(stopping.decide(after: prefix(level(100))) == .exhausted)
        }
    }

    @Test func `what the last look decides is decided, not exhausted`() {
        let stopping = Stopping(.decided(looks: 1), planned: 20, replicates: 3)
        #expect(stopping.decide(after: prefix(Array(repeating: 1, count: 19))) == .goOn)
        guard
            case .stop(.decided(let decided)) =
                stopping.decide(after: prefix(Array(repeating: 1, count: 20)))
        else {
            Issue.record("not decided")
            return
        }
        #expect(decided.look == 1)
    }

    @Test func `precision stops at the first prefix that is known so well`() throws {
        let target = 0.15
        let stopping = Stopping(.precision(halfWidth: target), planned: 200, replicates: 3)
        let all = prefix(level(200))
        let first = try #require(
            (0...200).first { stopping.decide(after: Array(all.prefix($0))) != .goOn }
        )
        func halfWidth(_ count: Int) -> Double {
            let values = ClusteredValues(all.prefix(count).compactMap(\.difference))
            return ConfidenceSequence(tightestAt: 200).halfWidth(of: values, replicates: 3)
        }
        #expect(halfWidth(first) <= target)
        #expect(halfWidth(first - 1) > target)
        guard case .stop(.precise(let precise)) = stopping.decide(after: Array(all.prefix(first)))
        else {
            Issue.record("not precise")
            return
        }
        #expect(precise.halfWidth == halfWidth(first))
        #expect(precise.target == target)
        #expect(precise.scenarios == first)
        #expect(precise.planned == 200)
    }

    @Test func `nine clusters are too few for any precision, ten are not`() {
        let stopping = Stopping(.precision(halfWidth: 0.99), planned: 100, replicates: 3)
        #expect(stopping.decide(after: prefix(level(9))) == .goOn)
        #expect(stopping.decide(after: prefix(level(9) + [nil])) == .goOn)
        #expect(stopping.decide(after: prefix(level(10))) != .goOn)
        let family = (0..<90).map { Stopping.Completed(cluster: "\($0 / 10)", difference: 0) }
        #expect(stopping.decide(after: family) == .goOn)
    }

    @Test func `scenarios without a difference are completed all the same`() throws {
        let stopping = Stopping(.decided(looks: 2), planned: 40, replicates: 3)
        let half = Array(repeating: Int?(1), count: 10) + Array(repeating: nil, count: 10)
        // z is √10 = 3.16; the boundary at the first of two looks is 2.80.
        guard case .stop(.decided(let decided)) = stopping.decide(after: prefix(half)) else {
            Issue.record("not decided")
            return
        }
        #expect(decided.scenarios == 20)
        #expect(isClose(decided.z, 10.0.squareRoot()))
        #expect(try #require(stopping.closing(after: prefix(half))).pairs == 10)
        let none = prefix(Array(repeating: nil, count: 40))
        #expect(stopping.decide(after: none) == .exhausted)
        #expect(stopping.closing(after: none) == nil)
    }

    @Test func `a reason says so with its numbers`() {
        let decided = Stopping.Reason.decided(
            .init(look: 2, looks: 5, z: -3.4142, boundary: 3.2256, scenarios: 80, planned: 200)
        )
        #expect(
            decided.description
                == "stopped after 80 of 200 scenarios: at look 2 of 5 z is -3.41, and ±3.23 decides"
        )
        let precise = Stopping.Reason.precise(
            .init(halfWidth: 0.0493, target: 0.05, scenarios: 120, planned: 200)
        )
        #expect(
            precise.description
                == "stopped after 120 of 200 scenarios: the gap is known to ±4.9 points, and ±5.0 "
                + "was asked for"
        )
    }
}
