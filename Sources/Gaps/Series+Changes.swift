import Bench

/// What a long stretch of comparable runs shows: levels, and how far runs differ by themselves.
public struct SegmentReading: Sendable, Hashable {
    /// The runs at which a new level begins, oldest first.
    public var changes: [String]
    /// The weighted mean of each level, one more than there are changes.
    public var levels: [Double]
    /// The standard deviation between runs beyond what their own errors explain.
    public var betweenRuns: Double

    /// Runs that a segment needs before it is read.
    public static let runsMin = 6
}

extension Segment {
    /// The levels of a segment of six runs at least; nil for a shorter one.
    ///
    /// The cheapest partition by `ChangePoints`, with τ² of the differences within the levels that a
    /// first pass without τ² finds: taken over all runs, a change would pass for drift and hide.
    public var levels: SegmentReading? {
        guard points.count >= SegmentReading.runsMin, points.count <= ChangePoints.lengthMax else {
            return nil
        }
        let values = points.map(\.gap.estimate)
        let errors = points.map { max($0.gap.interval.standardError, 1e-9) }
        let first = ChangePoints(values, standardErrors: errors)
        var residuals: [Double] = []
        for (index, value) in values.enumerated() {
            let stretch = first.starts.count { $0 <= index }
            residuals.append(value - first.means[stretch])
        }
        let between = BetweenRuns.pauleMandel(residuals, squaredErrors: errors.map { $0 * $0 })
        let found = ChangePoints(
            values,
            standardErrors: errors,
            betweenRuns: between.variance
        )
        return SegmentReading(
            changes: found.starts.map { points[$0].run },
            levels: found.means,
            betweenRuns: between.variance.squareRoot()
        )
    }
}
