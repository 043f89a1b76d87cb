/// The points of one model on one metric, cut where they stop being comparable.
public enum Series {
    /// Orders points by time, then by run, and cuts them into segments.
    ///
    /// A new segment begins where any fact differs from the point before, and says which; a fact
    /// that goes back to what it was opens one more. Gaps in time are never filled.
    public static func segments(_ points: [SeriesPoint]) -> [Segment] {
        var segments: [Segment] = []
        let ordered = points.sorted {
            guard $0.atMilliseconds == $1.atMilliseconds else {
                return $0.atMilliseconds < $1.atMilliseconds
            }
            return $0.run.utf8.lexicographicallyPrecedes($1.run.utf8)
        }
        for point in ordered {
            let last = segments.last?.points.last
            let breaks = last.map { differences(from: $0.facts, to: point.facts) } ?? []
            if breaks.isEmpty, !segments.isEmpty {
                segments[segments.count - 1].points.append(point)
            } else {
                segments.append(Segment(points: [point], breaks: breaks))
            }
        }
        return segments
    }

    /// What differs between the facts of two runs, one sentence each.
    ///
    /// By the name of the fact, as in «served model: a → b»; empty where the runs are comparable.
    public static func differences(from old: Facts, to new: Facts) -> [String] {
        let before = Dictionary(old.values.map { ($0.name, $0.value) }) { first, _ in first }
        let after = Dictionary(new.values.map { ($0.name, $0.value) }) { first, _ in first }
        return Set(before.keys).union(after.keys)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .filter { before[$0] != after[$0] }
            .map { "\($0): \(before[$0] ?? "not known") → \(after[$0] ?? "not known")" }
    }
}
