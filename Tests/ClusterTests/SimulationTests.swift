import Bench
import Cluster
import TestSupport
import Testing

/// The whole cluster in one value: a coordinator, workers, connections that break, processes that
/// die, and a store that keeps what was committed.
///
/// Replayed from a seed.
struct SimulationTests {
    @Test(arguments: 1...40)
    func `whatever dies, every sample has one record and nothing acknowledged is lost`(
        seed: UInt64
    ) throws {
        var world = World(seed: seed, spec: Specs.make(models: 3, scenarios: 24, replicates: 3))
        var steps = 0
        while !world.isDone, steps < 20_000 {
            world.step(isCalm: steps > 3_000)
            steps += 1
        }
        #expect(world.isDone, "seed \(seed): not done after \(steps) steps")
        #expect(world.store.records.count == world.plan.samples, "seed \(seed)")
        #expect(world.store.overwritten == 0, "seed \(seed)")
        #expect(world.lostAcknowledged.isEmpty, "seed \(seed)")
    }

    @Test func `the same seed gives the same course`() {
        func course() -> [Int] {
            var world = World(seed: 7, spec: Specs.make(models: 2, scenarios: 16, replicates: 2))
            return (0..<400).map { _ in
                world.step(isCalm: false)
                return world.store.records.count
            }
        }
        #expect(course() == course())
    }
}

/// What was committed.
private struct Books {
    var records: [Int: Digest] = [:]
    var overwritten = 0
    var shards: [Int: StoredShard] = [:]
    var isDone = false

    mutating func apply(_ write: Write) {
        switch write {
        case .grant(let lease, let holder):
            let attempts = shards[lease.shard]?.attempts ?? 0
            shards[lease.shard] = StoredShard(
                shard: lease.shard,
                epoch: lease.epoch,
                attempts: attempts,
                state: .leased(instance: holder, digests: [:])
            )
        case .record(let delivery, let sample):
            if records[sample.index] != nil { overwritten += 1 }
            records[sample.index] = delivery.digest
            if case .leased(let holder, var digests) = shards[delivery.lease.shard]?.state {
                digests[sample.index] = delivery.digest
                shards[delivery.lease.shard]?.state = .leased(instance: holder, digests: digests)
            }
        case .alternate: break
        case .shard(let lease, let change, _):
            let shard = lease.shard
            shards[shard]?.state = change == .stored ? .ready : .ready
            if case .quarantined = change { shards[shard]?.state = .quarantined }
        case .runDone: isDone = true
        }
    }
}

/// One worker process and its connection.
private struct Site {
    var worker: Worker
    var connection: ConnectionID?
    var toWorker = Inbox(.peer)
    var fromWorker = Inbox(.coordinator)
    var coordinatorOutbox = Outbox()
    var asks: [(at: Moment, id: AskID, plan: Plan, sample: Sample)] = []
    var connectAt: Moment?
}

private struct World {
    let plan: Plan
    var store = Books()
    var coordinator: Coordinator
    var sites: [Site] = []
    var generator: SeededGenerator
    var now = Moment(milliseconds: 0)
    var connections = 0
    var starts = 0
    var acknowledged: Set<Digest> = []
    var sent: [ConnectionID: [(sequence: UInt32, digest: Digest)]] = [:]

    static let terms = Terms(
        leaseMilliseconds: 900,
        progressMilliseconds: 30_000,
        pingMilliseconds: 200,
        deadMilliseconds: 600,
        windowResults: 16
    )

    init(seed: UInt64, spec: Spec) {
        plan = Plan(spec)
        generator = SeededGenerator(seed: seed)
        coordinator = Coordinator(leaderEpoch: 1, terms: Self.terms)
        coordinator.load(StoredRun(new: spec), now: now)
        for _ in 0..<3 { sites.append(makeSite()) }
    }

    var isDone: Bool { store.isDone }

    /// Records that a worker was told were stored and that are not.
    var lostAcknowledged: Set<Digest> { acknowledged.subtracting(store.records.values) }

    private mutating func makeSite() -> Site {
        starts += 1
        let digits = String(starts, radix: 16)
        let instance = String(repeating: "0", count: 32 - digits.count) + digits
        let worker = Worker(
            WorkerIdentity(
                instance: instance,
                name: "w",
                software: "t",
                slots: 8,
                address: "here",
                patienceMilliseconds: 1_000_000,
                seed: UInt64(starts)
            ),
            policy: AskPolicy(
                allowed: [.init(authority: "127.0.0.1:9", variable: nil)],
                present: []
            )
        )
        var site = Site(worker: worker)
        site.connectAt = now
        return site
    }

    mutating func step(isCalm: Bool) {
        now = now + 25
        if !isCalm { trouble() }
        for index in sites.indices { run(index) }
        coordinator.tick(now: now)
        settle()
    }

    private mutating func trouble() {
        switch generator.below(400) {
        case 0..<6: cut(generator.below(sites.count))
        case 6..<9:
            let index = generator.below(sites.count)
            if let id = sites[index].connection { coordinator.disconnect(id) }
            sites[index] = makeSite()
        case 9: restart()
        default: break
        }
    }

