import Testing

@testable import Gaps

struct SeriesSegmentsTests {
    private func point(_ run: String, at milliseconds: Int64, _ facts: [String: String])
        throws -> SeriesPoint
    {
        let gap = try Gap.estimate(.compliance, from: Golden.tallies(Golden.first))
        return SeriesPoint(
            run: run,
            label: "",
            atMilliseconds: milliseconds,
            gap: gap,
            facts: Facts(facts)
        )
    }

    @Test func `runs with the same facts are one segment, oldest first`() throws {
        let facts = ["served model": "a", "judge": "j"]
        let segments = Series.segments([
            try point("r3", at: 30, facts), try point("r1", at: 10, facts),
            try point("r2", at: 20, facts),
        ])
        #expect(segments.map { $0.points.map(\.run) } == [["r1", "r2", "r3"]])
        #expect(segments.map(\.breaks) == [[]])
    }

    @Test func `runs of the same moment are ordered by their id as bytes`() throws {
        let runs = ["r10", "é", "r9", "R"]
        let segments = Series.segments(try runs.map { try point($0, at: 5, [:]) })
        #expect(segments.map { $0.points.map(\.run) } == [["R", "r10", "r9", "é"]])
    }

    @Test func `a changed fact opens a segment that says what changed`() throws {
        let segments = Series.segments([
            try point("r1", at: 1, ["served model": "a", "pack": "1"]),
            try point("r2", at: 2, ["served model": "b", "pack": "2"]),
        ])
        #expect(segments.map(\.breaks) == [[], ["pack: 1 → 2", "served model: a → b"]])
    }

    @Test func `a fact that changes back opens one more segment`() throws {
        let segments = Series.segments([
            try point("r1", at: 1, ["served model": "a"]),
            try point("r2", at: 2, ["served model": "b"]),
            try point("r3", at: 3, ["served model": "a"]),
        ])
        #expect(
            segments.map(\.breaks) == [[], ["served model: a → b"], ["served model: b → a"]]
        )
    }

    @Test func `a fact that one run does not know is a difference`() throws {
        let segments = Series.segments([
            try point("r1", at: 1, [:]), try point("r2", at: 2, ["fingerprint": "f"]),
        ])
        #expect(segments.map(\.breaks) == [[], ["fingerprint: not known → f"]])
        #expect(Series.segments([]).isEmpty)
    }
}
