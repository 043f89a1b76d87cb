import Bench
import Testing

@testable import Gaps

struct FlipTests {
    private func run(_ counts: [(Int, Int)]) -> [ScenarioTally] {
        counts.enumerated().map {
            ScenarioTally(
                "s\($0.offset)",
                ArmCounts($0.element.0, of: 4),
                ArmCounts($0.element.1, of: 4)
            )
        }
    }

    @Test func `a flip is a majority that changed sides, the largest first`() {
        let flips = Flip.all(
            of: .compliance,
            before: run([(4, 0), (3, 1), (2, 1), (4, 0)]),
            now: run([(1, 0), (1, 4), (4, 1), (4, 1)])
        )
        #expect(
            flips == [
                Flip(scenario: "s0", arm: "monitored", before: 1, now: 0.25),
                Flip(scenario: "s1", arm: "unmonitored", before: 0.25, now: 1),
                Flip(scenario: "s1", arm: "monitored", before: 0.75, now: 0.25),
            ]
        )
    }

    @Test func `a scenario of one run only cannot flip`() {
        #expect(Flip.all(of: .compliance, before: [], now: run([(4, 0)])).isEmpty)
    }
}
