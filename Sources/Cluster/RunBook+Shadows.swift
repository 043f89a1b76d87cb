import Bench

/// Second leases of shards whose holder is slow.
///
/// The holder's replies stay the records: taking whichever of two came first would favour what is
/// quick to say, and refusals are. A shadow's replies are kept aside, and count only if the holder
/// is lost.
extension RunBook {
    /// Durations that are remembered.
    static let durationsMax = 64
    /// Durations that must be known before anybody is called slow.
    static let durationsMin = 3
    /// How many times the median a shard must have been held.
    static let slowness = 3

    /// The shard that has been held for longest, if that is too long and a shadow is allowed.
    ///
    /// `slowMilliseconds` is the least time that makes it so.
    func straggler(
        for home: String,
        among models: [Int],
        slowMilliseconds: Int,
        now: Moment
    ) -> Int? {
        guard durations.count >= Self.durationsMin, shadows < max(1, plan.shards / 20) else {
            return nil
        }
        let median = durations.sorted()[durations.count / 2]
        let limit = max(slowMilliseconds, median * Self.slowness)
        let slow = leased.compactMap { index -> (shard: Int, since: Moment)? in
            guard let holder = holder(of: index), holder.home != home, !holder.isWaiting,
                shards[index].shadow == nil, models.contains(plan.shard(index).model),
                now - holder.since >= limit
            else { return nil }
            return (index, holder.since)
        }
        return slow.min { ($0.since, $0.shard) < ($1.since, $1.shard) }?.shard
    }

    /// Leases a shard that is held a second time.
    mutating func grantShadow(
        _ index: Int,
        to home: String,
        now: Moment,
        leaseMilliseconds: Int
    ) -> Grant {
        shards[index].highest += 1
        let epoch = shards[index].highest
        shards[index].shadow = Shadow(
            holder: Holder(home: home, now: now, leaseMilliseconds: leaseMilliseconds),
            epoch: epoch
        )
        shadows += 1
        return Grant(
            lease: Lease(run: id, shard: index, epoch: epoch),
            spec: spec,
            wanted: wanted(in: plan.shard(index)),
            isShadow: true
        )
    }

    /// The shadow that a lease is, if it is one.
    func shadow(of lease: Lease) -> Shadow? {
        guard shards.indices.contains(lease.shard), let shadow = shards[lease.shard].shadow,
            shadow.epoch == lease.epoch
        else { return nil }
        return shadow
    }

    /// How many of the shards a home holds, those that it shadows included.
    func held(by home: String) -> Int {
        leased.count { shard in
            holder(of: shard)?.home == home || shards[shard].shadow?.holder.home == home
        }
    }

    /// Keeps what a shadow has delivered.
    mutating func keep(_ delivery: Delivery, now: Moment) {
        shards[delivery.lease.shard].shadow?.holder.note(delivery, now: now)
        let sample = delivery.record.sample
        if shards[delivery.lease.shard].shadow?.kept[sample] == nil {
            shards[delivery.lease.shard].shadow?.kept[sample] = Kept(
                digest: delivery.digest,
                counts: Counts(of: delivery.record)
            )
        }
    }

    /// Ends a shadow; says whose it was and which lease.
    mutating func dropShadow(of index: Int) -> (lease: Lease, home: String)? {
        guard let shadow = shards[index].shadow else { return nil }
        shards[index].shadow = nil
        shadows -= 1
        return (Lease(run: id, shard: index, epoch: shadow.epoch), shadow.holder.home)
    }

    /// Puts the shadow in the place of a holder that is lost.
    ///
    /// Returns the lease that counts from now on, and the digests of what it has delivered for
    /// samples without a record, ascending by sample.
    mutating func promoteShadow(
        of index: Int,
        now: Moment
    ) -> (lease: Lease, home: String, kept: [(sample: Int, digest: Digest)])? {
        guard let shadow = shards[index].shadow else { return nil }
        shards[index].shadow = nil
        shadows -= 1
        shards[index].epoch = shadow.epoch
        shards[index].phase = .leased(shadow.holder)
        let kept = shadow.kept.filter { !stored.contains($0.key) }.sorted { $0.key < $1.key }
        for (sample, record) in kept {
            stored.insert(sample)
            counts.add(record.counts)
            counts.alternates -= 1
        }
        return (
            Lease(run: id, shard: index, epoch: shadow.epoch), shadow.holder.home,
            kept.map { ($0.key, $0.value.digest) }
        )
    }

    /// The shadows whose lease has run out, or who make no progress.
    func overdueShadows(at now: Moment, progressMilliseconds: Int) -> [(Int, LeaseEnd)] {
        guard shadows > 0 else { return [] }
        return leased.sorted().compactMap { index in
            guard let shadow = shards[index].shadow else { return nil }
            // One that is through waits for its holder and has nothing left to renew.
            if shadow.isThrough { return nil }
            return shadow.holder.fault(at: now, progressMilliseconds).map { (index, $0) }
        }
    }
}
