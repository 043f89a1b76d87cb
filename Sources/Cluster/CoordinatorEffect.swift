import Bench

/// A connection of a coordinator, by its number since the start of the process.
public struct ConnectionID: Sendable, Hashable, Comparable {
    /// The number.
    public var number: Int

    package init(number: Int) { self.number = number }

    /// By number: older first.
    public static func < (left: ConnectionID, right: ConnectionID) -> Bool {
        left.number < right.number
    }
}

/// What a coordinator's shell is to do.
public enum CoordinatorEffect: Sendable, Equatable {
    /// Write this in the turn's one transaction, before anything is sent.
    case commit(Write)
    /// Send a message.
    case send(ConnectionID, Message)
    /// Send the specification with that digest as a blob.
    case sendSpec(ConnectionID, Digest)
    /// Close a connection after what was sent.
    case close(ConnectionID)
    /// Tell the operator.
    case log(String)
}

/// Why a lease has ended.
public enum LeaseEnd: String, Sendable, CaseIterable {
    /// The worker has delivered everything.
    case complete
    /// It ran out without having been renewed.
    case expired
    /// Its holder renewed it and got nothing done.
    case stuck
    /// Its holder stops.
    case released
    /// Its holder cannot ask the model.
    case incapable
    /// Working on it broke something at its holder.
    case broken
    /// Its holder came back without having heard of it.
    case unknown
    /// The run was cancelled.
    case cancelled
    /// The holder was taken out of the membership.
    case revoked
    /// The holder that it stood beside has finished.
    case superfluous
}

/// One change of the durable truth.
public enum Write: Sendable, Equatable {
    /// A shard was leased.
    case grant(Lease, holder: String)
    /// A shard was leased beside its holder.
    case shadow(Lease, holder: String)
    /// The shadow has taken its holder's place.
    case promote(Lease, holder: String)
    /// A shadow has ended.
    case shadowEnd(Lease, why: LeaseEnd)
    /// A sample has its record.
    case record(Delivery, Sample)
    /// A sample's record is what a shadow had delivered before: the alternate of that digest.
    case adopt(Lease, Sample, Digest)
    /// A record came for a sample that has one, or under a stale lease.
    case alternate(Delivery)
    /// A lease has ended.
    case shard(Lease, ShardChange, why: LeaseEnd)
    /// Shards that were given up are let go.
    case release(RunID, [Int])
    /// A run is paused, resumed or cancelled.
    case state(RunID, StoredRun.State)
    /// A run's place among others.
    case priority(RunID, Int)
    /// What a worker's process may use of an account, and has spent.
    case allotted(Account, process: String, StoredShare)
    /// A shard, with its root, is the log's leaf of that number.
    case leaf(Int, Lease, root: Digest)
    /// A member has signed the shard of that leaf.
    case seal(Int, Seal)
    /// Nothing of a run is left to do.
    case runDone(RunID)
}
