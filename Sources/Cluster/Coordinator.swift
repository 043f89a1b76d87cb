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
    let budgets: Budgets
    let isFresh: Bool
    var ledgers: [Account: Ledger] = [:]
    var shardLog = ShardLog()
    /// The processes of each home that may still be using something.
    var processes: [String: Set<String>] = [:]

    /// Peers that may be connected at once.
    public static let peersMax = 4_096
    /// Accounts that are kept at once.
    public static let accountsMax = 1_024
    /// Accounts of one organisation that are kept at once.
    public static let accountsPerOrganisationMax = 64
    /// Runs with open shards that are kept at once.
    public static let runsMax = 64

    /// One peer on one connection.
    struct Peer {
        var member: Member
        var role: PeerRole?
        var home = ""
        var instance = ""
        var name = ""
        var software = ""
        var slots = 0
        var offers: Set<String>?
        var paysPurses = false
        var wants: Ready?
        var incapable: [ModelID: String] = [:]
        var delivered = 0
        var unacked: (count: Int, last: UInt32) = (0, 0)
        var heardAt: Moment
        var isDraining = false
        /// The specifications that it has asked for and is still to be sent.
        var fetches: [Digest] = []
        /// Reports that it has asked for and is still to be sent.
        var reports = 0
        /// The batches that it polls.
        var batches: [WaitingBatch] = []
    }

    /// Specifications that a peer may wait for, and reports, at most.
    static let fetchesMax = 64

    /// A coordinator of a store that was opened so many times.
    ///
    /// `isFresh` says that no vendor was asked on its behalf in the last minute.
    public init(
        leaderEpoch: Int,
        terms: Terms,
        budgets: Budgets = Budgets(),
        isFresh: Bool = true
    ) {
        self.leaderEpoch = leaderEpoch
        self.terms = terms
        self.budgets = budgets
        self.isFresh = isFresh
    }

    /// Takes up a run from the store, or a new one.
    public mutating func load(_ stored: StoredRun, now: Moment) {
        guard places[stored.run] == nil else { return }
        let book = RunBook(stored, now: now, leaseMilliseconds: terms.leaseMilliseconds)
        places[stored.run] = runs.count
        runs.append(book)
        if book.isDone { effects.append(.commit(.runDone(stored.run))) }
    }

    /// Takes up the log of shards as it is in the store.
    public mutating func load(_ log: ShardLog) { shardLog = log }

    /// The specifications of the runs that are here.
    public var specs: Set<Digest> { Set(runs.map(\.spec)) }

    /// Runs that have something left to do.
    public var openRuns: Int { runs.count { !$0.isDone } }

    /// Runs that are done and are still reported, at most: the oldest are forgotten, and a late result
    /// has them loaded again.
    public static let doneRunsMax = 64

    /// Forgets runs that were done long ago, with their purses, which the store has; says which.
    public mutating func forgetDone() -> [RunID] {
        let done = runs.indices.filter { runs[$0].isDone && runs[$0].leased.isEmpty }
        guard done.count > Self.doneRunsMax else { return [] }
        let gone = Set(done.prefix(done.count - Self.doneRunsMax).map { runs[$0].id })
        runs.removeAll { gone.contains($0.id) }
        places = [:]
        for (place, run) in runs.enumerated() { places[run.id] = place }
        ledgers = ledgers.filter { account, _ in
            Purse(account.name).map { !gone.contains(RunID($0.run)) } ?? true
        }
        return gone.sorted { $0.name < $1.name }
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

    /// A peer has connected, and has shown a certificate that says who it is.
    public mutating func connect(
        _ peer: ConnectionID,
        as member: Member = Member(),
        now: Moment
    ) {
        guard peers.count < Self.peersMax, !isClosing else {
            effects.append(.send(peer, .error(.busy, text: "no room for a peer", isFatal: true)))
            effects.append(.close(peer))
            return
        }
        peers[peer] = Peer(member: member, heardAt: now)
    }

    /// Who a peer is; nil where it is gone.
    public func member(_ peer: ConnectionID) -> Member? { peers[peer]?.member }

    /// Who is connected with a certificate.
    public var members: [Member] {
        peers.values.map(\.member).filter { !$0.serial.isEmpty }
    }

    /// Says something that the shell has decided; `closing` says goodbye with it.
    public mutating func reply(
        _ message: Message,
        to id: ConnectionID,
        closing: Bool = false
    ) {
        effects.append(.send(id, message))
        if closing { effects.append(.close(id)) }
    }

    /// Turns out the members with these certificates, and gives back what they held.
    public mutating func revoke(_ serials: Set<String>, now: Moment) {
        for (id, peer) in peers.sorted(by: { $0.key < $1.key })
        where !peer.member.serial.isEmpty && serials.contains(peer.member.serial) {
            effects.append(.log("\(peer.member) is revoked"))
            refuse(id, .forbidden, "this certificate was revoked")
            for index in runs.indices {
                for shard in runs[index].leased.sorted() {
                    if runs[index].shards[shard].shadow?.holder.home == peer.home {
                        endShadow(of: shard, run: index, .revoked)
                    }
                    if runs[index].holder(of: shard)?.home == peer.home {
                        giveBack(shard, of: index, .revoked, now: now)
                    }
                }
            }
        }
    }

    /// A peer's connection has ended.
    ///
    /// Its leases run on until they expire: it may come back.
    public mutating func disconnect(_ peer: ConnectionID) {
        if let gone = peers.removeValue(forKey: peer) { loseBudgets(gone) }
    }

    /// A peer sent bytes that are no frame, or a frame that is over a limit.
    public mutating func fault(_ error: FrameError, from peer: ConnectionID) {
        refuse(peer, .malformed, "\(error)")
    }

    /// Part of something has come: the peer is alive.
    public mutating func hear(from id: ConnectionID, now: Moment) { peers[id]?.heardAt = now }

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
        case (.worker, .batches(let batches)): peers[id]?.batches = batches
        case (.worker, .result(let delivery)):
            take(delivery, sequence: sequence, id, now: now)
        case (.worker, .complete(let lease, let count, let root, _)):
            complete(lease, count: count, root: root, id, now: now)
        case (.worker, .fail(let lease, let failure, let text)):
            fail(lease, failure, text: text, id, now: now)
        case (.worker, .drain):
            peers[id]?.isDraining = true
            peers[id]?.wants = nil
        case (.worker, .fetch(let digest)): fetch(digest, id)
        case (.worker, .hold(let lease)): hold(lease, id)
        case (.worker, .spend(let spend)): take(spend, id, now: now)
        case (.worker, .throttled(let throttle)): take(throttle, id, now: now)
        case (.client, .control(let control)): self.control(control, id, now: now)
        case (.client, .status): askReport(id)
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
        guard let member = peers[id]?.member,
            places[run].map({ runs[$0].isOpen(to: member.organisation) }) ?? true
        else {
            refuse(id, .forbidden, "this run is another organisation's")
            return
        }
        effects.append(.send(id, .submitted(run, isNew: isNew)))
    }

    /// Whether a peer may submit: it has said that it is a client.
    public func maySubmit(_ id: ConnectionID) -> Bool { peers[id]?.role == .client }

    /// Turns a peer away: says why, and closes.
    public mutating func refuse(_ id: ConnectionID, _ code: ErrorCode, _ text: String) {
        effects.append(.send(id, .error(code, text: text, isFatal: true)))
        disconnect(id, closing: true)
    }

    mutating func disconnect(_ id: ConnectionID, closing: Bool) {
        disconnect(id)
        effects.append(.close(id))
    }

    /// Takes back what is overdue and drops peers that have been silent for too long.
    public mutating func tick(now: Moment) {
        for index in runs.indices {
            let progress = terms.progressMilliseconds
            for (shard, why) in runs[index].overdueShadows(at: now, progressMilliseconds: progress)
            {
                endShadow(of: shard, run: index, why)
            }
            for (shard, why) in runs[index].overdue(at: now, progressMilliseconds: progress) {
                giveBack(shard, of: index, why, now: now)
            }
        }
        tickBudgets(now: now)
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
        for id in peers.keys.sorted() {
            guard let digest = peers[id]?.fetches.first else { continue }
            peers[id]?.fetches.removeFirst()
            effects.append(.sendSpec(id, digest))
        }
        sendReports(now: now)
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
