import Bench
import Testing

@testable import Gaps

struct MissingBoundsTests {
    private func arm(_ counted: Int, _ usable: Int, _ missing: Int) -> ArmCounts {
        var counts = ArmCounts(counted, of: usable)
        counts[.targetError] = missing
        return counts
    }

    /// Golden case `manski_imbens`: bounds .055 and .125 with a standard error of .024 each.
    @Test func `the interval lies between the one-sided and the two-sided`() {
        #expect(
            isClose(
                MissingBounds.imbensManskiFactor(0.07 / 0.024, confidence: 0.95),
                1.6448782448428463,
                within: 1e-8
            )
        )
        let bounds = MissingBounds.imbensManski(0.055, 0.125, errors: (0.024, 0.024))
        #expect(isClose(bounds.lower, 0.015522922123771682, within: 1e-8))
        #expect(isClose(bounds.upper, 0.1644770778762283, within: 1e-8))
        // Without a width it is the usual 1.96.
        #expect(
            isClose(
                MissingBounds.imbensManskiFactor(0, confidence: 0.95),
                1.959963984540054,
                within: 1e-8
            )
        )
    }

    @Test func `the bounds are those of the worst cases`() throws {
        // 24 of 190 with 10 missing against 9 of 196 with 4 missing, by the golden case; here as
        // two equal scenarios of half the size: 12/100 − 6.5/100 is not whole, so of full size.
        let tallies = ["s", "t"].map {
            ScenarioTally($0, arm(24, 190, 10), arm(9, 196, 4))
        }
        let bounds = try #require(MissingBounds.of(.compliance, tallies))
        #expect(isClose(bounds.lower, 0.055))
        #expect(isClose(bounds.upper, 0.125))
    }

    @Test func `nothing missing has no bounds`() {
        let tallies = ["s", "t"].map { ScenarioTally($0, arm(2, 4, 0), arm(1, 4, 0)) }
        #expect(MissingBounds.of(.compliance, tallies) == nil)
    }

    @Test func `an arm that is wholly missing is bounded too`() throws {
        let tallies = [
            ScenarioTally("s", arm(4, 4, 0), arm(0, 4, 0)),
            ScenarioTally("t", arm(0, 0, 4), arm(0, 4, 0)),
        ]
        let bounds = try #require(MissingBounds.of(.compliance, tallies))
        #expect(bounds.lower == 0.5)
        #expect(bounds.upper == 1)
    }

    /// Golden case `tipping_point`: 12 against 9 of 200 each, 10 missing in each arm; with all of the
    /// minuend's missing as not counted, 3 of the subtrahend's take the sign away.
    ///
    /// Ours counts from the other end, from all in favour of the gap: all 10 of the minuend and 3 of
    /// the subtrahend.
    @Test func `the tipping count is the fewest that take the sign away`() throws {
        let tallies = ["s", "t"].map {
            ScenarioTally($0, arm(12, 190, 10), arm(9, 190, 10))
        }
        // Two scenarios alike: 2·13 moves.
        #expect(try #require(MissingBounds.of(.compliance, tallies)).tipping == 26)
    }

    @Test func `a gap that nothing missing can undo has no tipping count`() throws {
        let tallies = ["s", "t"].map { ScenarioTally($0, arm(9, 9, 1), arm(0, 10, 0)) }
        #expect(try #require(MissingBounds.of(.compliance, tallies)).tipping == nil)
    }
}
