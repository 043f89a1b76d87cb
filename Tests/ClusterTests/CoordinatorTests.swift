import Bench
import Cluster
import TestSupport
import Testing

struct CoordinatorTests {
    static let instance = String(repeating: "1", count: 32)
    let first = ConnectionID(number: 1)
    let second = ConnectionID(number: 2)

    func at(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }

    func make(_ spec: Spec, terms: Terms = Terms(leaseMilliseconds: 1_000)) -> Coordinator {
        var coordinator = Coordinator(leaderEpoch: 1, terms: terms)
        coordinator.load(StoredRun(new: spec), now: at(0))
        _ = coordinator.settle(now: at(0))
        return coordinator
    }

    /// A worker says hello and that it has room; returns what it is told.
    func join(
        _ coordinator: inout Coordinator,
        _ id: ConnectionID,
        instance: String = instance,
        samples: Int = 1,
        now: Int64 = 0
    ) -> [CoordinatorEffect] {
        coordinator.connect(id, now: at(now))
        let hello = Hello(role: .worker, instance: instance, name: "w", software: "t")
        coordinator.receive(.hello(hello), sequence: 1, from: id, now: at(now))
        coordinator.receive(
            .ready(Ready(samples: samples)),
            sequence: 2,
            from: id,
            now: at(now)
        )
        return coordinator.settle(now: at(now))
    }

    func grants(_ effects: [CoordinatorEffect]) -> [Grant] {
        effects.compactMap { effect in
            if case .send(_, .grant(let grant)) = effect { grant } else { nil }
        }
    }

    func commits(_ effects: [CoordinatorEffect]) -> [Write] {
        effects.compactMap { effect in
            if case .commit(let write) = effect { write } else { nil }
        }
    }

    @Test func `a grant is committed in the turn in which it is sent`() throws {
        var coordinator = make(Specs.make())
        let effects = join(&coordinator, first)
        let grant = try #require(grants(effects).first)
        #expect(grant.lease.epoch == 1)
        #expect(grant.wanted.count == 16)
        #expect(commits(effects) == [.grant(grant.lease, holder: Self.instance)])
    }

    @Test func `a result is stored once and acknowledged, and a second one is an alternate`()
        throws
    {
        let spec = Specs.make()
        let plan = Plan(spec)
        var coordinator = make(spec)
        let grant = try #require(grants(join(&coordinator, first)).first)
        let sample = plan.sample(grant.wanted.samples[0])
        let delivery = Delivery(lease: grant.lease, record: Specs.record(sample, of: plan))
        coordinator.receive(.result(delivery), sequence: 3, from: first, now: at(10))
        let effects = coordinator.settle(now: at(10))
        #expect(commits(effects) == [.record(delivery, sample)])
        #expect(effects.last == .send(first, .acked(through: 3)))
        coordinator.receive(.result(delivery), sequence: 4, from: first, now: at(20))
        let again = coordinator.settle(now: at(20))
        #expect(commits(again) == [.alternate(delivery)])
        #expect(again.last == .send(first, .acked(through: 4)))
    }

