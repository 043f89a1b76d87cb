import Bench

/// One line of a run's journal, as the auditor reads it: what happened, and to what.
///
/// These are the store's rows and nothing else: the auditor knows no coordinator.
public struct Entry: Sendable, Equatable {
    /// Its number in the store; nil for rows from before there was a journal.
    public var number: Int64?
    /// What happened.
    public var event: Event

    package init(_ number: Int64?, _ event: Event) {
        self.number = number
        self.event = event
    }

    /// What can happen to a run.
    public enum Event: Sendable, Equatable {
        /// A shard was leased under that epoch.
        case granted(shard: Int, epoch: Int, holder: String)
        /// A shard was leased a second time, beside its holder.
        case shadowed(shard: Int, epoch: Int, holder: String)
        /// The shadow has taken the holder's place.
        case promoted(shard: Int, epoch: Int)
        /// A lease has ended with samples missing.
        case ended(shard: Int, epoch: Int, why: String)
        /// A shard is said to be whole.
        case stored(shard: Int, epoch: Int)
        /// A shard was given up.
        case quarantined(shard: Int, epoch: Int, why: String)
        /// A shard that was given up may be given out again.
        case released(shard: Int)
        /// A model is asked no further.
        case stopped(model: Int, why: String)
        /// The run waits, goes on, or asks nothing more.
        case paused
        case resumed
        case cancelled
        /// The run is said to be done.
        case done
        /// A sample has its record.
        case record(sample: Int, shard: Int, epoch: Int, key: Digest, nanodollars: Int64?)
        /// A reply came that is not the sample's record.
        case alternate(sample: Int, epoch: Int, nanodollars: Int64?)
    }
}
