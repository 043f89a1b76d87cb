import Bench

/// What workers say, and what is answered.
extension Coordinator {
    mutating func greet(_ hello: Hello, _ id: ConnectionID, now: Moment) {
        guard hello.versions.contains(1) else {
            refuse(id, .version, "this coordinator speaks GWP/1")
            return
        }
        if let role = peers[id]?.member.role, role != hello.role {
            refuse(id, .forbidden, "this certificate is a \(role.rawValue)'s")
            return
        }
        let others = peers.filter { $0.key != id && $0.value.home == hello.home }
        guard others.allSatisfy({ $0.value.member.organisation == peers[id]?.member.organisation })
        else {
            refuse(id, .forbidden, "this home is another organisation's")
            return
        }
        for other in others.keys.sorted() { disconnect(other, closing: true) }
        peers[id]?.role = hello.role
        peers[id]?.home = hello.home
        peers[id]?.instance = hello.instance
        let member = peers[id]?.member ?? Member()
        peers[id]?.name = member.name.isEmpty ? hello.name : member.description
        peers[id]?.software = hello.software
        peers[id]?.slots = hello.slots
        peers[id]?.offers = hello.offers.map(Set.init)
        peers[id]?.paysPurses = hello.paysPurses
        let verdicts = hello.held.map { lease in
            let isKept = renewed(lease, by: hello.home, done: nil, now: now)
            return Renewal(lease: lease, verdict: isKept ? .kept : .lost)
        }
        if hello.role == .worker {
            giveBackUnnamed(by: hello, now: now)
            greetBudgets(hello, id, now: now)
        }
        let welcome = Welcome(
            version: 1,
            leaderEpoch: leaderEpoch,
            terms: terms,
            verdicts: verdicts
        )
        effects.append(.send(id, .welcome(welcome)))
    }

    /// A worker that names what it holds gives back what it does not name: the grant never
    /// reached it.
    private mutating func giveBackUnnamed(by hello: Hello, now: Moment) {
        let named = Set(hello.held)
        for index in runs.indices {
            for shard in runs[index].leased.sorted() {
                if let shadow = runs[index].shards[shard].shadow, !shadow.isThrough,
                    shadow.holder.home == hello.home,
                    !named.contains(
                        Lease(run: runs[index].id, shard: shard, epoch: shadow.epoch)
                    )
                {
                    endShadow(of: shard, run: index, .unknown)
                }
                guard runs[index].holder(of: shard)?.home == hello.home,
                    let epoch = runs[index].epoch(of: shard),
                    !named.contains(Lease(run: runs[index].id, shard: shard, epoch: epoch))
                else { continue }
                giveBack(shard, of: index, .unknown, now: now)
            }
        }
    }

    private mutating func renewed(
        _ lease: Lease,
        by home: String,
        done: Int?,
        parked: Int = 0,
        isWaiting: Bool = false,
        now: Moment
    ) -> Bool {
        guard let place = places[lease.run] else { return false }
        return runs[place].renew(
            lease,
            by: home,
            done: done,
            parked: parked,
            isWaiting: isWaiting,
            now: now,
            leaseMilliseconds: terms.leaseMilliseconds
        )
    }

    /// The worker has a grant on disk: nothing to do, but to have heard from it.
    mutating func hold(_ lease: Lease, _ id: ConnectionID) {}

    /// What a worker does not leave out, it can ask: what it once could not, it may now.
    mutating func hear(_ ready: Ready, _ id: ConnectionID) {
        guard var peer = peers[id] else { return }
        if !peer.isDraining { peer.wants = ready }
        peer.incapable = peer.incapable.filter { ready.without.contains($0.key) }
        peers[id] = peer
    }

    mutating func renew(_ leases: [Progress], _ id: ConnectionID, now: Moment) {
        guard let home = peers[id]?.home else { return }
        let renewals = leases.map { progress in
            let isKept = renewed(
                progress.lease,
                by: home,
                done: progress.done,
                parked: progress.parked,
                isWaiting: progress.isWaiting,
                now: now
            )
            return Renewal(lease: progress.lease, verdict: isKept ? .kept : .lost)
        }
        effects.append(.send(id, .renewed(renewals)))
    }

    /// A record counts if it is its holder's and nobody has taken the shard since the lease it was
    /// made under: an expired lease that no one else got is as good as a live one.
    mutating func take(
        _ delivery: Delivery,
        sequence: UInt32,
        _ id: ConnectionID,
        now: Moment
    ) {
        let record = delivery.record
        let lease = delivery.lease
        guard let place = places[lease.run],
            runs[place].isOpen(to: peers[id]?.member.organisation ?? "")
        else {
            // A spool may be older than these books: what they cannot hold is let go, and said.
            effects.append(
                .log("a result of \(lease.run), which is not in these books, is dropped")
            )
            acknowledge(sequence, id)
            return
        }
        let plan = runs[place].plan
        guard (0..<plan.shards).contains(lease.shard),
            plan.shard(lease.shard).samples.contains(record.sample)
        else {
            refuse(id, .malformed, "shard \(lease.shard) has no sample \(record.sample)")
            return
        }
        let sample = plan.sample(record.sample)
        guard plan.key(of: sample) == record.key else {
            refuse(id, .malformed, "the key of sample \(record.sample) is not the plan's")
            return
        }
        guard lease.epoch <= runs[place].shards[lease.shard].highest else {
            refuse(id, .malformed, "shard \(lease.shard) has had no lease \(lease.epoch)")
            return
        }
        guard acknowledge(sequence, id) else { return }
        peers[id]?.delivered += 1
        // Once a lease is over, what its holder made under it still counts, and what others say that
        // they made under it does not.
        let isHolders = runs[place].isHolders(lease.shard, peers[id]?.home)
        if lease.epoch == runs[place].epoch(of: lease.shard), lease.epoch > 0, isHolders,
            !runs[place].stored.contains(record.sample)
        {
            runs[place].store(delivery, now: now)
            effects.append(.commit(.record(delivery, sample)))
            return
        }
        if let shadow = runs[place].shadow(of: lease) {
            if shadow.holder.home == peers[id]?.home { runs[place].keep(delivery, now: now) }
        } else if isHolders {
            runs[place].note(delivery, now: now)
        }
        effects.append(.commit(.alternate(delivery)))
    }

