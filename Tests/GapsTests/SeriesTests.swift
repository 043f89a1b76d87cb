import Testing

@testable import Gaps

struct SeriesTests {
    @Test func `facts are sorted by name whatever order they came in`() {
        let facts = Facts(["served model": "m", "judge": "j", "API version": "1"])
        #expect(facts.values.map(\.name) == ["API version", "judge", "served model"])
        #expect(facts.values.map(\.value) == ["1", "j", "m"])
    }
}
