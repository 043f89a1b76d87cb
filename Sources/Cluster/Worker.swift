import Bench

/// The worker's decisions: what to ask next, what to deliver, when to come back.
///
///     away ──connected──▶ greeting ──welcome──▶ active ──drain──▶ draining ──▶ stopped
///      ▲                     │                     │                 │
///      └─────────────────────┴────disconnected─────┴─────────────────┘
///
/// A pure state machine like the coordinator's. What it is granted it finishes, also while the
/// connection is away, as long as the lease runs; what it delivered it keeps until it is
/// acknowledged.
public struct Worker: Sendable {
    let identity: WorkerIdentity
    let policy: AskPolicy
    /// How the member signs what it has delivered, with the key of the connection; nil without one.
    public var seal: (@Sendable ([UInt8]) -> String?)?
    var session = Session.away
    var terms = Terms()
    var leaderEpoch = 0
    var outbox = Outbox()
    var heardAt = Moment(milliseconds: 0)
    var sentAt = Moment(milliseconds: 0)
    var lostAt: Moment?
    var reconnects = 0
    var held: [Lease: HeldShard] = [:]
    var order: [Lease] = []
    var plans: [Digest: SpecState] = [:]
    var models: [String: Limiter] = [:]
    var wallets: [String: Wallet] = [:]
    var incapable: [ModelID: Incapacity] = [:]
    var asks: [AskID: Ask] = [:]
    /// Samples whose vendor asks for a long wait, and those of them whose wait is over.
    var parked: [AskID: Ask] = [:]
    var resuming: [AskID] = []
    /// Attempts beyond the first of a sample that wait for room in an account.
    var again: [(id: AskID, attempt: Attempt)] = []
    var toKeep: [SpoolEntry] = []
    var endpoints: [String] = []
    var waitsUntil: Moment?
    var lastAsk = 0
    /// What is asked for already: it waits for no account.
    var bought: [RunID: Set<Digest>] = [:]
    /// The batches that are polled.
    var batches: [WaitingBatch] = []
    var toldBatches: [WaitingBatch] = []
    var unsent: [Delivery] = []
    var unacked: [(sequence: UInt32, delivery: Delivery)] = []
    var requested: Ready?
    var isDraining = false
    var effects: [WorkerEffect] = []

    enum Session: Equatable {
        case away
        case greeting
        case active
        case stopped
    }

    /// A shard that the worker holds.
    struct HeldShard {
        var grant: Grant
        var plan: Plan?
        var queue: ArraySlice<Int>
        var inFlight: Set<Int> = []
        var digests: [Int: Digest] = [:]
        var until: Moment
        var renewAt: Moment
        var isLost = false
        var isAnnounced = false
        /// The account of its model, and those that it needs in all.
        var account = ""
        var accounts: [String] = []

        /// All that pays for its requests, the model's account first.
        var paying: [String] { [account] + grant.purses }

        var model: Int? { plan?.shard(grant.lease.shard).model }
    }

    /// A sample being asked, and the attempt that is under way.
    struct Ask {
        var lease: Lease
        var sample: Int
        var model: Model
        var attempt: Attempt?
    }

    /// One request: the model's account, the purses that pay for it too, and what it may use.
    struct Attempt {
        var accounts: [String]
        var each: Amounts
    }

    /// That a model cannot be asked from here: until a moment, or for good.
    struct Incapacity {
        var text: String
        var until: Moment?
    }

    enum SpecState {
        case fetching
        case known(Plan)
        case bad(String)
    }

    /// Leases that are held at once, so that a greeting can name them all.
    public static let heldMax = 120
    /// Specifications that are kept at once.
    public static let specsMax = 8
    /// How long a model that was out of reach is left alone.
    public static let pauseMilliseconds = 60_000

    /// A worker that has asked nothing yet.
    public init(_ identity: WorkerIdentity, policy: AskPolicy) {
        self.identity = identity
        self.policy = policy
    }

    /// Takes up what an earlier process of the same home left in the spool.
    public mutating func recover(_ recovered: Recovered, now: Moment) {
        for (grant, digests) in recovered.held {
            held[grant.lease] = HeldShard(
                grant: grant,
                plan: nil,
                queue: [],
                digests: digests,
                until: now,
                renewAt: now
            )
            order.append(grant.lease)
        }
        unsent = recovered.undelivered
    }

    /// Takes up what an earlier process of the same home has handed in by batch, by the draws of the
    /// samples: these are paid for, whatever an account has left.
    public mutating func recover(bought: [RunID: Set<Digest>]) { self.bought = bought }

    /// The batches that are with their vendors and are being polled.
    public mutating func wait(for batches: [WaitingBatch]) {
        self.batches = Array(batches.prefix(WaitingBatch.countMax))
    }

    /// Whether it has nothing left to do and says so for good.
    public var isStopped: Bool { session == .stopped }

