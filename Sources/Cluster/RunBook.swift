import Bench

/// One run's samples and shards: what is stored, what is leased to whom, what is left.
///
///             grant                    complete, or all stored
///     ready ─────────▶ leased(epoch+1) ───────────────────────▶ stored
///       ▲                │
///       └────────────────┘ expired · failed · released (after a back-off)
///                          fifth broken attempt ─▶ quarantined
///                          model stopped early  ─▶ dropped
struct RunBook: Sendable {
    let plan: Plan
    let id: RunID
    let spec: Digest
    private(set) var stored: SampleSet
    private(set) var counts = Counts()
    private var shards: [State]
    private var queues: [Queue]
    private(set) var leased: Set<Int> = []
    private(set) var open: Int
    private var stopped: Set<Int>

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
        var instance: String
        var until: Moment
        var done: Int
        var progressAt: Moment
        var digests: [Int: Digest]
    }

    private enum Phase: Sendable, Equatable {
        case ready
        case leased(Holder)
        case stored
        case quarantined
        /// Never to be asked: its model was stopped early.
        case dropped
    }

    private struct State: Sendable {
        var phase = Phase.ready
        var epoch = 0
        var attempts = 0
    }

    /// The ready shards of one model, each with the moment from which it may be given out.
    private struct Queue: Sendable {
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
        self.stored = stored.stored
        counts = stored.counts.book
        shards = Array(repeating: State(), count: plan.shards)
        queues = Array(repeating: Queue(), count: plan.spec.roster.models.count)
        open = 0
        stopped = stored.stopped
        for shard in stored.shards where shards.indices.contains(shard.shard) {
            shards[shard.shard].epoch = shard.epoch
            shards[shard.shard].attempts = shard.attempts
            switch shard.state {
            case .ready: break
            case .quarantined:
                shards[shard.shard].phase = .quarantined
                counts.quarantined += 1
            case .leased(let instance, let digests):
                let holder = Holder(
                    instance: instance,
                    until: now + leaseMilliseconds,
                    done: digests.count,
                    progressAt: now,
                    digests: digests
                )
                shards[shard.shard].phase = .leased(holder)
            }
        }
        for index in shards.indices { enqueue(index, now: now) }
    }

    /// Puts a shard where it belongs after loading.
    private mutating func enqueue(_ index: Int, now: Moment) {
        let shard = plan.shard(index)
        if shards[index].phase == .quarantined { return }
        if wanted(in: shard).isEmpty {
            shards[index].phase = .stored
            return
        }
        if case .leased = shards[index].phase {
        } else if stopped.contains(shard.model) {
            shards[index].phase = .dropped
            return
        }
        open += 1
        if case .leased = shards[index].phase {
            leased.insert(index)
            queues[shard.model].leasedSamples += shard.samples.count
            return
        }
        queues[shard.model].waiting.append((index, now))
    }

    /// The samples of a shard that have no record.
    func wanted(in shard: Shard) -> SampleSet {
        var set = SampleSet(in: shard.samples)
        for sample in shard.samples where !stored.contains(sample) { set.insert(sample) }
        return set
    }

    var isDone: Bool { open == 0 }

    func leasedSamples(of model: Int) -> Int { queues[model].leasedSamples }

    func hasReady(_ model: Int, at now: Moment) -> Bool { queues[model].isReady(at: now) }

    func hasWaiting(_ model: Int) -> Bool { !queues[model].waiting.isEmpty }

    func epoch(of shard: Int) -> Int? {
        shards.indices.contains(shard) ? shards[shard].epoch : nil
    }

    func attempts(of shard: Int) -> Int { shards[shard].attempts }

    func holder(of shard: Int) -> Holder? {
        guard shards.indices.contains(shard), case .leased(let holder) = shards[shard].phase else {
            return nil
        }
        return holder
    }

    /// Leases the next ready shard of a model.
    mutating func grant(
        model: Int,
        to instance: String,
        now: Moment,
        leaseMilliseconds: Int
    ) -> Grant? {
        guard let index = queues[model].next(at: now) else { return nil }
        let shard = plan.shard(index)
        shards[index].epoch += 1
        shards[index].phase = .leased(
            Holder(
                instance: instance,
                until: now + leaseMilliseconds,
                done: 0,
                progressAt: now,
                digests: [:]
            )
        )
        leased.insert(index)
        queues[model].leasedSamples += shard.samples.count
        return Grant(
            lease: Lease(run: id, shard: index, epoch: shards[index].epoch),
            spec: spec,
            wanted: wanted(in: shard)
        )
    }

    /// Lets a lease run anew for its holder.
    ///
    /// False where the shard is not that holder's under that epoch.
    mutating func renew(
        _ lease: Lease,
        by instance: String,
        done: Int?,
        now: Moment,
        leaseMilliseconds: Int
    ) -> Bool {
        guard lease.epoch == epoch(of: lease.shard), var holder = holder(of: lease.shard),
            holder.instance == instance
        else { return false }
        holder.until = now + leaseMilliseconds
        if let done, done > holder.done {
            holder.done = done
            holder.progressAt = now
        }
        shards[lease.shard].phase = .leased(holder)
        return true
    }

    /// The shards whose lease has run out, or whose holder makes no progress.
    func overdue(at now: Moment, progressMilliseconds: Int) -> [(shard: Int, why: LeaseEnd)] {
        leased.sorted().compactMap { index in
            guard let holder = holder(of: index) else { return nil }
            if holder.until <= now { return (index, .expired) }
            return holder.progressAt + progressMilliseconds <= now ? (index, .stuck) : nil
        }
    }

    /// Takes a shard back.
    ///
    /// Returns its state for the store.
    mutating func giveBack(_ index: Int, isBroken: Bool, now: Moment) -> ShardChange {
        let model = release(index)
        if wanted(in: plan.shard(index)).isEmpty { return finish(index) }
        if stopped.contains(model) {
            shards[index].phase = .dropped
            open -= 1
            return .ready(attempts: shards[index].attempts)
        }
        if isBroken { shards[index].attempts += 1 }
        if shards[index].attempts >= Self.attemptsMax {
            shards[index].phase = .quarantined
            counts.quarantined += 1
            open -= 1
            return .quarantined(attempts: shards[index].attempts)
        }
        shards[index].phase = .ready
        let wait =
            isBroken ? Self.backOffMilliseconds << min(shards[index].attempts - 1, 6) : 0
        queues[model].waiting.append((index, now + wait))
        return .ready(attempts: shards[index].attempts)
    }

    /// Ends a lease whose shard is all stored.
    mutating func complete(_ index: Int) -> ShardChange {
        _ = release(index)
        return finish(index)
    }

    private mutating func release(_ index: Int) -> Int {
        let shard = plan.shard(index)
        if leased.remove(index) != nil {
            queues[shard.model].leasedSamples -= shard.samples.count
        }
        return shard.model
    }

    private mutating func finish(_ index: Int) -> ShardChange {
        shards[index].phase = .stored
        open -= 1
        return .stored
    }

    /// Counts a record that goes into the books.
    mutating func store(_ delivery: Delivery, now: Moment) {
        let record = delivery.record
        stored.insert(record.sample)
        counts.add(record)
        guard var holder = holder(of: delivery.lease.shard) else { return }
        holder.digests[record.sample] = delivery.digest
        holder.done = max(holder.done, holder.digests.count)
        holder.progressAt = now
        shards[delivery.lease.shard].phase = .leased(holder)
    }

    /// Drops the shards of a model that nobody holds; those that are held are finished.
    mutating func stop(model: Int) {
        guard stopped.insert(model).inserted else { return }
        for (index, _) in queues[model].waiting {
            shards[index].phase = .dropped
            open -= 1
        }
        queues[model].waiting.removeAll()
    }

    func isStopped(_ model: Int) -> Bool { stopped.contains(model) }

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
    mutating func add(_ record: Record) {
        stored += 1
        if record.outcome == .targetError { failed += 1 }
        retries += record.attempts.count { $0.error != nil }
        if let cost = record.nanodollars { nanodollars += cost } else { costUnknown += 1 }
    }
}
