import Bench
import Testing

@testable import Gaps

struct SeriesChangesTests {
    private func segment(_ counts: [Int]) throws -> Segment {
        let points = try counts.enumerated().map { index, count in
            let tallies = (0..<40).map {
                ScenarioTally(
                    "s\(100 + $0)",
                    ArmCounts($0 < count ? 5 : 0, of: 5),
                    ArmCounts(0, of: 5)
                )
            }
            return SeriesPoint(
                run: "r\(index)",
                label: "",
                atMilliseconds: Int64(index),
                gap: try Gap.estimate(.compliance, from: tallies),
                facts: Facts([:])
            )
        }
        return Segment(points: points, breaks: [])
    }

    @Test func `a step in a long series is found where it is`() throws {
        let found = try #require(try segment([4, 5, 4, 5, 4, 5, 30, 31, 30, 31, 30]).levels)
        #expect(found.changes == ["r6"])
        // Means of 4.5/40 and 30.4/40, weighted nearly alike.
        #expect(isClose(found.levels[0], 0.1125, within: 0.002))
        #expect(isClose(found.levels[1], 0.76, within: 0.002))
        #expect(found.betweenRuns == 0)
    }

    @Test func `a level series has no change, and a short one is not read`() throws {
        #expect(try #require(try segment([4, 5, 4, 5, 4, 5]).levels).changes.isEmpty)
        #expect(try segment([4, 30, 4, 30, 4]).levels == nil)
    }
}
