import Testing

@testable import Gaps

struct ClusteredValuesTests {
    private let values = ClusteredValues([1, 2, 4, 9], clusters: ["b", "a", "b", "c"])

    @Test func `clusters are counted in the order in which they appear`() {
        #expect(values.clusterIndices == [0, 1, 0, 2])
        #expect(values.clusters == 3)
        #expect(values.mean == 4)
    }

    /// About 4: (1 − 4 + 4 − 4)² + (2 − 4)² + (9 − 4)² = 9 + 4 + 25.
    @Test func `deviations are summed inside a cluster before they are squared`() {
        #expect(values.squaredClusterSums(about: 4) == 38)
        #expect(ClusteredValues([1, 2, 4, 9]).squaredClusterSums(about: 4) == 38)
        #expect(
            ClusteredValues([1, 7], clusters: ["a", "a"]).squaredClusterSums(about: 4) == 0
        )
    }
}
