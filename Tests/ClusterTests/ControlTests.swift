import Bench
import Cluster
import TestSupport
import Testing

/// Shadows, control of runs, organisations and offers, as the coordinator decides them.
struct ControlTests {
    func at(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }
    let worker = ConnectionID(number: 1)
    let other = ConnectionID(number: 2)
    let client = ConnectionID(number: 9)
    let terms = Terms(leaseMilliseconds: 1_000_000, slowMilliseconds: 1_000)

    func digits(_ id: ConnectionID) -> String {
        let text = String(id.number)
        return String(repeating: "0", count: 32 - text.count) + text
    }

    func join(
        _ coordinator: inout Coordinator,
        _ id: ConnectionID,
        as member: Member = Member(),
        role: PeerRole = .worker,
        offers: [String]? = nil,
        now: Int64 = 0
    ) -> [CoordinatorEffect] {
        coordinator.connect(id, as: member, now: at(now))
        let hello = Hello(
            role: role,
            instance: digits(id),
            offers: offers,
            name: "w\(id.number)",
            software: "t"
        )
        coordinator.receive(.hello(hello), sequence: 1, from: id, now: at(now))
        if role == .worker { ready(&coordinator, id, now: now) }
        return coordinator.settle(now: at(now))
    }

    func ready(_ coordinator: inout Coordinator, _ id: ConnectionID, now: Int64) {
        coordinator.receive(.ready(Ready(samples: 1)), sequence: 2, from: id, now: at(now))
    }

    func grants(_ effects: [CoordinatorEffect], to id: ConnectionID) -> [Grant] {
        effects.compactMap { effect in
            if case .send(id, .grant(let grant)) = effect { grant } else { nil }
        }
    }

    func commits(_ effects: [CoordinatorEffect]) -> [Write] {
        effects.compactMap { effect in
            if case .commit(let write) = effect { write } else { nil }
        }
    }

    func loaded(_ stored: StoredRun) -> Coordinator {
        var coordinator = Coordinator(leaderEpoch: 1, terms: terms)
        coordinator.load(stored, now: at(0))
        return coordinator
    }

    /// Delivers all that a grant wants and completes it.
    func finish(
        _ grant: Grant,
        _ plan: Plan,
        _ coordinator: inout Coordinator,
        _ id: ConnectionID,
        now: Int64
    ) {
        var digests: [Digest] = []
        for sample in grant.wanted.samples {
            let record = Specs.record(plan.sample(sample), of: plan, text: "by \(id.number)")
            let delivery = Delivery(lease: grant.lease, record: record)
            digests.append(delivery.digest)
            coordinator.receive(.result(delivery), sequence: 3, from: id, now: at(now))
        }
        coordinator.receive(
            .complete(grant.lease, count: digests.count, root: Merkle.root(digests)),
            sequence: 4,
            from: id,
            now: at(now)
        )
    }

    /// Five shards; three are done quickly, one is held by a slow worker, and all are given out.
    private func slow() throws -> (Coordinator, Plan, slow: Grant) {
        let spec = Specs.make(models: 1, scenarios: 128, replicates: 1)
        let plan = Plan(spec)
        var coordinator = loaded(StoredRun(new: spec))
        let held = try #require(grants(join(&coordinator, worker), to: worker).first)
        var effects = join(&coordinator, other)
        for turn in 1...3 {
            let grant = try #require(grants(effects, to: other).first)
            finish(grant, plan, &coordinator, other, now: Int64(turn))
            ready(&coordinator, other, now: Int64(turn))
            effects = coordinator.settle(now: at(Int64(turn)))
        }
        return (coordinator, plan, held)
    }

    @Test func `a slow holder's shard is given to a second worker, whose replies are kept aside`()
        throws
    {
        var (coordinator, plan, held) = try slow()
        ready(&coordinator, other, now: 2_000)
        let effects = coordinator.settle(now: at(2_000))
        let shadow = try #require(grants(effects, to: other).first)
        #expect(shadow.isShadow)
        #expect(shadow.lease.shard == held.lease.shard)
        #expect(shadow.lease.epoch == held.lease.epoch + 1)
        finish(shadow, plan, &coordinator, other, now: 2_001)
        let kept = commits(coordinator.settle(now: at(2_001)))
        #expect(kept.allSatisfy { if case .alternate = $0 { true } else { false } })
        // The holder comes in the end, and its replies are the records.
        finish(held, plan, &coordinator, worker, now: 2_002)
        let writes = commits(coordinator.settle(now: at(2_002)))
        #expect(writes.count { if case .record = $0 { true } else { false } } == 64)
        #expect(writes.contains(.shadowEnd(shadow.lease, why: .superfluous)))
        #expect(coordinator.isDone(plan.spec.run))
    }

