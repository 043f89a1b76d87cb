import Drill
import Testing

/// Whatever dies: the promises of the protocol, over many seeds.
///
/// `scripts/simulate` runs thousands more.
struct DrillTests {
    @Test(arguments: 1...40)
    func `every promise is kept`(seed: UInt64) {
        var drill = Drill(seed: seed)
        let report = drill.run()
        #expect(report.faults == [], "replay with scripts/simulate --first \(seed) --seeds 1")
    }

    @Test func `the same seed gives the same course`() {
        var one = Drill(seed: 7)
        var other = Drill(seed: 7)
        #expect(one.run() == other.run())
    }

    @Test func `trouble of every kind is made`() {
        var kinds: Set<String> = []
        for seed: UInt64 in 1...12 {
            var drill = Drill(seed: seed)
            kinds.formUnion(drill.run().troubles.keys)
        }
        #expect(kinds.count == 12, "\(kinds.sorted())")
    }
}
