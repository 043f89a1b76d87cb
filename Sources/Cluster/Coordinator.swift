import Bench

/// The coordinator's decisions: who gets which shard, which record counts, what a peer is told.
///
/// A pure state machine: the shell feeds it items and moments, commits the writes that it returns
/// in one transaction, and only then sends what it returns to send. So nothing is acknowledged
/// or granted that is not on disk.
public struct Coordinator: Sendable {
    let leaderEpoch: Int
    let terms: Terms
    var peers: [ConnectionID: Peer] = [:]
    var runs: [RunBook] = []
    var places: [RunID: Int] = [:]
    var effects: [CoordinatorEffect] = []
    var isClosing = false

    /// Peers that may be connected at once.
    public static let peersMax = 512
    /// Runs with open shards that are kept at once.
    public static let runsMax = 64

    /// One peer on one connection.
    struct Peer {
        var role: PeerRole?
        var instance = ""
        var name = ""
        var wants: Ready?
        var incapable: [ModelID: String] = [:]
        var delivered = 0
        var unacked: (count: Int, last: UInt32) = (0, 0)
        var heardAt: Moment
        var isDraining = false
    }

    /// A coordinator of a store that was opened so many times.
    public init(leaderEpoch: Int, terms: Terms) {
        self.leaderEpoch = leaderEpoch
        self.terms = terms
    }

    /// Takes up a run from the store, or a new one.
    public mutating func load(_ stored: StoredRun, now: Moment) {
        guard places[stored.run] == nil else { return }
        let book = RunBook(stored, now: now, leaseMilliseconds: terms.leaseMilliseconds)
        places[stored.run] = runs.count
        runs.append(book)
        if book.isDone { effects.append(.commit(.runDone(stored.run))) }
    }

    /// Whether a run is here already.
    public func knows(_ run: RunID) -> Bool { places[run] != nil }

    /// Asks a model no further; what is leased of it is finished.
    public mutating func stop(_ run: RunID, model: Int) {
        guard let place = places[run], !runs[place].isDone else { return }
        runs[place].stop(model: model)
        if runs[place].isDone { effects.append(.commit(.runDone(run))) }
    }

    /// How many scenarios of a model, from the first of the registered order on, have all records.
    ///
    /// `known` is a number that it has had already.
    public func completedScenarios(_ run: RunID, model: Int, from known: Int) -> Int {
        places[run].map { runs[$0].completedScenarios(of: model, from: known) } ?? known
    }

    /// Whether a run has nothing left to do.
    public func isDone(_ run: RunID) -> Bool { places[run].map { runs[$0].isDone } ?? false }

    /// A peer has connected.
    public mutating func connect(_ peer: ConnectionID, now: Moment) {
        guard peers.count < Self.peersMax, !isClosing else {
            effects.append(.send(peer, .error(.busy, text: "no room for a peer", isFatal: true)))
            effects.append(.close(peer))
            return
        }
        peers[peer] = Peer(heardAt: now)
    }

    /// A peer's connection has ended.
    ///
    /// Its leases run on until they expire: it may come back.
    public mutating func disconnect(_ peer: ConnectionID) { peers[peer] = nil }

    /// A peer sent bytes that are no frame, or a frame that is over a limit.
    public mutating func fault(_ error: FrameError, from peer: ConnectionID) {
        refuse(peer, .malformed, "\(error)")
    }

    /// A message has come.
    public mutating func receive(
        _ message: Message,
        sequence: UInt32,
        from id: ConnectionID,
        now: Moment
    ) {
        guard var peer = peers[id] else { return }
        peer.heardAt = now
        peers[id] = peer
        switch (peer.role, message) {
        case (_, .ping(let nonce)): effects.append(.send(id, .pong(nonce: nonce)))
        case (_, .pong): break
        case (nil, .hello(let hello)): greet(hello, id, now: now)
        case (.worker, .ready(let ready)): hear(ready, id)
        case (.worker, .renew(let leases)): renew(leases, id, now: now)
        case (.worker, .result(let delivery)):
            take(delivery, sequence: sequence, id, now: now)
        case (.worker, .complete(let lease, let count, let root)):
            complete(lease, count: count, root: root, id, now: now)
        case (.worker, .fail(let lease, let failure, let text)):
            fail(lease, failure, text: text, id, now: now)
        case (.worker, .drain):
            peers[id]?.isDraining = true
            peers[id]?.wants = nil
        case (.worker, .fetch(let digest)): fetch(digest, id)
        case (.client, .status): effects.append(.send(id, .report(report(now: now))))
        case (.client, .submit(let submission)):
            let text = "no blob with digest \(submission.spec.short) came before the submission"
            refuse(id, .unknownBlob, text)
        case (_, .error): disconnect(id, closing: true)
        default: refuse(id, .unexpected, "a \(message.type) frame does not belong here")
        }
    }

