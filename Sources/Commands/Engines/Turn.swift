import Bench
import Cluster
import Link
import Membership
import Store

/// What the coordinator's thread owns.
struct Turn: Sendable {
    static let tickMilliseconds = 250

    let store: Store
    var machine: Coordinator
    let log: @Sendable (String) -> Void
    var connections: [ConnectionID: (link: LinkConnection, outbox: Outbox)] = [:]
    var handled: [ConnectionID: Int] = [:]
    var tickedAt = Moment(milliseconds: 0)
    var specs: [Digest: [UInt8]] = [:]
    var watches: [EarlyStopping] = []
    var gatekeeper: Gatekeeper?
    /// The certificates of connections that have one, in DER.
    var certificates: [ConnectionID: [UInt8]] = [:]
    /// What members have signed in this turn.
    var seals: [Lease: Seal] = [:]
    /// Connections without a certificate: they may join and do nothing else.
    var newcomers: Set<ConnectionID> = []
    let leaseMilliseconds: Int
    var death = Death()
    /// Whether anything was committed that nobody has heard of yet.
    var isUnspoken = false

    init(
        store: Store,
        terms: Terms,
        budgets: Budgets,
        log: @escaping @Sendable (String) -> Void
    ) throws {
        self.store = store
        self.log = log
        leaseMilliseconds = terms.leaseMilliseconds
        machine = Coordinator(
            leaderEpoch: store.leaderEpoch,
            terms: terms,
            budgets: budgets,
            // The journal knows leases and no requests, and the wall clock jumps: only a store that
            // nothing was ever asked for has all of its rates.
            isFresh: try store.lastActivity() == nil
        )
        machine.load(allotted: Self.shares(try store.allotted()), now: Clocks.now())
        var shards = ShardLog()
        try store.forEachLeaf { number, run, shard, epoch, root in
            guard number == shards.size else {
                throw CommandError("\(store.path): leaf \(shards.size) of the log is missing")
            }
            shards.append(Lease(run: run, shard: shard, epoch: epoch), root: root)
        }
        machine.load(shards)
    }

    private static func shares(_ rows: [AllottedRow]) -> [Account: [String: StoredShare]] {
        var shares: [Account: [String: StoredShare]] = [:]
        for row in rows {
            let account = Account(organisation: row.organisation, name: row.account)
            shares[account, default: [:]][row.process] = StoredShare(
                home: row.home,
                inFlight: row.inFlight,
                nanodollars: row.nanodollars
            )
        }
        return shares
    }

    mutating func load(_ run: RunID, now: Moment) throws {
        guard !machine.knows(run) else { return }
        let bytes = Array(try store.specText(of: run).utf8)
        try load(run, spec: try store.spec(of: run), bytes: bytes, now: now)
    }

    /// Takes a run up.
    ///
    /// `bytes` are the specification's canonical JSON: of a large pack, encoding them once more for
    /// each digest took longer than the first reply.
    private mutating func load(_ run: RunID, spec: Spec, bytes: [UInt8], now: Moment) throws {
        guard !machine.knows(run) else { return }
        let digest = Digest(of: bytes)
        specs[digest] = bytes
        let plan = Plan(spec)
        var stored = SampleSet(in: 0..<plan.samples)
        for sample in try store.storedSamples(of: run) { stored.insert(sample) }
        let totals = try store.totals(of: run)
        let treatment = try store.treatment(of: run)
        let stopped = Set(try store.stops(of: run).map(\.model))
        let shards = try store.shards(of: run).map { row in
            StoredShard(
                shard: row.shard,
                epoch: row.epoch,
                highest: row.highest,
                attempts: row.attempts,
                state: try state(of: row, run: run, plan: plan),
                lastHome: row.holder
            )
        }
        machine.load(
            StoredRun(
                run: run,
                spec: spec,
                digest: digest,
                stored: stored,
                counts: .init(
                    stored: totals.stored,
                    failed: totals.failed,
                    retries: totals.retries,
                    alternates: totals.alternates,
                    nanodollars: totals.nanodollars,
                    costUnknown: totals.costUnknown
                ),
                shards: shards,
                stopped: stopped,
                state: StoredRun.State(rawValue: treatment.state) ?? .open,
                priority: treatment.priority,
                owner: treatment.owner,
                shared: treatment.shared
            ),
            now: now
        )
        let purses = try store.allotted(named: Account.purses(of: run))
        machine.load(allotted: Self.shares(purses), now: now)
        if let watch = EarlyStopping(run: run, spec: spec, stopped: stopped) {
            watches.append(watch)
        }
    }

