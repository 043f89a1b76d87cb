/// A point on one process's monotonic clock, in milliseconds.
///
/// Only durations cross the wire.
public struct Moment: Sendable, Hashable, Comparable {
    /// Milliseconds since a start that means nothing to any other process.
    public var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// By time.
    public static func < (left: Moment, right: Moment) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// So many milliseconds later.
    public static func + (left: Moment, milliseconds: Int) -> Moment {
        Moment(milliseconds: left.milliseconds + Int64(milliseconds))
    }

    /// The milliseconds between two moments.
    public static func - (left: Moment, right: Moment) -> Int {
        Int(left.milliseconds - right.milliseconds)
    }
}
