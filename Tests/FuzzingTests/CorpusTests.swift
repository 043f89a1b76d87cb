import Bench
import Cluster
import Foundation
import Fuzzing
import TestSupport
import Testing

/// The corpus that fuzzing starts from, and spoiled copies of it from seeds.
struct CorpusTests {
    /// Every message once, each as the bytes of a connection.
    private static func connections() -> [[UInt8]] {
        let lease = Lease(run: RunID("r1"), shard: 0, epoch: 1)
        let plan = Plan(Specs.make())
        let hello = Hello(
            role: .worker,
            instance: String(repeating: "a", count: 32),
            offers: ["127.0.0.1:9"],
            name: "w",
            software: "t",
            held: [lease]
        )
        let amounts = Amounts(requests: 1, tokens: 2, nanodollars: 3)
        let messages: [Cluster.Message] = [
            .hello(hello), .ready(Ready(samples: 9)), .hold(lease), .ping(nonce: 3),
            .result(Delivery(lease: lease, record: Specs.record(plan.sample(0), of: plan))),
            .renew([Progress(lease: lease, done: 1)]), .fail(lease, .broken, text: "x"),
            .complete(lease, count: 1, root: plan.spec.digest), .drain, .status,
            .spend(
                Spend(account: "a", seen: 0, inFlight: 1, wanted: 2, used: amounts, each: amounts)
            ),
            .throttled(Throttle(account: "a", waitMilliseconds: 5, isSpent: false, text: "y")),
            .control(Control(run: RunID("r1"), action: .pause)),
            .join(Join(token: "gwt1.x", name: "n", request: "r")),
            .grant(
                Grant(
                    lease: lease,
                    spec: plan.spec.digest,
                    wanted: SampleSet(all: plan.shard(0).samples)
                )
            ),
            .budget(Allotment(account: "a", number: 1, inFlight: 2, validMilliseconds: 9)),
        ]
        var all: [UInt8] = []
        var outbox = Outbox()
        for message in messages { outbox.write(message, to: &all) }
        outbox.write(blob: plan.spec.json.canonicalBytes, to: &all)
        var spool: [UInt8] = []
        SpoolEntry.forget(lease).write(to: &spool)
        return [all, spool, plan.spec.json.canonicalBytes]
            + messages.map { message in
                var outbox = Outbox()
                var bytes: [UInt8] = []
                outbox.write(message, to: &bytes)
                return bytes
            }
    }

    @Test func `every message of the corpus is whole`() {
        #expect(Fuzzing.feed(Self.connections()[0]) > 20)
    }

    @Test(arguments: 1...40)
    func `spoiled bytes harm nothing`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for connection in Self.connections() {
            for _ in 0..<20 {
                var bytes = connection
                for _ in 0...generator.below(6) {
                    let place = generator.below(bytes.count)
                    switch generator.below(4) {
                    case 0: bytes[place] = UInt8(generator.below(256))
                    case 1: bytes.remove(at: place)
                    case 2: bytes.insert(contentsOf: bytes.prefix(generator.below(40)), at: place)
                    default: bytes[place] ^= 1 << UInt8(generator.below(8))
                    }
                    if bytes.isEmpty { break }
                }
                Fuzzing.feed(bytes)
            }
        }
    }

    /// Writes the corpus where `scripts/fuzz` wants it.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["GAPWATCH_CORPUS"] != nil))
    func `the corpus is written for the fuzzer`() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["GAPWATCH_CORPUS"])
        for (index, bytes) in Self.connections().enumerated() {
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/seed-\(index)"))
        }
    }
}