    private func state(
        of row: ShardRow,
        run: RunID,
        plan: Plan
    ) throws -> StoredShard.State {
        switch row.state {
        case .ready, .stored: return .ready
        case .quarantined: return .quarantined
        case .leased:
            let digests = try store.digests(
                of: run,
                shard: row.shard,
                samples: plan.shard(row.shard).samples,
                epoch: row.epoch
            )
            return .leased(home: row.holder ?? "", digests: digests)
        }
    }

    mutating func submit(
        _ spec: Spec,
        _ submission: Submission? = nil,
        owner: String = ""
    ) throws -> CoordinatorEngine.SubmitResult {
        let bytes = spec.json.canonicalBytes
        let digest = Digest(of: bytes)
        let run = Spec.run(of: digest)
        let now = Clocks.wallMilliseconds()
        let entry = RunEntry(
            id: run,
            label: spec.label,
            pack: spec.pack.id,
            kind: .run,
            isSimulated: spec.isSimulated,
            planned: Plan(spec).samples,
            registeredAtMilliseconds: now,
            asOfMilliseconds: submission?.asOfMilliseconds ?? now,
            confirms: submission?.confirms
        )
        let isNew = try store.commit { transaction throws(StoreError) in
            let isNew = try transaction.register(entry, spec: digest, bytes: bytes)
            if isNew, let submission {
                try transaction.treat(
                    run,
                    priority: submission.priority,
                    owner: owner,
                    shared: submission.shared
                )
            }
            return isNew
        }
        isUnspoken = true
        try load(run, spec: spec, bytes: bytes, now: Clocks.now())
        return .init(run: run, isNew: isNew)
    }

    mutating func take(_ event: LinkEvent, _ id: ConnectionID, now: Moment) throws {
        switch event {
        case .opened(let link, let certificate):
            connections[id] = (link, Outbox())
            certificates[id] = certificate
            try admit(id, certificate, now: now)
        case .received where newcomers.contains(id): try receive(event, from: id)
        case .received(let item):
            handled[id, default: 0] += 1
            switch item {
            case .message(.join(let join), _):
                // Whoever was turned away may still have sent something.
                if machine.member(id) != nil { try answer(join, from: id) }
            case .message(let message, let sequence):
                try wake(for: message)
                keepSeal(of: message, from: id)
                machine.receive(message, sequence: sequence, from: id, now: now)
            case .submission(let submission, let bytes):
                try receive(submission, bytes, from: id)
            case .spec: machine.refuse(id, .unexpected, "a blob that nobody asked for")
            }
        case .progress: machine.hear(from: id, now: now)
        case .fault(let error): machine.fault(error, from: id)
        case .closed:
            connections[id] = nil
            certificates[id] = nil
            newcomers.remove(id)
            handled[id] = nil
            machine.disconnect(id)
        }
    }

    /// Keeps a member's signature over a shard until the shard is in the log.
    private mutating func keepSeal(of message: Cluster.Message, from id: ConnectionID) {
        guard case .complete(let lease, _, let root, let signature?) = message,
            machine.holds(lease, id), let certificate = certificates[id]
        else { return }
        let text = Seal.text(of: lease, root: root)
        guard let peer = try? PeerCertificate(der: certificate),
            peer.hasSigned(text, signature: signature)
        else {
            log("shard \(lease.shard) of \(lease.run): its signature is not its sender's; left out")
            return
        }
        seals[lease] = Seal(signature: signature, certificate: certificate)
    }

    /// A run that is done is not kept in memory; what still comes of it from a spool wakes it, and
    /// so does who wants the shards of it that were given up.
    private mutating func wake(for message: Cluster.Message) throws {
        let run: RunID
        switch message {
        case .result(let delivery): run = delivery.lease.run
        case .control(let control) where control.action == .release: run = control.run
        default: return
        }
        guard !machine.knows(run),
            try store.runs().contains(where: { $0.id == run && $0.kind == .run }),
            // What was scored anew is nobody's to ask.
            try store.origin(of: run) == nil
        else { return }
        try load(run, now: Clocks.now())
    }