    /// Has a result acknowledged at the end of the turn; false where there are too many at once.
    @discardableResult
    private mutating func acknowledge(_ sequence: UInt32, _ id: ConnectionID) -> Bool {
        let unacked = (peers[id]?.unacked.count ?? 0) + 1
        guard unacked <= terms.windowResults else {
            refuse(id, .window, "more than \(terms.windowResults) results unacknowledged")
            return false
        }
        peers[id]?.unacked = (unacked, sequence)
        return true
    }

    /// Whether a peer holds that lease, shadows included.
    public func holds(_ lease: Lease, _ id: ConnectionID) -> Bool {
        guard let place = places[lease.run], let home = peers[id]?.home, !home.isEmpty else {
            return false
        }
        if let shadow = runs[place].shadow(of: lease) { return shadow.holder.home == home }
        return lease.epoch == runs[place].epoch(of: lease.shard)
            && runs[place].holder(of: lease.shard)?.home == home
    }

    /// The store has seen that an alternate is a reply bought twice, not a delivery repeated.
    public mutating func countAlternate(of run: RunID) {
        if let place = places[run] { runs[place].countAlternate() }
    }

    mutating func complete(
        _ lease: Lease,
        count: Int,
        root: Digest,
        _ id: ConnectionID,
        now: Moment
    ) {
        guard let place = places[lease.run], let home = peers[id]?.home else {
            effects.append(.send(id, .completed(lease, .stale)))
            return
        }
        if let shadow = runs[place].shadow(of: lease), shadow.holder.home == home {
            runs[place].shards[lease.shard].shadow?.isThrough = true
            effects.append(.send(id, .completed(lease, .done)))
            return
        }
        guard lease.epoch == runs[place].epoch(of: lease.shard),
            let holder = runs[place].holder(of: lease.shard), holder.home == home
        else {
            effects.append(.send(id, .completed(lease, .stale)))
            return
        }
        let missing = runs[place].wanted(in: runs[place].plan.shard(lease.shard))
        guard missing.isEmpty else {
            effects.append(.send(id, .completed(lease, .incomplete(missing))))
            return
        }
        let digests = holder.digests.sorted { $0.key < $1.key }.map(\.value)
        let isSame = digests.count == count && Merkle.root(digests) == root
        if !isSame {
            effects.append(.log("\(lease.run) shard \(lease.shard): the worker's root differs"))
        }
        finish(lease, of: place, now: now)
        if isSame {
            let receipt = shardLog.append(lease, root: root)
            effects.append(.commit(.leaf(receipt.leaf, lease, root: root)))
            effects.append(.send(id, .receipt(receipt)))
        }
        effects.append(.send(id, .completed(lease, isSame ? .done : .stale)))
    }

    mutating func fail(
        _ lease: Lease,
        _ failure: Failure,
        text: String,
        _ id: ConnectionID,
        now: Moment
    ) {
        defer { effects.append(.send(id, .noted(lease))) }
        guard let place = places[lease.run], let peer = peers[id] else { return }
        let isShadow = runs[place].shadow(of: lease)?.holder.home == peer.home
        let isHeld =
            lease.epoch == runs[place].epoch(of: lease.shard)
            && runs[place].holder(of: lease.shard)?.home == peer.home
        guard isShadow || isHeld else { return }
        if failure == .incapable {
            let model = ModelID(
                run: lease.run,
                model: runs[place].plan.shard(lease.shard).model
            )
            peers[id]?.incapable[model] = text
            effects.append(.log("\(peer.name): \(text)"))
        }
        if isShadow {
            endShadow(of: lease.shard, run: place, failure.end)
        } else {
            let organisation = peer.member.organisation
            giveBack(lease.shard, of: place, failure.end, by: organisation, now: now)
        }
    }

    mutating func fetch(_ digest: Digest, _ id: ConnectionID) {
        let organisation = peers[id]?.member.organisation ?? ""
        guard runs.contains(where: { $0.spec == digest && $0.isOpen(to: organisation) }) else {
            refuse(id, .unknownBlob, "no specification \(digest.short) is known here")
            return
        }
        // One a turn: a frame of a hundred bytes asks for one of megabytes.
        guard (peers[id]?.fetches.count ?? 0) < Self.fetchesMax else {
            refuse(id, .busy, "more than \(Self.fetchesMax) specifications asked for at once")
            return
        }
        peers[id]?.fetches.append(digest)
    }
}
