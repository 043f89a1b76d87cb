import Bench
import TestSupport
import Testing

@testable import Cluster

/// What one member does must not touch what is another's, nor take more than its part.
struct TrespassTests {
    let fleet = ControlTests()

    /// Delivers all of a lease in those words and returns the digests, in the order of the samples.
    private func deliver(
        _ text: String,
        under held: Grant,
        of plan: Plan,
        to coordinator: inout Coordinator
    ) -> [Digest] {
        held.wanted.samples.map { sample in
            let record = Specs.record(plan.sample(sample), of: plan, text: text)
            let delivery = Delivery(lease: held.lease, record: record)
            coordinator.receive(
                .result(delivery),
                sequence: 3,
                from: fleet.worker,
                now: fleet.at(1)
            )
            return delivery.digest
        }
    }

    @Test func `nobody is granted more leases than it can name when it comes back`() {
        let spec = Specs.make(models: 300, scenarios: 2, replicates: 1)
        var coordinator = fleet.loaded(StoredRun(new: spec))
        coordinator.connect(fleet.worker, now: fleet.at(0))
        let hello = Hello(
            role: .worker,
            instance: fleet.digits(fleet.worker),
            name: "w",
            software: "t"
        )
        coordinator.receive(.hello(hello), sequence: 1, from: fleet.worker, now: fleet.at(0))
        for turn in 1...3 {
            coordinator.receive(
                .ready(Ready(samples: 6_000)),
                sequence: UInt32(turn + 1),
                from: fleet.worker,
                now: fleet.at(0)
            )
            let granted = fleet.grants(coordinator.settle(now: fleet.at(0)), to: fleet.worker)
            #expect(granted.count == (turn == 1 ? Worker.heldMax : 0))
        }
    }

