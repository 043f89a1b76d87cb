import Bench

/// One run's samples and shards: what is stored, what is leased to whom, what is left.
///
///             grant                    complete, or all stored
///     ready ─────────▶ leased(epoch+1) ───────────────────────▶ stored
///       ▲                │
///       └────────────────┘ expired · failed · released (after a back-off)
///                          given up ─▶ quarantined ─released─▶ ready
///                          model stopped early, run cancelled ─▶ dropped
struct RunBook: Sendable {
    let plan: Plan
    let id: RunID
    let spec: Digest
    /// The account of each model, and those of the judges where there are any.
    let accounts: [[String]]
    let owner: String
    let shared: Set<String>
    var priority: Int
    var state: StoredRun.State
    var stored: SampleSet
    var counts = Counts()
    var shards: [Slot]
    var queues: [Queue]
    var leased: Set<Int> = []
    var open: Int
    var stopped: Set<Int>
    /// How long the last shards took, for telling who is slow.
    var durations: [Int] = []
    var shadows = 0

    /// Attempts that may break before a shard is given up.
    static let attemptsMax = 5
    /// The wait before a shard that failed once is given out again; doubles with each attempt.
    static let backOffMilliseconds = 1_000

    struct Counts: Sendable, Equatable {
        var stored = 0
        var failed = 0
        var retries = 0
        var alternates = 0
        var nanodollars: Int64 = 0
        var costUnknown = 0
        var quarantined = 0
    }

    /// Who holds a shard, and what it has delivered under this lease.
    struct Holder: Sendable, Equatable {
        var home: String
        var until: Moment
        var since: Moment
        var done: Int
        var progressAt: Moment
        var digests: [Int: Digest]
        var parked = 0
        /// Whether it waits for batches: nobody else would be quicker.
        var isWaiting = false
    }

    /// A second holder, whose replies are kept aside.
    struct Shadow: Sendable {
        var holder: Holder
        var epoch: Int
        var kept: [Int: Kept] = [:]
        var isThrough = false
    }

    /// What is remembered of a record that a shadow has delivered: the store has the rest.
    struct Kept: Sendable {
        var digest: Digest
        var counts: Counts
    }

    enum Phase: Sendable, Equatable {
        case ready
        case leased(Holder)
        case stored
        case quarantined
        /// Never to be asked: its model was stopped early, or the run was cancelled.
        case dropped
    }

    struct Slot: Sendable {
        var phase = Phase.ready
        /// The lease whose records count.
        var epoch = 0
        /// The highest epoch that was ever given out: a shadow's is above its holder's.
        var highest = 0
        var attempts = 0
        /// Who held it last, where nobody does: what comes of that lease late still counts.
        var lastHome: String?
        var brokenBy: Set<String> = []
        var shadow: Shadow?
    }

    /// The ready shards of one model, each with the moment from which it may be given out.
    struct Queue: Sendable {
        var waiting: [(shard: Int, from: Moment)] = []
        var leasedSamples = 0

        mutating func next(at now: Moment) -> Int? {
            guard let place = waiting.firstIndex(where: { $0.from <= now }) else { return nil }
            return waiting.remove(at: place).shard
        }

        func isReady(at now: Moment) -> Bool { waiting.contains { $0.from <= now } }
    }

    init(_ stored: StoredRun, now: Moment, leaseMilliseconds: Int) {
        plan = Plan(stored.spec)
        id = stored.run
        spec = stored.digest
        let judges = plan.spec.roster.judges
        accounts = plan.spec.roster.models.map { Account.names(of: [$0] + judges) }
        owner = stored.owner
        shared = Set(stored.shared)
        priority = stored.priority
        state = stored.state
        self.stored = stored.stored
        counts = stored.counts.book
        shards = Array(repeating: Slot(), count: plan.shards)
        queues = Array(repeating: Queue(), count: plan.spec.roster.models.count)
        open = 0
        stopped = stored.stopped
        for shard in stored.shards where shards.indices.contains(shard.shard) {
            shards[shard.shard].epoch = shard.epoch
            shards[shard.shard].highest = max(shard.epoch, shard.highest)
            shards[shard.shard].attempts = shard.attempts
            shards[shard.shard].lastHome = shard.lastHome
            switch shard.state {
            case .ready: break
            case .quarantined: shards[shard.shard].phase = .quarantined
            case .leased(let home, let digests):
                shards[shard.shard].phase = .leased(
                    Holder(
                        home: home,
                        until: now + leaseMilliseconds,
                        since: now,
                        done: digests.count,
                        progressAt: now,
                        digests: digests
                    )
                )
            }
        }
        for index in shards.indices { enqueue(index, now: now) }
    }