    /// Samples that are being asked.
    public var inFlight: Int { asks.count }

    /// The connection is up: say who we are and what we hold.
    public mutating func connected(now: Moment) {
        guard session == .away else { return }
        session = .greeting
        outbox = Outbox()
        heardAt = now
        requested = nil
        for account in wallets.keys.sorted() { wallets[account]?.reconnect() }
        send(
            .hello(
                Hello(
                    role: .worker,
                    instance: identity.instance,
                    home: identity.home,
                    slots: identity.slots,
                    offers: policy.offers,
                    paysPurses: true,
                    name: identity.name,
                    software: identity.software,
                    held: order
                )
            ),
            now: now
        )
    }

    /// The connection is gone; come back after a while that doubles up to five seconds.
    public mutating func disconnected(now: Moment) {
        guard session != .stopped, session != .away else { return }
        session = .away
        unsent = unacked.map(\.delivery) + unsent
        unacked.removeAll()
        let since = lostAt ?? now
        lostAt = since
        guard now - since < identity.patienceMilliseconds else {
            stop(
                "the coordinator at \(identity.address) closes every connection: is this "
                    + "worker's certificate one that it trusts?",
                isFailure: true
            )
            return
        }
        reconnect(now: now)
    }

    /// A try to connect has failed.
    public mutating func unreachable(_ reason: String, now: Moment) {
        guard session != .stopped else { return }
        session = .away
        let since = lostAt ?? now
        lostAt = since
        guard now - since < identity.patienceMilliseconds else {
            stop("no coordinator at \(identity.address): \(reason)", isFailure: true)
            return
        }
        reconnect(now: now)
    }

    private mutating func reconnect(now: Moment) {
        if isDraining && held.isEmpty {
            stop("drained", isFailure: false)
            return
        }
        reconnects += 1
        var generator = SeededGenerator(seed: identity.seed &+ UInt64(reconnects))
        let wait = min(5_000, 100 << min(reconnects - 1, 6))
        let drawn = wait / 2 + generator.below(wait / 2 + 1)
        let asked = waitsUntil.map { max(0, $0 - now) } ?? 0
        waitsUntil = nil
        effects.append(.connect(afterMilliseconds: max(drawn, asked), endpoints: endpoints))
        // Tried once: a successor that is not there is no reason to stay away for good.
        endpoints = []
    }

    /// Finish what is in flight, take nothing new, hand everything back and stop.
    public mutating func drain(now: Moment) {
        guard !isDraining, session != .stopped else { return }
        isDraining = true
        dropParked()
        for lease in order { held[lease]?.queue = [] }
        if session == .active { send(.drain, now: now) }
        if session == .away, held.isEmpty || asks.isEmpty { stop("drained", isFailure: false) }
    }

    mutating func stop(_ reason: String, isFailure: Bool) {
        guard session != .stopped else { return }
        session = .stopped
        effects.append(.stop(reason: reason, isFailure: isFailure))
    }

    /// Ends a turn: starts, delivers, asks for more, keeps clocks.
    ///
    /// Returns all that is to be done. What is delivered has to be on disk first, so a shell that has
    /// more to say at once sets `delivers` only with the last of it.
    public mutating func settle(now: Moment, delivers: Bool = true) -> [WorkerEffect] {
        incapable = incapable.filter { $0.value.until.map { now < $0 } ?? true }
        if session == .active {
            if delivers {
                keep()
                deliver(now: now)
                finishShards(now: now)
            }
            keepClocks(now: now)
            askForMore(now: now)
        } else if delivers {
            keep()
        }
        start(now: now)
        if session == .active { askForBudgets(now: now) }
        if session == .active, isDraining, held.isEmpty, unacked.isEmpty, unsent.isEmpty {
            if delivers { keep() }
            stop("drained", isFailure: false)
        }
        defer { effects.removeAll(keepingCapacity: true) }
        return effects
    }

    /// Hands the spool what has happened since.
    private mutating func keep() {
        if toKeep.isEmpty { return }
        effects.append(.keep(toKeep))
        toKeep.removeAll(keepingCapacity: true)
    }

    /// Part of something has come: the coordinator is alive.
    public mutating func hear(now: Moment) { heardAt = now }

    mutating func send(_ message: Message, now: Moment) {
        sentAt = now
        effects.append(.send(encode(message).bytes))
    }

    private mutating func encode(_ message: Message) -> (bytes: [UInt8], sequence: UInt32) {
        var bytes: [UInt8] = []
        let sequence = outbox.write(message, to: &bytes)
        return (bytes, sequence)
    }

    /// Sends what is finished, as far as the window allows.
    private mutating func deliver(now: Moment) {
        let room = max(0, terms.windowResults - unacked.count)
        guard room > 0, !unsent.isEmpty else { return }
        var bytes: [UInt8] = []
        for delivery in unsent.prefix(room) {
            let sequence = outbox.write(.result(delivery), to: &bytes)
            unacked.append((sequence, delivery))
        }
        unsent.removeFirst(min(room, unsent.count))
        sentAt = now
        effects.append(.send(bytes))
    }

