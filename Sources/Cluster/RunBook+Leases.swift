import Bench

extension RunBook {
    /// Leases the next ready shard of a model.
    mutating func grant(
        model: Int,
        to home: String,
        now: Moment,
        leaseMilliseconds: Int
    ) -> Grant? {
        guard let index = queues[model].next(at: now) else { return nil }
        let shard = plan.shard(index)
        shards[index].highest += 1
        shards[index].epoch = shards[index].highest
        shards[index].phase = .leased(
            Holder(home: home, now: now, leaseMilliseconds: leaseMilliseconds)
        )
        leased.insert(index)
        queues[model].leasedSamples += shard.samples.count
        return Grant(
            lease: Lease(run: id, shard: index, epoch: shards[index].epoch),
            spec: spec,
            wanted: wanted(in: shard)
        )
    }

    /// Lets a lease run anew for its holder, or for its shadow.
    ///
    /// False where the shard is not that home's under that epoch.
    mutating func renew(
        _ lease: Lease,
        by home: String,
        done: Int?,
        parked: Int = 0,
        isWaiting: Bool = false,
        now: Moment,
        leaseMilliseconds: Int
    ) -> Bool {
        if var shadow = shadow(of: lease), shadow.holder.home == home {
            shadow.holder.renew(done, parked, now: now, leaseMilliseconds: leaseMilliseconds)
            shadow.holder.wait(isWaiting, now: now)
            shards[lease.shard].shadow = shadow
            return true
        }
        guard lease.epoch == epoch(of: lease.shard), var holder = holder(of: lease.shard),
            holder.home == home
        else { return false }
        holder.renew(done, parked, now: now, leaseMilliseconds: leaseMilliseconds)
        holder.wait(isWaiting, now: now)
        shards[lease.shard].phase = .leased(holder)
        return true
    }

    /// The shards whose lease has run out, or whose holder makes no progress.
    func overdue(at now: Moment, progressMilliseconds: Int) -> [(shard: Int, why: LeaseEnd)] {
        leased.sorted().compactMap { index in
            guard let holder = holder(of: index) else { return nil }
            return holder.fault(at: now, progressMilliseconds).map { (index, $0) }
        }
    }

    /// Takes a shard back.
    ///
    /// Returns its state for the store. `organisation` is whose worker held it, where that is known.
    mutating func giveBack(
        _ index: Int,
        _ why: LeaseEnd,
        by organisation: String? = nil,
        now: Moment
    ) -> ShardChange {
        let model = release(index)
        if wanted(in: plan.shard(index)).isEmpty { return finish(index) }
        if isDropped(model) {
            shards[index].phase = .dropped
            open -= 1
            return .ready(attempts: shards[index].attempts)
        }
        if why.countsAsAttempt { shards[index].attempts += 1 }
        if why == .broken, let organisation { shards[index].brokenBy.insert(organisation) }
        if shards[index].attempts >= Self.attemptsMax || shards[index].brokenBy.count > 1 {
            shards[index].phase = .quarantined
            counts.quarantined += 1
            open -= 1
            return .quarantined(attempts: shards[index].attempts)
        }
        shards[index].phase = .ready
        let doublings = min(shards[index].attempts - 1, 6)
        let wait = why.countsAsAttempt ? Self.backOffMilliseconds << doublings : 0
        queues[model].waiting.append((index, now + wait))
        return .ready(attempts: shards[index].attempts)
    }

    /// Ends a lease whose shard is all stored.
    mutating func complete(_ index: Int, now: Moment) -> ShardChange {
        if let holder = holder(of: index) {
            durations.append(now - holder.since)
            if durations.count > Self.durationsMax { durations.removeFirst() }
        }
        _ = release(index)
        return finish(index)
    }

    private mutating func release(_ index: Int) -> Int {
        let shard = plan.shard(index)
        if let holder = holder(of: index) { shards[index].lastHome = holder.home }
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
        counts.add(Counts(of: record))
        note(delivery, now: now)
    }

    /// Keeps the digest of what was delivered under a shard's lease, record or not.
    mutating func note(_ delivery: Delivery, now: Moment) {
        guard delivery.lease.epoch == epoch(of: delivery.lease.shard),
            var holder = holder(of: delivery.lease.shard)
        else { return }
        holder.note(delivery, now: now)
        shards[delivery.lease.shard].phase = .leased(holder)
    }
}

extension RunBook.Holder {
    init(home: String, now: Moment, leaseMilliseconds: Int) {
        self.init(
            home: home,
            until: now + leaseMilliseconds,
            since: now,
            done: 0,
            progressAt: now,
            digests: [:]
        )
    }

    mutating func renew(_ done: Int?, _ parked: Int, now: Moment, leaseMilliseconds: Int) {
        until = now + leaseMilliseconds
        self.parked = parked
        // Who waits for a vendor is not stuck: the worker's own patience ends that.
        if parked > 0 { progressAt = now }
        if let done, done > self.done {
            self.done = done
            progressAt = now
        }
    }

    /// Whoever polls a batch makes as much progress as can be made.
    mutating func wait(_ isWaiting: Bool, now: Moment) {
        self.isWaiting = isWaiting
        if isWaiting { progressAt = now }
    }

    mutating func note(_ delivery: Delivery, now: Moment) {
        // The first of a sample stays, as in the store.
        if digests[delivery.record.sample] == nil {
            digests[delivery.record.sample] = delivery.digest
        }
        done = max(done, digests.count)
        progressAt = now
    }

    /// Why the lease is to be taken back at that moment; nil where it is not.
    func fault(at now: Moment, _ progressMilliseconds: Int) -> LeaseEnd? {
        if until <= now { return .expired }
        return progressAt + progressMilliseconds <= now ? .stuck : nil
    }
}
