import Bench
import Cluster
import TestSupport
import Testing

/// A worker whose samples wait long for their vendor.
struct ParkingTests {
    let spec = Specs.make(models: 1, scenarios: 4)

    func at(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }

    func start() throws -> (worker: Worker, asked: [AskID]) {
        let allotment = Allotment(
            account: Account.name(of: spec.roster.models[0]),
            number: 1,
            inFlight: 100,
            validMilliseconds: 10_000_000
        )
        return Self.start(spec, authorities: ["127.0.0.1:9"], [allotment])
    }

    /// A worker with two slots that holds the only shard of 16 samples and may ask those addresses,
    /// of whose accounts it is allotted so much; what it is told to ask.
    static func start(
        _ spec: Spec,
        authorities: [String],
        _ allotments: [Allotment]
    ) -> (worker: Worker, asked: [AskID]) {
        func at(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }
        let identity = WorkerIdentity(
            instance: String(repeating: "1", count: 32),
            name: "w",
            software: "t",
            slots: 2,
            address: "127.0.0.1:1",
            patienceMilliseconds: 60_000,
            seed: 1
        )
        let policy = AskPolicy(
            allowed: authorities.map { .init(authority: $0, variable: nil) },
            present: [String]()
        )
        var worker = Worker(identity, policy: policy)
        worker.connected(now: at(0))
        _ = worker.settle(now: at(0))
        worker.receive(
            .message(
                .welcome(
                    Welcome(
                        version: 1,
                        leaderEpoch: 1,
                        terms: Terms(leaseMilliseconds: 3_000_000),
                        verdicts: []
                    )
                ),
                sequence: 1
            ),
            now: at(0)
        )
        let plan = Plan(spec)
        let grant = Grant(
            lease: Lease(run: spec.run, shard: 0, epoch: 1),
            spec: spec.digest,
            wanted: SampleSet(all: plan.shard(0).samples)
        )
        worker.receive(.message(.grant(grant), sequence: 2), now: at(0))
        worker.receive(.spec(spec.digest, spec.json.canonicalBytes), now: at(0))
        // The first turn asks for the account, and the second has it.
        _ = worker.settle(now: at(0))
        for (index, allotment) in allotments.enumerated() {
            worker.receive(.message(.budget(allotment), sequence: UInt32(3 + index)), now: at(0))
        }
        let asked = asks(worker.settle(now: at(0)))
        return (worker, asked)
    }

    private func asks(_ effects: [WorkerEffect]) -> [AskID] { Self.asks(effects) }

    private static func asks(_ effects: [WorkerEffect]) -> [AskID] {
        effects.compactMap { if case .ask(let id, _, _) = $0 { id } else { nil } }
    }

    func resumed(_ effects: [WorkerEffect]) -> [AskID] {
        effects.compactMap { if case .resumed(let id) = $0 { id } else { nil } }
    }

    @Test func `a parked sample lends its slot, and has the next free one when its wait is over`()
        throws
    {
        var (worker, asked) = try start()
        try #require(asked.count == 2, "two slots")
        worker.answered(asked[0], used: Amounts(requests: 1))
        let isParked = worker.park(asked[0])
        #expect(isParked)
        let other = asks(worker.settle(now: at(10)))
        #expect(other.count == 1)
        worker.resume(asked[0])
        #expect(resumed(worker.settle(now: at(20))).isEmpty, "both slots are taken")
        worker.finished(asked[1], .incapable("x", isLasting: false), now: at(30))
        #expect(resumed(worker.settle(now: at(30))) == [asked[0]])
        #expect(worker.inFlight == 2)
    }

    @Test func `what is not parked cannot be resumed, and nothing is parked twice`() throws {
        var (worker, asked) = try start()
        worker.resume(asked[0])
        #expect(resumed(worker.settle(now: at(1))).isEmpty)
        let isParked = [worker.park(asked[0]), worker.park(asked[0])]
        #expect(isParked == [true, false])
    }

    @Test func `a worker that drains waits for no parked sample`() throws {
        var (worker, asked) = try start()
        let isParked = worker.park(asked[0])
        #expect(isParked)
        worker.drain(now: at(2))
        let isParkedLate = worker.park(asked[1])
        #expect(!isParkedLate, "a draining worker parks nothing")
        worker.resume(asked[0])
        #expect(resumed(worker.settle(now: at(3))).isEmpty, "though a slot is free")
    }
}
