import Bench
import TestSupport
import Testing

@testable import Cluster

/// What is left when a lease, a run or a membership is over.
struct AfterwardsTests {
    let fleet = ControlTests()
    let terms = Terms(leaseMilliseconds: 1_000, deadMilliseconds: 1_000_000)

    private func late(_ held: Grant, _ plan: Plan, _ text: String) -> Delivery {
        Delivery(
            lease: held.lease,
            record: Specs.record(plan.sample(held.wanted.samples[0]), of: plan, text: text)
        )
    }

    private func deliver(
        _ delivery: Delivery,
        from id: ConnectionID,
        to coordinator: inout Coordinator
    ) -> [Write] {
        coordinator.receive(.result(delivery), sequence: 5, from: id, now: fleet.at(2_001))
        return fleet.commits(coordinator.settle(now: fleet.at(2_001)))
    }

    @Test func `what an expired lease's holder delivers late counts, and what others say does not`()
        throws
    {
        let plan = Plan(Specs.make(models: 1))
        var coordinator = Coordinator(leaderEpoch: 1, terms: terms)
        coordinator.load(StoredRun(new: plan.spec), now: fleet.at(0))
        let held = try #require(
            fleet.grants(fleet.join(&coordinator, fleet.worker), to: fleet.worker).first
        )
        coordinator.connect(fleet.other, now: fleet.at(0))
        _ = fleet.join(&coordinator, fleet.other, role: .worker)
        coordinator.receive(.drain, sequence: 3, from: fleet.other, now: fleet.at(1))
        coordinator.receive(.drain, sequence: 3, from: fleet.worker, now: fleet.at(1))
        coordinator.tick(now: fleet.at(2_000))
        let ended = fleet.commits(coordinator.settle(now: fleet.at(2_000)))
        #expect(ended == [.shard(held.lease, .ready(attempts: 1), why: .expired)])
        let strange = late(held, plan, "a stranger's")
        #expect(deliver(strange, from: fleet.other, to: &coordinator) == [.alternate(strange)])
        let mine = late(held, plan, "mine")
        let sample = plan.sample(mine.record.sample)
        #expect(deliver(mine, from: fleet.worker, to: &coordinator) == [.record(mine, sample)])
    }

    @Test(arguments: [nil, "worker", "other"])
    func `a coordinator that starts anew knows whose an ended lease was`(_ last: String?) throws {
        let plan = Plan(Specs.make(models: 1))
        var stored = StoredRun(new: plan.spec)
        let home = last.map {
            $0 == "worker" ? fleet.digits(fleet.worker) : fleet.digits(fleet.other)
        }
        stored.shards = [
            StoredShard(shard: 0, epoch: 1, attempts: 1, state: .ready, lastHome: home)
        ]
        stored.state = .paused
        var coordinator = Coordinator(leaderEpoch: 2, terms: terms)
        coordinator.load(stored, now: fleet.at(0))
        _ = fleet.join(&coordinator, fleet.worker)
        let mine = Delivery(
            lease: Lease(run: plan.spec.run, shard: 0, epoch: 1),
            record: Specs.record(plan.sample(0), of: plan)
        )
        let writes = deliver(mine, from: fleet.worker, to: &coordinator)
        #expect(writes == [last == "worker" ? .record(mine, plan.sample(0)) : .alternate(mine)])
    }

    @Test func `a shadow of a member that is turned out does not count`() throws {
        let plan = Plan(Specs.make(models: 1, scenarios: 128, replicates: 1))
        var coordinator = fleet.loaded(StoredRun(new: plan.spec))
        let held = try #require(
            fleet.grants(fleet.join(&coordinator, fleet.worker), to: fleet.worker).first
        )
        let member = Member(organisation: "", name: "w", role: .worker, serial: "5e")
        var effects = fleet.join(&coordinator, fleet.other, as: member)
        for turn in 1...3 {
            let grant = try #require(fleet.grants(effects, to: fleet.other).first)
            fleet.finish(grant, plan, &coordinator, fleet.other, now: Int64(turn))
            fleet.ready(&coordinator, fleet.other, now: Int64(turn))
            effects = coordinator.settle(now: fleet.at(Int64(turn)))
        }
        fleet.ready(&coordinator, fleet.other, now: 2_000)
        let shadow = try #require(
            fleet.grants(coordinator.settle(now: fleet.at(2_000)), to: fleet.other).first
        )
        #expect(shadow.isShadow)
        fleet.finish(shadow, plan, &coordinator, fleet.other, now: 2_001)
        _ = coordinator.settle(now: fleet.at(2_001))
        coordinator.revoke(["5e"], now: fleet.at(2_002))
        coordinator.receive(
            .fail(held.lease, .released, text: "stops"),
            sequence: 9,
            from: fleet.worker,
            now: fleet.at(2_003)
        )
        let writes = fleet.commits(coordinator.settle(now: fleet.at(2_003)))
        #expect(writes.contains(.shadowEnd(shadow.lease, why: .revoked)))
        #expect(!writes.contains { if case .adopt = $0 { true } else { false } })
        #expect(!coordinator.isDone(plan.spec.run))
    }

    @Test func `ten requests for a report get one a turn, and too many an end`() {
        var coordinator = fleet.loaded(StoredRun(new: Specs.make(models: 1)))
        _ = fleet.join(&coordinator, fleet.client, role: .client)
        func ask(_ count: Int) {
            for _ in 0..<count {
                coordinator.receive(.status, sequence: 3, from: fleet.client, now: fleet.at(1))
            }
        }
        func reports(_ effects: [CoordinatorEffect]) -> Int {
            effects.count { if case .send(_, .report) = $0 { true } else { false } }
        }
        ask(10)
        for _ in 1...10 { #expect(reports(coordinator.settle(now: fleet.at(1))) == 1) }
        #expect(reports(coordinator.settle(now: fleet.at(1))) == 0)
        ask(Coordinator.fetchesMax + 1)
        let effects = coordinator.settle(now: fleet.at(2))
        #expect(reports(effects) == 0)
        #expect(effects.contains(.close(fleet.client)))
    }

    private func spend(_ account: String, dollars: Int64) -> Cluster.Message {
        var spend = SlowStartTests().spend(wanted: 1)
        spend.account = account
        spend.used = Amounts(requests: 1, nanodollars: dollars)
        return .spend(spend)
    }

    @Test func `the purses of runs that were done long ago are let go, and come back with them`() {
        var budgets = Budgets()
        budgets.perRun = 1_000
        var coordinator = Coordinator(leaderEpoch: 1, terms: terms, budgets: budgets)
        _ = fleet.join(&coordinator, fleet.worker)
        var first: StoredRun?
        for number in 0..<Coordinator.doneRunsMax + 2 {
            let spec = Specs.make(models: 1, scenarios: 2, replicates: 1, label: "\(number)")
            var stored = StoredRun(new: spec)
            let plan = Plan(spec)
            for sample in 0..<plan.samples { stored.stored.insert(sample) }
            coordinator.load(stored, now: fleet.at(0))
            first = first ?? stored
            coordinator.receive(
                spend("cost:\(spec.run)", dollars: 0),
                sequence: 3,
                from: fleet.worker,
                now: fleet.at(1)
            )
        }
        _ = coordinator.settle(now: fleet.at(1))
        #expect(coordinator.ledgers.count == Coordinator.doneRunsMax + 2)
        #expect(coordinator.forgetDone().count == 2)
        #expect(coordinator.ledgers.count == Coordinator.doneRunsMax)
        let account = Account(name: "cost:" + (first?.run.name ?? ""))
        let shares = [account: ["p": StoredShare(home: "h", inFlight: 0, nanodollars: 700)]]
        coordinator.load(allotted: shares, now: fleet.at(2))
        #expect(coordinator.ledgers[account] == nil, "its run is not here")
        if let first { coordinator.load(first, now: fleet.at(2)) }
        coordinator.load(allotted: shares, now: fleet.at(2))
        #expect(coordinator.ledgers[account]?.nanodollars == 700)
        // What is here goes on and is not put back to what the store had.
        coordinator.load(
            allotted: [account: ["p": StoredShare(home: "h", inFlight: 0, nanodollars: 1)]],
            now: fleet.at(3)
        )
        #expect(coordinator.ledgers[account]?.nanodollars == 700)
    }

    @Test func `money that was spent without a limit counts once there is one`() throws {
        let account = Account(name: "api.example=KEY")
        var coordinator = Coordinator(leaderEpoch: 1, terms: terms)
        _ = fleet.join(&coordinator, fleet.worker)
        coordinator.receive(
            spend(account.name, dollars: 0),
            sequence: 3,
            from: fleet.worker,
            now: fleet.at(1)
        )
        #expect(fleet.commits(coordinator.settle(now: fleet.at(1))) == [])
        coordinator.receive(
            spend(account.name, dollars: 600),
            sequence: 4,
            from: fleet.worker,
            now: fleet.at(2)
        )
        let kept = try #require(
            fleet.commits(coordinator.settle(now: fleet.at(2))).compactMap { write in
                if case .allotted(account, _, let share) = write { share } else { nil }
            }.first
        )
        var next = Coordinator(
            leaderEpoch: 2,
            terms: terms,
            budgets: Budgets([account: AccountLimits(nanodollars: 1_000)])
        )
        next.load(allotted: [account: [fleet.digits(fleet.worker): kept]], now: fleet.at(3))
        #expect(next.ledgers[account]?.nanodollars == 600)
    }
}
