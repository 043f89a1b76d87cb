import Bench

/// What a coordinator needs of the store to go on with a run.
public struct StoredRun: Sendable {
    /// The run.
    public var run: RunID
    /// What it was registered with.
    public var spec: Spec
    /// The specification's digest.
    public var digest: Digest
    /// The samples that have a record.
    public var stored: SampleSet
    /// The totals of these records.
    public var counts: Counts
    /// The shards that were ever given out.
    public var shards: [StoredShard]
    /// The models that are asked no further, by their places in the roster.
    public var stopped: Set<Int>
    /// Whether it goes on.
    public var state: State
    /// Runs with a higher one go first.
    public var priority: Int
    /// The organisation that submitted it; empty for everybody's.
    public var owner: String
    /// The organisations that it is shared with.
    public var shared: [String]

    /// Whether a run goes on.
    public enum State: String, Sendable, CaseIterable {
        /// It does.
        case open
        /// Not until it is resumed.
        case paused
        /// Never again.
        case cancelled
    }

    package init(
        run: RunID,
        spec: Spec,
        digest: Digest,
        stored: SampleSet,
        counts: Counts = .init(),
        shards: [StoredShard] = [],
        stopped: Set<Int> = [],
        state: State = .open,
        priority: Int = 0,
        owner: String = "",
        shared: [String] = []
    ) {
        self.run = run
        self.spec = spec
        self.digest = digest
        self.stored = stored
        self.counts = counts
        self.shards = shards
        self.stopped = stopped
        self.state = state
        self.priority = priority
        self.owner = owner
        self.shared = shared
    }

    /// A run of which nothing has been done.
    package init(new spec: Spec) {
        let digest = spec.digest
        self.init(
            run: Spec.run(of: digest),
            spec: spec,
            digest: digest,
            stored: SampleSet(in: 0..<Plan(spec).samples)
        )
    }

    /// Totals over the stored records of a run.
    public struct Counts: Sendable, Equatable {
        /// Records whose outcome is a target error.
        public var failed: Int
        /// Requests that failed and were made again or given up.
        public var retries: Int
        /// Replies that were bought again.
        public var alternates: Int
        /// The cost in billionths of a dollar, where known.
        public var nanodollars: Int64
        /// Records whose cost is not known.
        public var costUnknown: Int
        /// Records.
        public var stored: Int

        package init(
            stored: Int = 0,
            failed: Int = 0,
            retries: Int = 0,
            alternates: Int = 0,
            nanodollars: Int64 = 0,
            costUnknown: Int = 0
        ) {
            self.stored = stored
            self.failed = failed
            self.retries = retries
            self.alternates = alternates
            self.nanodollars = nanodollars
            self.costUnknown = costUnknown
        }

        var book: RunBook.Counts {
            RunBook.Counts(
                stored: stored,
                failed: failed,
                retries: retries,
                alternates: alternates,
                nanodollars: nanodollars,
                costUnknown: costUnknown
            )
        }
    }
}

/// A shard as the store knows it.
public struct StoredShard: Sendable, Equatable {
    /// The place in the plan.
    public var shard: Int
    /// The last lease whose records count.
    public var epoch: Int
    /// The highest epoch that was ever given out, to shadows too.
    public var highest: Int
    /// Attempts that broke.
    public var attempts: Int
    /// What it was when the last coordinator stopped.
    public var state: State
    /// The home that had the last lease, where that is known.
    public var lastHome: String?

    package init(
        shard: Int,
        epoch: Int,
        highest: Int = 0,
        attempts: Int,
        state: State,
        lastHome: String? = nil
    ) {
        self.shard = shard
        self.epoch = epoch
        self.highest = max(highest, epoch)
        self.attempts = attempts
        self.state = state
        self.lastHome = lastHome
    }

    /// What a shard can be in the store.
    public enum State: Sendable, Equatable {
        /// Nobody's; stored ones come back as this too and are recognised by their samples.
        case ready
        /// A worker's, with the digests that it has delivered under this lease.
        case leased(home: String, digests: [Int: Digest])
        /// Given up.
        case quarantined
    }
}

/// What becomes of a shard when a lease of it ends.
public enum ShardChange: Sendable, Equatable {
    case ready(attempts: Int)
    case stored
    case quarantined(attempts: Int)
}