    private mutating func cut(_ index: Int) {
        guard let id = sites[index].connection else { return }
        coordinator.disconnect(id)
        sites[index].connection = nil
        sites[index].worker.disconnected(now: now)
    }

    /// The coordinator dies between two turns and comes back from what was committed.
    private mutating func restart() {
        for index in sites.indices { cut(index) }
        var stored = SampleSet(in: 0..<plan.samples)
        for sample in store.records.keys { stored.insert(sample) }
        coordinator = Coordinator(leaderEpoch: 2, terms: Self.terms)
        coordinator.load(
            StoredRun(
                run: plan.spec.run,
                spec: plan.spec,
                digest: plan.spec.digest,
                stored: stored,
                shards: store.shards.values.sorted { $0.shard < $1.shard }
            ),
            now: now
        )
    }

    private mutating func run(_ index: Int) {
        if let at = sites[index].connectAt, at <= now {
            connections += 1
            let id = ConnectionID(number: connections)
            sites[index].connectAt = nil
            sites[index].connection = id
            sites[index].toWorker = Inbox(.peer)
            sites[index].fromWorker = Inbox(.coordinator)
            sites[index].coordinatorOutbox = Outbox()
            coordinator.connect(id, now: now)
            sites[index].worker.connected(now: now)
        }
        for ask in sites[index].asks where ask.at <= now {
            let record = Specs.record(ask.sample, of: ask.plan)
            sites[index].worker.finished(ask.id, .record(record), now: now)
        }
        sites[index].asks.removeAll { $0.at <= now }
        for effect in sites[index].worker.settle(now: now) { act(effect, index) }
        settle()
    }

    private mutating func act(_ effect: WorkerEffect, _ index: Int) {
        switch effect {
        case .connect(let wait): sites[index].connectAt = now + wait
        case .send(let bytes): deliver(bytes, from: index)
        case .disconnect: cut(index)
        case .ask(let id, let plan, let sample):
            let wait = 25 + generator.below(300)
            sites[index].asks.append((now + wait, id, plan, sample))
        case .log: break
        case .stop(let reason, _): Issue.record("a worker stopped: \(reason)")
        }
    }

    private mutating func deliver(_ bytes: [UInt8], from index: Int) {
        guard let id = sites[index].connection else { return }
        for frame in frames(bytes) {
            do {
                guard let item = try sites[index].fromWorker.read(frame) else { continue }
                guard case .message(let message, let sequence) = item else { continue }
                if case .result(let delivery) = message {
                    sent[id, default: []].append((sequence, delivery.digest))
                }
                coordinator.receive(message, sequence: sequence, from: id, now: now)
            } catch { Issue.record("the coordinator could not read a frame: \(error)") }
        }
    }

    /// Commits, then speaks, as the shell does.
    private mutating func settle() {
        let effects = coordinator.settle(now: now)
        for effect in effects { if case .commit(let write) = effect { store.apply(write) } }
        for effect in effects {
            switch effect {
            case .send(let id, let message): tell(message, id)
            case .sendSpec(let id, _):
                tell(blob: plan.spec.json.canonicalBytes, id)
            case .close(let id):
                if let index = sites.firstIndex(where: { $0.connection == id }) { cut(index) }
            case .commit, .log: break
            }
        }
    }

    private mutating func tell(_ message: Cluster.Message, _ id: ConnectionID) {
        guard let index = sites.firstIndex(where: { $0.connection == id }) else { return }
        if case .acked(let through) = message {
            for item in sent[id] ?? [] where item.sequence <= through {
                acknowledged.insert(item.digest)
            }
        }
        var bytes: [UInt8] = []
        sites[index].coordinatorOutbox.write(message, to: &bytes)
        hear(bytes, index)
    }

    private mutating func tell(blob: [UInt8], _ id: ConnectionID) {
        guard let index = sites.firstIndex(where: { $0.connection == id }) else { return }
        var bytes: [UInt8] = []
        sites[index].coordinatorOutbox.write(blob: blob, to: &bytes)
        hear(bytes, index)
    }

    private mutating func hear(_ bytes: [UInt8], _ index: Int) {
        for frame in frames(bytes) {
            do {
                guard let item = try sites[index].toWorker.read(frame) else { continue }
                sites[index].worker.receive(item, now: now)
            } catch { Issue.record("a worker could not read a frame: \(error)") }
        }
    }

    private func frames(_ bytes: [UInt8]) -> [Frame] {
        var frames: [Frame] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let header = try? FrameHeader(rest.prefix(Frame.headerBytes)),
                let type = header.type
            else {
                Issue.record("bytes that are no frame")
                return frames
            }
            let body = rest.dropFirst(Frame.headerBytes).prefix(header.bodyBytes)
            frames.append(Frame(type: type, sequence: header.sequence, body: Array(body)))
            rest = rest.dropFirst(Frame.headerBytes + header.bodyBytes)
        }
        return frames
    }
}
