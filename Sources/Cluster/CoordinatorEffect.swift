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

/// One change of the durable truth.
public enum Write: Sendable, Equatable {
    /// A shard was leased.
    case grant(Lease, holder: String)
    /// A sample has its record.
    case record(Delivery, Sample)
    /// A record came for a sample that has one, or under a stale lease.
    case alternate(Delivery)
    /// A lease has ended.
    case shard(RunID, Int, ShardChange)
    /// Nothing of a run is left to do.
    case runDone(RunID)
}