    @Test
    func `a stranger's reply under a holder's lease does not spoil what the holder completes`()
        throws
    {
        let plan = Plan(Specs.make(models: 1))
        var coordinator = fleet.loaded(StoredRun(new: plan.spec))
        let held = try #require(
            fleet.grants(fleet.join(&coordinator, fleet.worker), to: fleet.worker).first
        )
        _ = fleet.join(&coordinator, fleet.other)
        let digests = deliver("mine", under: held, of: plan, to: &coordinator)
        let strange = Delivery(
            lease: held.lease,
            record: Specs.record(
                plan.sample(held.wanted.samples[0]),
                of: plan,
                text: "a stranger's"
            )
        )
        coordinator.receive(.result(strange), sequence: 3, from: fleet.other, now: fleet.at(2))
        #expect(coordinator.holds(held.lease, fleet.worker))
        #expect(!coordinator.holds(held.lease, fleet.other))
        coordinator.receive(
            .complete(held.lease, count: digests.count, root: Merkle.root(digests)),
            sequence: 4,
            from: fleet.worker,
            now: fleet.at(3)
        )
        let effects = coordinator.settle(now: fleet.at(3))
        #expect(effects.contains(.send(fleet.worker, .completed(held.lease, .done))))
        #expect(fleet.commits(effects).contains(.alternate(strange)))
    }

    @Test func `a sample that a holder delivers twice counts as it came first`() throws {
        let plan = Plan(Specs.make(models: 1))
        var coordinator = fleet.loaded(StoredRun(new: plan.spec))
        let held = try #require(
            fleet.grants(fleet.join(&coordinator, fleet.worker), to: fleet.worker).first
        )
        let digests = deliver("first", under: held, of: plan, to: &coordinator)
        _ = deliver("again", under: held, of: plan, to: &coordinator)
        coordinator.receive(
            .complete(held.lease, count: digests.count, root: Merkle.root(digests)),
            sequence: 4,
            from: fleet.worker,
            now: fleet.at(2)
        )
        let effects = coordinator.settle(now: fleet.at(2))
        #expect(effects.contains(.send(fleet.worker, .completed(held.lease, .done))))
    }

    @Test func `a hundred requests for a specification get one a turn, and too many an end`() {
        let spec = Specs.make(models: 1)
        var coordinator = fleet.loaded(StoredRun(new: spec))
        _ = fleet.join(&coordinator, fleet.worker)
        func sent(_ effects: [CoordinatorEffect]) -> Int {
            effects.count { if case .sendSpec = $0 { true } else { false } }
        }
        for _ in 0..<10 {
            coordinator.receive(
                .fetch(spec.digest),
                sequence: 3,
                from: fleet.worker,
                now: fleet.at(1)
            )
        }
        for turn in 1...10 { #expect(sent(coordinator.settle(now: fleet.at(Int64(turn)))) == 1) }
        #expect(sent(coordinator.settle(now: fleet.at(11))) == 0)
        for _ in 0..<100 {
            coordinator.receive(
                .fetch(spec.digest),
                sequence: 3,
                from: fleet.worker,
                now: fleet.at(12)
            )
        }
        let effects = coordinator.settle(now: fleet.at(12))
        #expect(sent(effects) <= 1)
        #expect(effects.contains(.close(fleet.worker)))
    }

    @Test func `a purse that no run has is not opened`() {
        let spec = Specs.make(models: 1)
        var budgets = Budgets()
        budgets.perModel = 1_000_000_000
        var coordinator = Coordinator(leaderEpoch: 1, terms: fleet.terms, budgets: budgets)
        coordinator.load(StoredRun(new: spec), now: fleet.at(0))
        // The run's one shard is the first one's.
        _ = fleet.join(&coordinator, fleet.worker)
        _ = fleet.join(&coordinator, fleet.other)
        func ask(_ account: String, _ id: ConnectionID) -> Int {
            coordinator.receive(
                .spend(
                    Spend(
                        account: account,
                        seen: 0,
                        inFlight: 0,
                        wanted: 1,
                        used: Amounts(),
                        each: Amounts(requests: 1, tokens: 1, nanodollars: 1)
                    )
                ),
                sequence: 3,
                from: id,
                now: fleet.at(1)
            )
            return coordinator.settle(now: fleet.at(1)).count { effect in
                if case .commit(.allotted) = effect { true } else { false }
            }
        }
        let run = spec.run.name
        #expect(ask("cost:\(run) \(spec.roster.models[0].id)", fleet.other) == 1)
        #expect(ask("cost:\(run) junk", fleet.worker) == 0)
        #expect(ask("cost:\(run)", fleet.other) == 0)
    }

    @Test func `a purse that an earlier coordinator has named is answered without a limit`() {
        let spec = Specs.make(models: 1)
        var coordinator = fleet.loaded(StoredRun(new: spec))
        _ = fleet.join(&coordinator, fleet.worker)
        _ = fleet.join(&coordinator, fleet.other)
        func limits(_ id: ConnectionID) -> [Int64?] {
            var spend = SlowStartTests().spend(wanted: 1)
            spend.account = "cost:\(spec.run.name)"
            coordinator.receive(.spend(spend), sequence: 3, from: id, now: fleet.at(1))
            return coordinator.settle(now: fleet.at(1)).compactMap { effect in
                if case .send(id, .budget(let allotment)) = effect {
                    .some(allotment.nanodollars)
                } else {
                    nil
                }
            }
        }
        #expect(limits(fleet.worker) == [nil])
        #expect(limits(fleet.other) == [])
    }

    @Test func `a worker that never says what it has seen keeps no list`() {
        var ledger = Ledger(limits: AccountLimits(inFlight: 8), isFresh: true, now: fleet.at(0))
        let spend = Spend(
            account: "a",
            seen: 0,
            inFlight: 0,
            wanted: 4,
            used: Amounts(),
            each: Amounts(requests: 1, tokens: 1, nanodollars: 1)
        )
        for turn in 0..<10_000 {
            _ = ledger.ask(spend, process: "p", now: fleet.at(Int64(turn)))
        }
        #expect(ledger.shares["p"].map(\.caps.count) ?? 0 <= 8)
    }
}
