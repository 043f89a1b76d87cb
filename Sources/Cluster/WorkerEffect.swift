import Bench

/// Who a worker is, fixed for the life of the process.
public struct WorkerIdentity: Sendable {
    /// 32 hexadecimal digits, new at each start.
    public var instance: String
    /// 32 hexadecimal digits that outlive the process, where there is a spool; else the instance.
    public var home: String
    /// A name for people.
    public var name: String
    /// Program and version.
    public var software: String
    /// Samples that may be in flight at once.
    public var slots: Int
    /// The coordinator's address, for messages to people.
    public var address: String
    /// How long a coordinator may be out of reach before the worker gives up.
    public var patienceMilliseconds: Int
    /// Spreads reconnecting workers.
    public var seed: UInt64
    /// Whether the first request of each sample goes by batch.
    public var isBatching: Bool

    package init(
        instance: String,
        home: String? = nil,
        name: String,
        software: String,
        slots: Int,
        address: String,
        patienceMilliseconds: Int,
        seed: UInt64,
        isBatching: Bool = false
    ) {
        self.instance = instance
        self.home = home ?? instance
        self.name = name
        self.software = software
        self.slots = slots
        self.address = address
        self.patienceMilliseconds = patienceMilliseconds
        self.seed = seed
        self.isBatching = isBatching
    }
}

/// One sample being asked, by its number since the start of the process.
public struct AskID: Sendable, Hashable {
    /// The number.
    public var number: Int

    package init(number: Int) { self.number = number }
}

/// What a worker's shell is to do.
public enum WorkerEffect: Sendable {
    /// Connect, after a wait, to the first of these that answers; to the usual one where there is none.
    case connect(afterMilliseconds: Int, endpoints: [String])
    /// Send these bytes.
    case send([UInt8])
    /// Close the connection; `disconnected` follows.
    case disconnect
    /// Write these to the spool, and have them on disk before anything is sent.
    case keep([SpoolEntry])
    /// Ask a sample of a plan; `finished` follows.
    case ask(AskID, Plan, Sample)
    /// Make the attempt that `again` asked for.
    case again(AskID)
    /// A parked sample has a slot again: go on with it.
    case resumed(AskID)
    /// Keep a receipt that proves that a shard is in the coordinator's log.
    case receipt(Receipt)
    /// Tell the operator.
    case log(String)
    /// End the process.
    case stop(reason: String, isFailure: Bool)
}

/// What came of asking a sample.
public enum AskResult: Sendable {
    /// It has a record.
    case record(Record)
    /// This worker cannot ask the model; the words say why. Unless that is lasting, it tries
    /// again after a while.
    case incapable(String, isLasting: Bool)
}
