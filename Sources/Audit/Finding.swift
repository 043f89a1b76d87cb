/// What an audit has found.
public struct Finding: Sendable, Equatable {
    /// Samples in the plan.
    public var planned: Int
    /// What the journal holds.
    public var tally: Tally
    /// Samples without a record, by the reason.
    public var missing: [String: Int]
    /// Whether the run is said to be done.
    public var isDone: Bool
    /// What is wrong, a sentence each.
    public var faults: [String]
    /// Further faults that are not written out.
    public var faultsBeyond: Int

    /// Whether the books are as they should be.
    public var isSound: Bool { faults.isEmpty }

    /// Counts over a run's journal.
    public struct Tally: Sendable, Equatable {
        /// Records.
        public var records = 0
        /// Replies that are no record: bought a second time.
        public var alternates = 0
        /// Leases.
        public var leases = 0
        /// Leases beside a slow holder.
        public var shadows = 0
        /// Leases that ended with samples missing, by the reason.
        public var ended: [String: Int] = [:]
        /// The cost of the records in billionths of a dollar, where known.
        public var nanodollars: Int64 = 0
        /// The cost of the replies bought twice, likewise.
        public var alternateNanodollars: Int64 = 0

        package init() {}
    }
}