    @Test func `a worker back from the dead cannot overwrite its successor`() throws {
        let spec = Specs.make(models: 1)
        let plan = Plan(spec)
        var coordinator = make(spec)
        let old = try #require(grants(join(&coordinator, first)).first)
        coordinator.tick(now: at(1_001))
        _ = coordinator.settle(now: at(1_001))
        let other = String(repeating: "2", count: 32)
        let new = try #require(
            grants(join(&coordinator, second, instance: other, now: 2_500)).first
        )
        #expect(new.lease.shard == old.lease.shard)
        #expect(new.lease.epoch == old.lease.epoch + 1)
        let sample = plan.sample(old.wanted.samples[0])
        let late = Delivery(lease: old.lease, record: Specs.record(sample, of: plan))
        coordinator.receive(.result(late), sequence: 3, from: first, now: at(2_600))
        #expect(commits(coordinator.settle(now: at(2_600))) == [.alternate(late)])
        coordinator.receive(
            .complete(old.lease, count: 0, root: spec.digest),
            sequence: 4,
            from: first,
            now: at(2_700)
        )
        #expect(
            coordinator.settle(now: at(2_700)).contains(
                .send(first, .completed(old.lease, .stale))
            )
        )
    }

    @Test func `a result of an expired lease counts while nobody else has the shard`() throws {
        let spec = Specs.make(models: 1)
        let plan = Plan(spec)
        var coordinator = make(spec)
        let grant = try #require(grants(join(&coordinator, first)).first)
        coordinator.tick(now: at(1_001))
        let sample = plan.sample(grant.wanted.samples[0])
        let delivery = Delivery(lease: grant.lease, record: Specs.record(sample, of: plan))
        coordinator.receive(.result(delivery), sequence: 3, from: first, now: at(1_002))
        #expect(
            commits(coordinator.settle(now: at(1_002))).contains(.record(delivery, sample))
        )
    }

    @Test func `a shard is done when all of it is stored, and the run with its last shard`() throws
    {
        let spec = Specs.make(models: 1)
        let plan = Plan(spec)
        var coordinator = make(spec)
        let grant = try #require(grants(join(&coordinator, first)).first)
        var digests: [Digest] = []
        for (index, place) in grant.wanted.samples.enumerated() {
            let record = Specs.record(plan.sample(place), of: plan)
            let delivery = Delivery(lease: grant.lease, record: record)
            digests.append(delivery.digest)
            coordinator.receive(
                .result(delivery),
                sequence: UInt32(3 + index),
                from: first,
                now: at(5)
            )
        }
        coordinator.receive(
            .complete(grant.lease, count: digests.count, root: Merkle.root(digests)),
            sequence: 99,
            from: first,
            now: at(6)
        )
        let effects = coordinator.settle(now: at(6))
        #expect(effects.contains(.send(first, .completed(grant.lease, .done))))
        #expect(
            commits(effects).suffix(3) == [
                .shard(grant.lease, .stored, why: .complete), .runDone(spec.run),
                .leaf(0, grant.lease, root: Merkle.root(digests)),
            ]
        )
        #expect(coordinator.isDone(spec.run))
    }

    @Test func `a complete before its results names what is missing`() throws {
        var coordinator = make(Specs.make(models: 1))
        let grant = try #require(grants(join(&coordinator, first)).first)
        coordinator.receive(
            .complete(grant.lease, count: 0, root: Merkle.root([])),
            sequence: 3,
            from: first,
            now: at(5)
        )
        #expect(
            coordinator.settle(now: at(5)).contains(
                .send(first, .completed(grant.lease, .incomplete(grant.wanted)))
            )
        )
    }

    @Test func `the fifth broken attempt gives a shard up`() throws {
        var coordinator = make(Specs.make(models: 1))
        var grant = try #require(grants(join(&coordinator, first)).first)
        var now: Int64 = 0
        for attempt in 1...5 {
            coordinator.receive(
                .fail(grant.lease, .broken, text: "x"),
                sequence: 3,
                from: first,
                now: at(now)
            )
            coordinator.receive(
                .ready(Ready(samples: 1)),
                sequence: 4,
                from: first,
                now: at(now)
            )
            let effects = coordinator.settle(now: at(now))
            let change: ShardChange =
                attempt < 5 ? .ready(attempts: attempt) : .quarantined(attempts: 5)
            #expect(commits(effects).contains(.shard(grant.lease, change, why: .broken)))
            guard attempt < 5 else { break }
            #expect(grants(effects).isEmpty, "a back-off comes first")
            now += 20_000
            coordinator.receive(.ping(nonce: 1), sequence: 5, from: first, now: at(now))
            grant = try #require(grants(coordinator.settle(now: at(now))).first)
        }
        #expect(coordinator.report(now: at(now)).runs[0].quarantined == 1)
    }

    @Test func `a model that nobody can ask stalls the run and says why`() throws {
        var coordinator = make(Specs.make(models: 1))
        let grant = try #require(grants(join(&coordinator, first)).first)
        coordinator.receive(
            .fail(grant.lease, .incapable, text: "m-0: KEY is not set"),
            sequence: 3,
            from: first,
            now: at(1)
        )
        #expect(grants(coordinator.settle(now: at(1))).isEmpty)
        let run = coordinator.report(now: at(1)).runs[0]
        #expect(run.isStalled)
        #expect(run.stalled == [.init(model: "m-0", reason: "m-0: KEY is not set")])
    }

    @Test func `more unacknowledged results than the window end the connection`() throws {
        let spec = Specs.make(models: 1)
        let plan = Plan(spec)
        var coordinator = make(
            spec,
            terms: Terms(leaseMilliseconds: 1_000, windowResults: 2)
        )
        let grant = try #require(grants(join(&coordinator, first)).first)
        for (index, place) in grant.wanted.samples.prefix(3).enumerated() {
            let record = Specs.record(plan.sample(place), of: plan)
            coordinator.receive(
                .result(Delivery(lease: grant.lease, record: record)),
                sequence: UInt32(3 + index),
                from: first,
                now: at(5)
            )
        }
        #expect(coordinator.settle(now: at(5)).contains(.close(first)))
    }

    @Test func `a result with a forged key is refused`() throws {
        let spec = Specs.make(models: 1)
        let plan = Plan(spec)
        var coordinator = make(spec)
        let grant = try #require(grants(join(&coordinator, first)).first)
        var record = Specs.record(plan.sample(grant.wanted.samples[0]), of: plan)
        record.key = Digest(of: "another".utf8)
        coordinator.receive(
            .result(Delivery(lease: grant.lease, record: record)),
            sequence: 3,
            from: first,
            now: at(5)
        )
        let effects = coordinator.settle(now: at(5))
        #expect(commits(effects).isEmpty)
        #expect(effects.contains(.close(first)))
    }

    @Test func `models go forward together`() throws {
        var coordinator = make(Specs.make(models: 3, scenarios: 40, replicates: 2))
        let models = grants(join(&coordinator, first, samples: 6 * 64)).map { grant in
            grant.lease.shard / 3
        }
        #expect(models.prefix(3).sorted() == [0, 1, 2])
        #expect(models.dropFirst(3).prefix(3).sorted() == [0, 1, 2])
    }

    @Test func `a silent peer is let go and its lease runs on`() throws {
        var coordinator = make(
            Specs.make(models: 1),
            terms: Terms(leaseMilliseconds: 60_000, deadMilliseconds: 500)
        )
        _ = join(&coordinator, first)
        coordinator.tick(now: at(501))
        #expect(coordinator.settle(now: at(501)).contains(.close(first)))
        #expect(coordinator.report(now: at(501)).runs[0].leased == 1)
    }

    @Test(arguments: [false, true])
    func `a lease that waits for a batch is not stuck, and any other one is`(isWaiting: Bool) throws
    {
        let terms = Terms(leaseMilliseconds: 1_000, progressMilliseconds: 5_000)
        var coordinator = make(Specs.make(), terms: terms)
        let grant = try #require(grants(join(&coordinator, first)).first)
        let batch = WaitingBatch(
            run: grant.lease.run,
            model: "a/m",
            vendor: "OpenAI",
            batch: "batch_1",
            requests: 16,
            sinceMilliseconds: 1_795_428_011_000
        )
        coordinator.receive(.batches([batch]), sequence: 3, from: first, now: at(0))
        var sequence: UInt32 = 4
        for now in stride(from: Int64(500), through: 6_000, by: 500) {
            let progress = Progress(lease: grant.lease, done: 0, isWaiting: isWaiting)
            coordinator.receive(.renew([progress]), sequence: sequence, from: first, now: at(now))
            sequence += 1
            coordinator.tick(now: at(now))
            _ = coordinator.settle(now: at(now))
        }
        let run = try #require(coordinator.report(now: at(6_000)).runs.first)
        #expect((run.leased > 0) == isWaiting)
        #expect(
            run.waits.contains(
                "16 requests of a/m in batch batch_1 at OpenAI since 2026-11-23T10:00:11Z"
            )
        )
    }
}