    /// Puts a shard where it belongs after loading.
    private mutating func enqueue(_ index: Int, now: Moment) {
        let shard = plan.shard(index)
        if wanted(in: shard).isEmpty {
            shards[index].phase = .stored
            return
        }
        if shards[index].phase == .quarantined {
            counts.quarantined += 1
            return
        }
        if case .leased = shards[index].phase {
            open += 1
            leased.insert(index)
            queues[shard.model].leasedSamples += shard.samples.count
        } else if isDropped(shard.model) {
            shards[index].phase = .dropped
        } else {
            open += 1
            queues[shard.model].waiting.append((index, now))
        }
    }

    func isDropped(_ model: Int) -> Bool { state == .cancelled || stopped.contains(model) }

    /// The samples of a shard that have no record.
    func wanted(in shard: Shard) -> SampleSet {
        var set = SampleSet(in: shard.samples)
        for sample in shard.samples where !stored.contains(sample) { set.insert(sample) }
        return set
    }

    var isDone: Bool { open == 0 }

    var leasedSamples: Int { queues.reduce(0) { $0 + $1.leasedSamples } }

    func leasedSamples(of model: Int) -> Int { queues[model].leasedSamples }

    func hasReady(_ model: Int, at now: Moment) -> Bool { queues[model].isReady(at: now) }

    func hasWaiting(_ model: Int) -> Bool { !queues[model].waiting.isEmpty }

    func epoch(of shard: Int) -> Int? {
        shards.indices.contains(shard) ? shards[shard].epoch : nil
    }

    func holder(of shard: Int) -> Holder? {
        guard shards.indices.contains(shard), case .leased(let holder) = shards[shard].phase else {
            return nil
        }
        return holder
    }

    /// Whether a home holds a shard, or was the last to hold one that nobody holds.
    func isHolders(_ shard: Int, _ home: String?) -> Bool {
        guard shards.indices.contains(shard), let home else { return false }
        return (holder(of: shard)?.home ?? shards[shard].lastHome) == home
    }

    /// Whether an organisation may work on the run, look at it and control it.
    ///
    /// A run that nobody in particular submitted is everybody's, and who has no organisation runs
    /// this coordinator.
    func isOpen(to organisation: String) -> Bool {
        organisation.isEmpty || owner.isEmpty || owner == organisation
            || shared.contains(organisation)
    }

    /// Drops the shards of a model that nobody holds; those that are held are finished.
    mutating func stop(model: Int) {
        guard stopped.insert(model).inserted else { return }
        drop(model)
    }

    mutating func drop(_ model: Int) {
        for (index, _) in queues[model].waiting {
            shards[index].phase = .dropped
            open -= 1
        }
        queues[model].waiting.removeAll()
    }

    func isStopped(_ model: Int) -> Bool { stopped.contains(model) }

    /// Lets the shards go that were given up; says which.
    mutating func releaseQuarantined(now: Moment) -> [Int] {
        let shards = self.shards.indices.filter { self.shards[$0].phase == .quarantined }
        for index in shards {
            self.shards[index].attempts = 0
            self.shards[index].brokenBy = []
            counts.quarantined -= 1
            let model = plan.shard(index).model
            if isDropped(model) {
                self.shards[index].phase = .dropped
            } else {
                self.shards[index].phase = .ready
                open += 1
                queues[model].waiting.append((index, now))
            }
        }
        return shards
    }

    /// How many scenarios of a model, from the first of the registered order on, have all records.
    ///
    /// `known` is a number that is known to be no more than that.
    func completedScenarios(of model: Int, from known: Int) -> Int {
        var rank = known
        while rank < plan.scenarios.count,
            plan.samples(ofModel: model, rank: rank).allSatisfy({ stored.contains($0) })
        { rank += 1 }
        return rank
    }

    mutating func countAlternate() { counts.alternates += 1 }
}

extension RunBook.Counts {
    /// What one record adds.
    init(of record: Record) {
        stored = 1
        failed = record.outcome == .targetError ? 1 : 0
        retries = record.attempts.count { $0.error != nil }
        nanodollars = record.nanodollars ?? 0
        costUnknown = record.nanodollars == nil ? 1 : 0
    }

    mutating func add(_ more: Self) {
        stored += more.stored
        failed += more.failed
        retries += more.retries
        nanodollars = nanodollars.clampedSum(more.nanodollars)
        costUnknown += more.costUnknown
    }
}
