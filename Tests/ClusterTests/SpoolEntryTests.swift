import Bench
import Cluster
import TestSupport
import Testing

struct SpoolEntryTests {
    let plan = Plan(Specs.make())
    var lease: Lease { Lease(run: RunID("r1"), shard: 0, epoch: 1) }
    var grant: Grant {
        Grant(lease: lease, spec: plan.spec.digest, wanted: SampleSet(all: plan.shard(0).samples))
    }

    func delivery(_ sample: Int) -> Delivery {
        Delivery(lease: lease, record: Specs.record(plan.sample(sample), of: plan))
    }

    func bytes(_ entries: [SpoolEntry]) -> [UInt8] {
        var out: [UInt8] = []
        for entry in entries { entry.write(to: &out) }
        return out
    }

    @Test func `what was kept is found again, and what was acknowledged is not delivered again`()
        throws
    {
        let found = Recovered(
            bytes([
                .grant(grant), .result(delivery(0)), .result(delivery(1)),
                .acked(lease, sample: 0),
            ])
        )
        #expect(found.held.map(\.grant) == [grant])
        #expect(found.held[0].digests == [0: delivery(0).digest, 1: delivery(1).digest])
        #expect(found.undelivered == [delivery(1)])
    }

    @Test func `a lease that is over is forgotten, and its results only when acknowledged`() {
        let found = Recovered(bytes([.grant(grant), .result(delivery(0)), .forget(lease)]))
        #expect(found.held.isEmpty)
        #expect(found.undelivered == [delivery(0)])
    }

    @Test func `a torn end costs what was torn and nothing before it`() {
        let whole = bytes([.grant(grant), .result(delivery(0))])
        let first = bytes([.grant(grant)]).count
        for length in first..<whole.count {
            let found = Recovered(Array(whole.prefix(length)))
            #expect(found.bytes == first)
            #expect(found.undelivered.isEmpty)
        }
        var spoiled = whole
        spoiled[first + 20] ^= 1
        #expect(Recovered(spoiled).bytes == first)
    }

    @Test func `written anew it says the same`() {
        let found = Recovered(
            bytes([
                .grant(grant), .result(delivery(0)), .result(delivery(1)), .acked(lease, sample: 0),
            ])
        )
        let again = Recovered(bytes(found.entries))
        #expect(again.held.map(\.digests) == found.held.map(\.digests))
        #expect(again.undelivered == found.undelivered)
        #expect(Recovered([]).entries.isEmpty)
    }
}
