/// Numbers of scenarios, each with the cluster that it belongs to.
package struct ClusteredValues: Sendable {
    /// The numbers, in the order in which they are summed.
    package let values: [Double]
    /// The cluster of each number, counted from 0 in the order of appearance.
    package let clusterIndices: [Int]
    /// How many clusters there are.
    package let clusters: Int

    /// Numbers with the names of their clusters; the two lists must be equally long.
    package init(_ values: [Double], clusters names: [String]) {
        precondition(values.count == names.count, "each value needs its cluster")
        var indices: [String: Int] = [:]
        var clusterIndices: [Int] = []
        indices.reserveCapacity(names.count)
        clusterIndices.reserveCapacity(names.count)
        for name in names {
            let index = indices[name] ?? indices.count
            indices[name] = index
            clusterIndices.append(index)
        }
        self.values = values
        self.clusterIndices = clusterIndices
        self.clusters = indices.count
    }

    /// Other numbers of the same scenarios, in the same order.
    package init(_ values: [Double], like other: ClusteredValues) {
        precondition(values.count == other.values.count, "each value needs its cluster")
        self.values = values
        clusterIndices = other.clusterIndices
        clusters = other.clusters
    }

    /// Numbers that are each a cluster of their own.
    package init(_ values: [Double]) {
        self.values = values
        clusterIndices = Array(values.indices)
        clusters = values.count
    }

    /// The mean; 0 of nothing.
    package var mean: Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

    /// The sum over clusters of the square of what its numbers together deviate from `center`.
    package func squaredClusterSums(about center: Double) -> Double {
        var sums = [Double](repeating: 0, count: clusters)
        for (index, value) in values.enumerated() { sums[clusterIndices[index]] += value - center }
        return sums.reduce(0) { $0 + $1 * $1 }
    }
}