    private mutating func receive(
        _ submission: Submission,
        _ bytes: [UInt8],
        from id: ConnectionID
    ) throws {
        guard machine.maySubmit(id) else {
            machine.refuse(id, .unexpected, "only a client submits")
            return
        }
        let spec: Spec
        do {
            spec = try Spec(json: try JSON(parsing: bytes, rules: .wire))
        } catch {
            machine.refuse(id, .badSpec, "the specification cannot be read: \(error)")
            return
        }
        if let fault = spec.pack.patternFault {
            machine.refuse(id, .badSpec, "the specification cannot be run: \(fault.inside("pack"))")
            return
        }
        guard machine.openRuns < Coordinator.runsMax || machine.knows(spec.run) else {
            machine.refuse(id, .busy, "\(Coordinator.runsMax) runs are open here; wait for one")
            return
        }
        let owner = machine.member(id)?.organisation ?? ""
        let result = try submit(spec, submission, owner: owner)
        machine.submitted(result.run, isNew: result.isNew, by: id)
    }

    /// Commits, then speaks.
    mutating func end(now: Moment) throws {
        let isTick = now - tickedAt >= Self.tickMilliseconds
        if isTick {
            tickedAt = now
            machine.tick(now: now)
            try turnOut(now: now)
        }
        let effects = machine.settle(now: now)
        try commit(effects)
        // Only what is in the books is looked at; what it decides goes out with the next turn.
        if isTick {
            try stopEarly()
            forgetDone()
        }
        if isUnspoken { death.comesNearer() }
        isUnspoken = false
        speak(effects)
        for (id, count) in handled { connections[id]?.link.handled(count) }
        handled.removeAll(keepingCapacity: true)
    }

    /// Lets runs go that were done long ago, and the specifications that nobody can fetch any more.
    private mutating func forgetDone() {
        let gone = machine.forgetDone()
        guard !gone.isEmpty else { return }
        let kept = machine.specs
        specs = specs.filter { kept.contains($0.key) }
        watches.removeAll { gone.contains($0.run) }
    }

    /// Looks at what is completed and stops the models of which enough is known.
    private mutating func stopEarly() throws {
        for index in watches.indices {
            let run = watches[index].run
            for stop in try watches[index].look(at: machine, in: store) {
                try store.commit { transaction throws(StoreError) in
                    try transaction.stop(
                        stop,
                        run: run,
                        atMilliseconds: Clocks.wallMilliseconds()
                    )
                }
                isUnspoken = true
                machine.stop(run, model: stop.model)
                log("\(watches[index].name(of: stop.model)): \(stop.reason)")
            }
        }
        watches.removeAll(where: \.isOver)
    }

    private mutating func commit(_ effects: [CoordinatorEffect]) throws {
        var writes: [Write] = []
        for case .commit(let write) in effects {
            writes.append(write)
            if case .leaf(let leaf, let lease, _) = write, let seal = seals[lease] {
                writes.append(.seal(leaf, seal))
            }
        }
        seals.removeAll(keepingCapacity: true)
        guard !writes.isEmpty else { return }
        isUnspoken = true
        for run in try store.commit(writes, at: Clocks.wallMilliseconds()) {
            machine.countAlternate(of: run)
        }
    }

    private func signed(_ message: Cluster.Message) -> Cluster.Message {
        guard case .receipt(var receipt) = message else { return message }
        receipt.signature = gatekeeper?.signature(of: receipt.checkpoint)
        return .receipt(receipt)
    }

    private mutating func speak(_ effects: [CoordinatorEffect]) {
        var bytes: [ConnectionID: [UInt8]] = [:]
        var order: [ConnectionID] = []
        func note(_ id: ConnectionID) { if bytes[id] == nil { order.append(id) } }
        var closing: [ConnectionID] = []
        for effect in effects {
            switch effect {
            case .send(let id, let message):
                note(id)
                let message = signed(message)
                connections[id]?.outbox.write(message, to: &bytes[id, default: []])
            case .sendSpec(let id, let digest):
                guard let blob = specs[digest] else { continue }
                note(id)
                connections[id]?.outbox.write(blob: blob, to: &bytes[id, default: []])
            case .close(let id): closing.append(id)
            case .log(let text): log(text)
            case .commit: break
            }
        }
        for id in order { connections[id]?.link.send(bytes[id] ?? []) }
        for id in closing { connections[id]?.link.close() }
    }
}
