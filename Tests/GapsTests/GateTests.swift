import Bench
import Testing

@testable import Gaps

struct GateTests {
    /// Scenarios of which so many samples of the minuend failed, out of five.
    private func tallies(failed: [Int], other: [Int] = []) -> [ScenarioTally] {
        failed.indices.map { index in
            var minuend = ArmCounts(2, of: 5 - failed[index])
            minuend[.targetError] = failed[index]
            let lost = index < other.count ? other[index] : 0
            var subtrahend = ArmCounts(1, of: 5 - lost)
            subtrahend[.truncated] = lost
            return ScenarioTally("s\(100 + index)", minuend, subtrahend)
        }
    }

    private func gates(_ tallies: [ScenarioTally]) throws -> [Gate] {
        let gap = try Gap.estimate(.compliance, from: tallies)
        return Gate.tripped(by: gap, metric: .compliance, tallies: tallies)
    }

    @Test func `a whole arm passes, and up to one in twenty may be missing`() throws {
        #expect(try gates(tallies(failed: Array(repeating: 0, count: 20))).isEmpty)
        // 5 of 100 samples.
        let some = Array(repeating: 1, count: 5) + Array(repeating: 0, count: 15)
        #expect(try gates(tallies(failed: some)).isEmpty)
    }

    @Test func `more than one in twenty missing trips, by arm`() throws {
        // 6 of 100 samples; the sign-flip of six ones has p = 2/64, so that gate trips too.
        let some = Array(repeating: 1, count: 6) + Array(repeating: 0, count: 14)
        #expect(
            try gates(tallies(failed: some)) == [
                .missing(share: 0.06, arm: "monitored"),
                .differentialMissingness(pValue: 0.03125),
            ]
        )
    }

    @Test func `what is missing alike in both arms is not differential`() throws {
        let some = Array(repeating: 1, count: 5) + Array(repeating: 0, count: 15)
        #expect(
            Gate.differentialMissingness(.compliance, tallies(failed: some, other: some)) == 1
        )
    }

    @Test func `an unparsed reply trips a gate whatever the denominator does with it`() {
        var tally = ScenarioTally("s", ArmCounts(2, of: 4), ArmCounts(2, of: 5))
        tally.minuend[.unparsed] = 1
        let others = (0..<8).map { index in
            var other = tally
            other.scenario = "s\(index)"
            other.cluster = other.scenario
            return other
        }
        var metric = Metric.compliance
        // Eight of one sign: 2/2⁸.
        #expect(Gate.differentialMissingness(metric, others) == 0.0078125)
        metric.unparsed = .notCounted
        #expect(Gate.differentialMissingness(metric, others) == 0.0078125)
        metric.worth = .weights([.complied: 1, .unparsed: 0.5, .refused: 0])
        #expect(Gate.differentialMissingness(metric, others) == 1)
    }

    @Test func `five clusters can never come below one in twenty, six can`() throws {
        // 2^(1−5) = .0625, 2^(1−6) = .03125.
        let five = tallies(failed: [0, 0, 0, 0, 0])
        #expect(try gates(five) == [.unreachable(clusters: 5)])
        #expect(
            try gates(
                five
                    + tallies(failed: [0]).map { tally in
                        var tally = tally
                        (tally.scenario, tally.cluster) = ("t", "t")
                        return tally
                    }
            ).isEmpty
        )
    }
}