    /// A client has submitted a specification that the shell could read; the shell says whether
    /// the store had it already.
    public mutating func submitted(_ run: RunID, isNew: Bool, by id: ConnectionID) {
        effects.append(.send(id, .submitted(run, isNew: isNew)))
    }

    /// Whether a peer may submit: it has said that it is a client.
    public func maySubmit(_ id: ConnectionID) -> Bool { peers[id]?.role == .client }

    /// Turns a peer away: says why, and closes.
    public mutating func refuse(_ id: ConnectionID, _ code: ErrorCode, _ text: String) {
        effects.append(.send(id, .error(code, text: text, isFatal: true)))
        disconnect(id, closing: true)
    }

    private mutating func disconnect(_ id: ConnectionID, closing: Bool) {
        peers[id] = nil
        effects.append(.close(id))
    }

    /// Takes back what is overdue and drops peers that have been silent for too long.
    public mutating func tick(now: Moment) {
        for index in runs.indices {
            let overdue = runs[index].overdue(
                at: now,
                progressMilliseconds: terms.progressMilliseconds
            )
            for (shard, why) in overdue { giveBack(shard, of: index, why, now: now) }
        }
        for (id, peer) in peers.sorted(by: { $0.key < $1.key })
        where peer.heardAt + terms.deadMilliseconds <= now {
            disconnect(id, closing: true)
        }
    }

    /// Ends a turn: grants what can be granted, acknowledges what came, and hands over all that
    /// is to be done, in order.
    public mutating func settle(now: Moment) -> [CoordinatorEffect] {
        grant(now: now)
        for id in peers.keys.sorted() {
            guard let peer = peers[id], peer.unacked.count > 0 else { continue }
            effects.append(.send(id, .acked(through: peer.unacked.last)))
            peers[id]?.unacked.count = 0
        }
        defer { effects.removeAll(keepingCapacity: true) }
        return effects
    }

    /// Says goodbye to everyone: the coordinator stops.
    ///
    /// `endpoints` are where its successor listens, if that is known.
    public mutating func close(
        reconnectMilliseconds: Int,
        endpoints: [String] = [],
        text: String
    ) {
        isClosing = true
        for id in peers.keys.sorted() {
            effects.append(
                .send(
                    id,
                    .goaway(
                        reconnectMilliseconds: reconnectMilliseconds,
                        endpoints: endpoints,
                        text: text
                    )
                )
            )
            effects.append(.close(id))
        }
        peers.removeAll()
    }
}

// MARK: Workers

