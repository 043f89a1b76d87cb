import Bench

/// How far a coordinator is, for people and for `gapwatch status`.
public struct StatusReport: Sendable, Equatable {
    /// The runs, oldest first.
    public var runs: [RunStatus]
    /// The workers that are connected.
    public var workers: [WorkerStatus]
    /// How many workers are connected; `workers` lists the first of them.
    public var workersConnected: Int
    /// The vendor accounts that were used.
    public var accounts: [AccountStatus]

    /// Workers that a report lists.
    public static let workersMax = 2_000

    package init(
        runs: [RunStatus] = [],
        workers: [WorkerStatus] = [],
        workersConnected: Int? = nil,
        accounts: [AccountStatus] = []
    ) {
        self.runs = runs
        self.workers = workers
        self.workersConnected = workersConnected ?? workers.count
        self.accounts = accounts
    }

    /// How far a run is.
    public struct RunStatus: Sendable, Equatable {
        /// The run.
        public var run: RunID
        /// Its label; may be empty.
        public var label: String
        /// Samples in the plan.
        public var planned: Int
        /// Samples with a record.
        public var stored: Int
        /// Of these, samples that the vendor never answered.
        public var failed: Int
        /// Shards under a lease.
        public var leased: Int
        /// Shards that were given up after too many attempts.
        public var quarantined: Int
        /// Requests beyond the first of each sample.
        public var retries: Int
        /// Replies that were bought again.
        public var alternates: Int
        /// The cost so far in billionths of a dollar, where known.
        public var nanodollars: Int64
        /// Records whose cost is not known.
        public var costUnknown: Int
        /// Whether nothing is left to do.
        public var isDone: Bool
        /// Models that no connected worker can ask, and why; empty while any worker can.
        public var stalled: [Stall]
        /// Whether everything that is left waits for such a model.
        public var isStalled: Bool
        /// Whether it goes on.
        public var state: StoredRun.State
        /// Runs with a higher one go first.
        public var priority: Int
        /// Shards that a second worker works on, since the first is slow.
        public var shadows: Int
        /// Why not more of it is under way.
        public var waits: [String]

        package init(
            run: RunID,
            label: String,
            planned: Int,
            stored: Int,
            failed: Int = 0,
            leased: Int = 0,
            quarantined: Int = 0,
            retries: Int = 0,
            alternates: Int = 0,
            nanodollars: Int64 = 0,
            costUnknown: Int = 0,
            isDone: Bool = false,
            stalled: [Stall] = [],
            isStalled: Bool = false,
            state: StoredRun.State = .open,
            priority: Int = 0,
            shadows: Int = 0,
            waits: [String] = []
        ) {
            self.run = run
            self.label = label
            self.planned = planned
            self.stored = stored
            self.failed = failed
            self.leased = leased
            self.quarantined = quarantined
            self.retries = retries
            self.alternates = alternates
            self.nanodollars = nanodollars
            self.costUnknown = costUnknown
            self.isDone = isDone
            self.stalled = stalled
            self.isStalled = isStalled
            self.state = state
            self.priority = priority
            self.shadows = shadows
            self.waits = waits
        }
    }

    /// A model that nobody here can ask.
    public struct Stall: Sendable, Equatable {
        /// The model's id.
        public var model: String
        /// What the last worker said about it.
        public var reason: String

        package init(model: String, reason: String) {
            self.model = model
            self.reason = reason
        }
    }

    /// A connected worker.
    public struct WorkerStatus: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Leases that it holds.
        public var leases: Int
        /// Records that it delivered on this connection.
        public var delivered: Int
        /// Samples that it can have in flight.
        public var slots: Int
        /// Program and version.
        public var software: String
        /// How long ago it was heard from.
        public var silentMilliseconds: Int
        /// Whether it takes nothing new.
        public var isDraining: Bool

        package init(
            name: String,
            leases: Int,
            delivered: Int,
            slots: Int = 0,
            software: String = "",
            silentMilliseconds: Int = 0,
            isDraining: Bool = false
        ) {
            self.name = name
            self.leases = leases
            self.delivered = delivered
            self.slots = slots
            self.software = software
            self.silentMilliseconds = silentMilliseconds
            self.isDraining = isDraining
        }
    }

    /// A vendor account, over the whole fleet.
    public struct AccountStatus: Sendable, Equatable {
        /// The organisation and the account's name.
        public var account: String
        /// Requests in flight, as workers last said.
        public var inFlight: Int
        /// How many may be; nil for no limit.
        public var inFlightCap: Int?
        /// Requests allowed in a minute; nil for no limit.
        public var requestsPerMinute: Int?
        /// Tokens allowed in a minute; nil for no limit.
        public var tokensPerMinute: Int?
        /// Money that was used or is allotted, in billionths of a dollar.
        public var nanodollars: Int64
        /// The limit of it; nil for none.
        public var nanodollarsMax: Int64?
        /// How long the vendor asks to wait.
        public var pauseMilliseconds: Int
        /// Why it is not used at all; nil where it is.
        public var stopped: String?

        package init(
            account: String,
            inFlight: Int,
            inFlightCap: Int? = nil,
            requestsPerMinute: Int? = nil,
            tokensPerMinute: Int? = nil,
            nanodollars: Int64 = 0,
            nanodollarsMax: Int64? = nil,
            pauseMilliseconds: Int = 0,
            stopped: String? = nil
        ) {
            self.account = account
            self.inFlight = inFlight
            self.inFlightCap = inFlightCap
            self.requestsPerMinute = requestsPerMinute
            self.tokensPerMinute = tokensPerMinute
            self.nanodollars = nanodollars
            self.nanodollarsMax = nanodollarsMax
            self.pauseMilliseconds = pauseMilliseconds
            self.stopped = stopped
        }
    }
}