    @Test func `a holder that is lost gives way to its shadow, and what that has counts`() throws {
        var (coordinator, plan, held) = try slow()
        ready(&coordinator, other, now: 2_000)
        let shadow = try #require(
            grants(coordinator.settle(now: at(2_000)), to: other).first
        )
        finish(shadow, plan, &coordinator, other, now: 2_001)
        _ = coordinator.settle(now: at(2_001))
        coordinator.receive(
            .fail(held.lease, .released, text: "stops"),
            sequence: 9,
            from: worker,
            now: at(2_002)
        )
        let writes = commits(coordinator.settle(now: at(2_002)))
        #expect(writes.contains(.promote(shadow.lease, holder: digits(other))))
        #expect(writes.count { if case .adopt = $0 { true } else { false } } == 64)
        #expect(coordinator.isDone(plan.spec.run))
        // The lost one's replies come late: they are alternates.
        let late = Delivery(
            lease: held.lease,
            record: Specs.record(plan.sample(held.wanted.samples[0]), of: plan)
        )
        coordinator.receive(.result(late), sequence: 10, from: worker, now: at(2_003))
        #expect(commits(coordinator.settle(now: at(2_003))) == [.alternate(late)])
    }

    @Test func `a paused run gives nothing out until it is resumed`() throws {
        let spec = Specs.make()
        var coordinator = loaded(StoredRun(new: spec))
        _ = join(&coordinator, client, role: .client)
        func control(_ action: Control.Action) -> [CoordinatorEffect] {
            let control = Control(run: spec.run, action: action)
            coordinator.receive(.control(control), sequence: 2, from: client, now: at(1))
            return coordinator.settle(now: at(1))
        }
        #expect(commits(control(.pause)) == [.state(spec.run, .paused)])
        #expect(grants(join(&coordinator, worker), to: worker).isEmpty)
        #expect(coordinator.report(now: at(1)).runs[0].waits == ["it is paused"])
        #expect(grants(control(.resume), to: worker).count == 1)
    }

    @Test func `a cancelled run is done, its holders are told, and it stays so`() throws {
        let spec = Specs.make()
        var coordinator = loaded(StoredRun(new: spec))
        let grant = try #require(grants(join(&coordinator, worker), to: worker).first)
        _ = join(&coordinator, client, role: .client)
        let control = Control(run: spec.run, action: .cancel)
        coordinator.receive(.control(control), sequence: 2, from: client, now: at(1))
        let effects = coordinator.settle(now: at(1))
        #expect(
            effects.contains(.send(worker, .cancel(grant.lease, text: "the run was cancelled")))
        )
        #expect(commits(effects).contains(.runDone(spec.run)))
        #expect(coordinator.isDone(spec.run))
        var stored = StoredRun(new: spec)
        stored.state = .cancelled
        #expect(loaded(stored).isDone(spec.run))
    }

    @Test func `the run with the higher priority goes first, and equals share`() throws {
        let runs = (0..<3).map { Specs.make(models: 1, scenarios: 64, label: "\($0)") }
        var coordinator = Coordinator(leaderEpoch: 1, terms: terms)
        for (index, spec) in runs.enumerated() {
            var stored = StoredRun(new: spec)
            stored.priority = index == 2 ? 5 : 0
            coordinator.load(stored, now: at(0))
        }
        coordinator.connect(worker, now: at(0))
        let hello = Hello(role: .worker, instance: digits(worker), name: "w", software: "t")
        coordinator.receive(.hello(hello), sequence: 1, from: worker, now: at(0))
        coordinator.receive(.ready(Ready(samples: 500)), sequence: 2, from: worker, now: at(0))
        let order = grants(coordinator.settle(now: at(0)), to: worker).map(\.lease.run)
        #expect(order.prefix(4).allSatisfy { $0 == runs[2].run })
        #expect(
            Array(order.dropFirst(4).prefix(4)) == [runs[0], runs[1], runs[0], runs[1]].map(\.run)
        )
    }

    @Test func `an organisation sees, asks and controls only what it may`() throws {
        let spec = Specs.make()
        var stored = StoredRun(new: spec)
        stored.owner = "acme"
        stored.shared = ["beta"]
        var coordinator = loaded(stored)
        func member(_ organisation: String) -> Member {
            Member(organisation: organisation, name: "m", serial: organisation)
        }
        #expect(grants(join(&coordinator, worker, as: member("gamma")), to: worker).isEmpty)
        #expect(coordinator.report(for: "gamma", now: at(0)).runs.isEmpty)
        #expect(coordinator.report(for: "beta", now: at(0)).runs.count == 1)
        let grant = try #require(
            grants(join(&coordinator, other, as: member("beta")), to: other).first
        )
        // A stranger cannot fetch the specification, nor deliver into the run.
        coordinator.receive(.fetch(spec.digest), sequence: 3, from: worker, now: at(1))
        let refused = coordinator.settle(now: at(1))
        #expect(
            refused.contains { effect in
                if case .send(worker, .error(.unknownBlob, _, true)) = effect {
                    true
                } else {
                    false
                }
            }
        )
        _ = join(&coordinator, client, as: member("gamma"), role: .client)
        coordinator.receive(
            .control(Control(run: spec.run, action: .cancel)),
            sequence: 2,
            from: client,
            now: at(2)
        )
        #expect(commits(coordinator.settle(now: at(2))).isEmpty)
        // A member that is revoked is turned out, and its shard is free.
        coordinator.revoke(["beta"], now: at(3))
        let after = coordinator.settle(now: at(3))
        #expect(after.contains(.close(other)))
        #expect(
            commits(after).contains(.shard(grant.lease, .ready(attempts: 0), why: .revoked))
        )
    }

    @Test func `a certificate for one role is not let in as another`() {
        var coordinator = loaded(StoredRun(new: Specs.make()))
        let member = Member(organisation: "acme", name: "w", role: .worker, serial: "1")
        let effects = join(&coordinator, client, as: member, role: .client)
        #expect(effects.contains(.close(client)))
    }

    @Test func `a worker is granted only what it offers to ask`() {
        var coordinator = loaded(StoredRun(new: Specs.make()))
        let none = join(&coordinator, worker, offers: ["api.openai.com=OPENAI_API_KEY"])
        #expect(grants(none, to: worker).isEmpty)
        let stalled = coordinator.report(now: at(0)).runs[0]
        #expect(stalled.isStalled)
        #expect(stalled.stalled[0].reason.contains("127.0.0.1:9"))
        #expect(grants(join(&coordinator, other, offers: ["127.0.0.1:9"]), to: other).count == 1)
    }

    @Test func `a panel's run goes to whom can ask all of its judges`() {
        var coordinator = loaded(StoredRun(new: WorkerPanelTests.spec))
        let most = ["127.0.0.1:9", "127.0.0.1:21", "127.0.0.1:22"]
        #expect(grants(join(&coordinator, worker, offers: most), to: worker).isEmpty)
        let stalled = coordinator.report(now: at(0)).runs[0]
        #expect(stalled.stalled[0].reason.contains("127.0.0.1:23"))
        let all = join(&coordinator, other, offers: most + ["127.0.0.1:23"])
        #expect(grants(all, to: other).count == 1)
    }

    @Test func `a shard that breaks at two organisations is given up, and can be released`() throws
    {
        let spec = Specs.make(models: 1)
        var coordinator = loaded(StoredRun(new: spec))
        for (index, name) in ["acme", "beta"].enumerated() {
            let id = ConnectionID(number: index + 1)
            let member = Member(organisation: name, name: "w", serial: name)
            let now = Int64(index) * 10_000
            let grant = try #require(
                grants(join(&coordinator, id, as: member, now: now), to: id).first
            )
            coordinator.receive(
                .fail(grant.lease, .broken, text: "x"),
                sequence: 3,
                from: id,
                now: at(now)
            )
            _ = coordinator.settle(now: at(now))
            coordinator.disconnect(id)
        }
        #expect(coordinator.report(now: at(10_000)).runs[0].quarantined == 1)
        _ = join(&coordinator, client, role: .client, now: 10_001)
        coordinator.receive(
            .control(Control(run: spec.run, action: .release)),
            sequence: 2,
            from: client,
            now: at(10_001)
        )
        #expect(commits(coordinator.settle(now: at(10_001))).contains(.release(spec.run, [0])))
        #expect(!coordinator.isDone(spec.run))
    }
}