extension Coordinator {
    private mutating func greet(_ hello: Hello, _ id: ConnectionID, now: Moment) {
        guard hello.versions.contains(1) else {
            refuse(id, .version, "this coordinator speaks GWP/1")
            return
        }
        let others = peers.filter { $0.key != id && $0.value.instance == hello.instance }
        for other in others.keys.sorted() { disconnect(other, closing: true) }
        peers[id]?.role = hello.role
        peers[id]?.instance = hello.instance
        peers[id]?.name = hello.name
        let verdicts = hello.held.map { lease in
            let isKept = renewed(lease, by: hello.instance, done: nil, now: now)
            return Renewal(lease: lease, verdict: isKept ? .kept : .lost)
        }
        giveBackUnnamed(by: hello, now: now)
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
                guard runs[index].holder(of: shard)?.instance == hello.instance,
                    let epoch = runs[index].epoch(of: shard),
                    !named.contains(Lease(run: runs[index].id, shard: shard, epoch: epoch))
                else { continue }
                giveBack(shard, of: index, .unknown, now: now)
            }
        }
    }

    private mutating func renewed(
        _ lease: Lease,
        by instance: String,
        done: Int?,
        now: Moment
    ) -> Bool {
        guard let place = places[lease.run] else { return false }
        return runs[place].renew(
            lease,
            by: instance,
            done: done,
            now: now,
            leaseMilliseconds: terms.leaseMilliseconds
        )
    }

    /// What a worker does not leave out, it can ask: what it once could not, it may now.
    private mutating func hear(_ ready: Ready, _ id: ConnectionID) {
        guard var peer = peers[id] else { return }
        if !peer.isDraining { peer.wants = ready }
        peer.incapable = peer.incapable.filter { ready.without.contains($0.key) }
        peers[id] = peer
    }

    private mutating func renew(_ leases: [Progress], _ id: ConnectionID, now: Moment) {
        guard let instance = peers[id]?.instance else { return }
        let renewals = leases.map { progress in
            let isKept = renewed(
                progress.lease,
                by: instance,
                done: progress.done,
                now: now
            )
            return Renewal(lease: progress.lease, verdict: isKept ? .kept : .lost)
        }
        effects.append(.send(id, .renewed(renewals)))
    }

    /// A record counts if nobody has taken the shard since the lease it was made under: an
    /// expired lease that no one else got is as good as a live one.
    private mutating func take(
        _ delivery: Delivery,
        sequence: UInt32,
        _ id: ConnectionID,
        now: Moment
    ) {
        let record = delivery.record
        let lease = delivery.lease
        guard let place = places[lease.run] else {
            refuse(id, .malformed, "no run \(lease.run) is known here")
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
        let unacked = (peers[id]?.unacked.count ?? 0) + 1
        guard unacked <= terms.windowResults else {
            refuse(id, .window, "more than \(terms.windowResults) results unacknowledged")
            return
        }
        peers[id]?.unacked = (unacked, sequence)
        peers[id]?.delivered += 1
        let isCurrent = lease.epoch == runs[place].epoch(of: lease.shard)
        if isCurrent, !runs[place].stored.contains(record.sample) {
            runs[place].store(delivery, now: now)
            effects.append(.commit(.record(delivery, sample)))
        } else {
            effects.append(.commit(.alternate(delivery)))
        }
    }

    /// The store has seen that an alternate is a reply bought twice, not a delivery repeated.
    public mutating func countAlternate(of run: RunID) {
        if let place = places[run] { runs[place].countAlternate() }
    }

    private mutating func complete(
        _ lease: Lease,
        count: Int,
        root: Digest,
        _ id: ConnectionID,
        now: Moment
    ) {
        guard let place = places[lease.run], let instance = peers[id]?.instance,
            lease.epoch == runs[place].epoch(of: lease.shard),
            let holder = runs[place].holder(of: lease.shard), holder.instance == instance
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
        let change = runs[place].complete(lease.shard)
        commit(change, lease, of: place, why: .complete)
        effects.append(.send(id, .completed(lease, isSame ? .done : .stale)))
    }

    private mutating func fail(
        _ lease: Lease,
        _ failure: Failure,
        text: String,
        _ id: ConnectionID,
        now: Moment
    ) {
        defer { effects.append(.send(id, .noted(lease))) }
        guard let place = places[lease.run], let peer = peers[id],
            lease.epoch == runs[place].epoch(of: lease.shard),
            runs[place].holder(of: lease.shard)?.instance == peer.instance
        else { return }
        if failure == .incapable {
            let model = ModelID(
                run: lease.run,
                model: runs[place].plan.shard(lease.shard).model
            )
            peers[id]?.incapable[model] = text
            effects.append(.log("\(peer.name): \(text)"))
        }
        giveBack(lease.shard, of: place, failure.end, now: now)
    }

    private mutating func giveBack(
        _ shard: Int,
        of place: Int,
        _ why: LeaseEnd,
        now: Moment
    ) {
        let lease = Lease(
            run: runs[place].id,
            shard: shard,
            epoch: runs[place].epoch(of: shard) ?? 0
        )
        let change = runs[place].giveBack(shard, isBroken: why.countsAsAttempt, now: now)
        commit(change, lease, of: place, why: why)
    }

    private mutating func commit(
        _ change: ShardChange,
        _ lease: Lease,
        of place: Int,
        why: LeaseEnd
    ) {
        effects.append(.commit(.shard(lease, change, why: why)))
        if runs[place].isDone { effects.append(.commit(.runDone(runs[place].id))) }
    }

    private mutating func fetch(_ digest: Digest, _ id: ConnectionID) {
        guard runs.contains(where: { $0.spec == digest }) else {
            refuse(id, .unknownBlob, "no specification \(digest.short) is known here")
            return
        }
        effects.append(.sendSpec(id, digest))
    }
}

extension LeaseEnd {
    /// Whether it counts towards giving the shard up.
    var countsAsAttempt: Bool { self == .expired || self == .stuck || self == .broken }
}

extension Failure {
    var end: LeaseEnd {
        switch self {
        case .released: .released
        case .incapable: .incapable
        case .broken: .broken
        }
    }
}
