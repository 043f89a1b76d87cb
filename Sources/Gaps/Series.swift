import Bench

/// What must be equal for two runs to be comparable, as named facts.
public struct Facts: Sendable, Hashable {
    /// Names and values, sorted by name.
    public private(set) var values: [Fact]

    package init(_ values: [String: String]) {
        self.values = values.map { Fact(name: $0.key, value: $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// One fact.
    public struct Fact: Sendable, Hashable {
        /// What it is, as in `served model`.
        public var name: String
        /// What it was in the run.
        public var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }
}

/// One run's point in the series of a model on a metric.
public struct SeriesPoint: Sendable, Hashable {
    /// The run's id.
    public var run: String
    /// The run's label for people.
    public var label: String
    /// When the run was, in milliseconds since 1970.
    public var atMilliseconds: Int64
    /// The gap.
    public var gap: Gap
    /// What it must share with a neighbour to be compared.
    public var facts: Facts

    package init(run: String, label: String, atMilliseconds: Int64, gap: Gap, facts: Facts) {
        self.run = run
        self.label = label
        self.atMilliseconds = atMilliseconds
        self.gap = gap
        self.facts = facts
    }
}

/// A stretch of a series in which all points are comparable.
public struct Segment: Sendable, Hashable {
    /// The points, oldest first; never empty.
    public var points: [SeriesPoint]
    /// What differs from the segment before, one sentence each; empty for the first.
    public var breaks: [String]

    package init(points: [SeriesPoint], breaks: [String]) {
        self.points = points
        self.breaks = breaks
    }
}
