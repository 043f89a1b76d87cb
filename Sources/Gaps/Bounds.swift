/// The two ends of an interval.
package struct Bounds: Sendable, Hashable {
    /// The lower end.
    package var lower: Double
    /// The upper end.
    package var upper: Double

    package init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    /// A centre and so far to both sides of it, clipped to `range`.
    package init(around center: Double, halfWidth: Double, in range: ClosedRange<Double>) {
        lower = max(range.lowerBound, center - halfWidth)
        upper = min(range.upperBound, center + halfWidth)
    }
}