    /// Announces shards that are through, and gives back those that cannot be finished.
    private mutating func finishShards(now: Moment) {
        let waiting = Set(unsent.map(\.lease))
        for lease in order {
            guard let shard = held[lease], shard.queue.isEmpty, shard.inFlight.isEmpty,
                !shard.isAnnounced, !waiting.contains(lease)
            else { continue }
            if shard.isLost {
                forget(lease)
            } else if let failure = failure(of: shard) {
                held[lease]?.isAnnounced = true
                send(.fail(lease, failure.class, text: failure.text), now: now)
            } else if shard.plan != nil {
                held[lease]?.isAnnounced = true
                let digests = shard.digests.sorted { $0.key < $1.key }.map(\.value)
                let root = Merkle.root(digests)
                let signature = seal?(Seal.text(of: lease, root: root))
                send(
                    .complete(lease, count: digests.count, root: root, signature: signature),
                    now: now
                )
            }
        }
    }

    /// Why a shard with nothing in flight and nothing queued is not complete.
    private func failure(of shard: HeldShard) -> (class: Failure, text: String)? {
        let isWhole = shard.digests.count >= shard.grant.wanted.count
        if isWhole { return nil }
        if case .bad(let text) = plans[shard.grant.spec] { return (.broken, text) }
        if let model = shard.model,
            let incapacity = incapable[ModelID(run: shard.grant.lease.run, model: model)]
        {
            return (.incapable, incapacity.text)
        }
        if isDraining { return (.released, "the worker stops") }
        return nil
    }

    mutating func forget(_ lease: Lease) {
        if held[lease] != nil { toKeep.append(.forget(lease)) }
        held[lease] = nil
        order.removeAll { $0 == lease }
    }

    private mutating func keepClocks(now: Moment) {
        let due = order.filter { lease in held[lease].map { $0.renewAt <= now } ?? false }
        if !due.isEmpty {
            for lease in order {
                held[lease]?.renewAt = now + terms.leaseMilliseconds / 3
            }
            let progress = order.compactMap { lease in
                held[lease].map {
                    Progress(
                        lease: lease,
                        done: $0.digests.count,
                        parked: parked(of: lease),
                        isWaiting: !batches.isEmpty && !$0.inFlight.isEmpty
                    )
                }
            }
            send(.renew(progress), now: now)
        }
        if batches != toldBatches {
            toldBatches = batches
            send(.batches(batches), now: now)
        }
        if sentAt + terms.pingMilliseconds <= now { send(.ping(nonce: 0), now: now) }
        if heardAt + terms.deadMilliseconds <= now { effects.append(.disconnect) }
    }

    /// Tells the coordinator how many samples there is room for, when that has changed by enough.
    private mutating func askForMore(now: Moment) {
        if isDraining { return }
        var useful = 0
        var without = Set(incapable.keys)
        for (model, load) in loads() {
            useful += min(load.samples, load.limit)
            // Two windows ahead: a grant takes a commit, and with less in hand a fast model waited
            // for it.
            if load.queued >= max(2 * load.limit, 2 * Plan.cellsPerShard) { without.insert(model) }
        }
        let backlog = unsent.count + unacked.count
        let target = identity.slots + identity.slots / 2
        let isFull = backlog > 2 * terms.windowResults || held.count >= Self.heldMax
        let want = isFull ? 0 : max(0, target - useful)
        let list = without.sorted { ($0.run, $0.model) < ($1.run, $1.model) }
        let before = requested?.samples ?? 0
        guard
            requested?.without != list && want > 0 || abs(want - before) >= 32
                || before == 0 && want > 0
        else { return }
        requested = Ready(samples: want, without: list)
        send(.ready(Ready(samples: want, without: list)), now: now)
    }

    /// What is held of each model: samples not done, those of them not started, and how many may
    /// be in flight.
    private func loads() -> [ModelID: (samples: Int, queued: Int, limit: Int)] {
        var loads: [ModelID: (samples: Int, queued: Int, limit: Int)] = [:]
        for lease in order {
            guard let shard = held[lease] else { continue }
            guard let place = shard.model, let plan = shard.plan else { continue }
            let model = plan.spec.roster.models[place]
            let limit = shard.paying.reduce(models[model.id]?.current ?? inFlightMax(of: model)) {
                min($0, wallets[$1]?.allotment?.inFlight ?? .max)
            }
            let id = ModelID(run: lease.run, model: place)
            let queued = shard.queue.count
            loads[id, default: (0, 0, limit)].samples += queued + shard.inFlight.count
            loads[id, default: (0, 0, limit)].queued += queued
        }
        return loads
    }
}
