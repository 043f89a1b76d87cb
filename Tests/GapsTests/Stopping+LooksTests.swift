import Bench
import Testing

@testable import Gaps

struct StoppingLooksTests {
    @Test func `looks are equal parts of the plan, rounded up`() {
        func sizes(_ planned: Int, _ looks: Int) -> [Int] {
            Stopping(.decided(looks: looks), planned: planned, replicates: 1).lookSizes
        }
        #expect(sizes(200, 5) == [40, 80, 120, 160, 200])
        #expect(sizes(7, 3) == [3, 5, 7])
        #expect(sizes(2, 5) == [1, 1, 2, 2, 2])
        #expect(sizes(1, 1) == [1])
        let precision = Stopping(.precision(halfWidth: 0.1), planned: 10, replicates: 1)
        #expect(precision.lookSizes.isEmpty)
    }

    /// (1 + 2)² + (−1)² = 10 and a sum of 2.
    @Test func `z takes the clusters' sums about zero`() {
        let values = ClusteredValues([1, -1, 2], clusters: ["a", "b", "a"])
        let look = Stopping.Look(values)
        #expect(isClose(look.z, 2 / 10.0.squareRoot()))
        #expect(Stopping.Look(ClusteredValues([0, 0])).z == 0)
        #expect(Stopping.Look(ClusteredValues([])).z == 0)
    }

    /// Two equal clusters have no variance about their mean, and decide nothing.
    @Test func `a few clusters cannot pass a boundary`() {
        let same = (0..<100).map { Stopping.Completed(cluster: "\($0 % 4)", difference: 1) }
        let stopping = Stopping(.decided(), planned: 100, replicates: 1)
        #expect(stopping.decide(after: same) == .exhausted)
    }

    /// 200 scenarios with rates of .1 or .3 in both arms and k = 3, in whole thirds; seeds 1 and 2.
    ///
    /// With 2,000 runs the standard error of the rate is .005.
    @Test(arguments: [(UInt64(1), 102), (2, 307)])
    func `without a gap five looks stop in one run of twenty`(seed: UInt64, rate: Int) {
        let stopping = Stopping(.decided(), planned: 200, replicates: 3)
        let boundaries = OBrienFleming(looks: 5)
        var generator = SeededGenerator(seed: seed)
        let runs = 2_000
        var stopped = 0
        for _ in 0..<runs {
            let looks = Self.looks(of: 5, each: 40, rate: rate, &generator)
            if stopping.firstPassed(looks, boundaries) != nil { stopped += 1 }
        }
        #expect(Double(stopped) / Double(runs) <= 0.06)
        #expect(stopped > 0)
    }

    @Test func `the looks of whole numbers are those of the prefix`() {
        let stopping = Stopping(.decided(looks: 2), planned: 6, replicates: 3)
        let thirds = [1, -2, 3, 0, 1, 1]
        let prefix = thirds.enumerated().map { index, step in
            Stopping.Completed(cluster: "\(index)", difference: Double(step) / 3)
        }
        // Sums 2 and 4, squares 14 and 16.
        let whole = [(2, 14), (4, 16)].map { Double($0) / Double($1).squareRoot() }
        for (size, z) in zip(stopping.lookSizes, whole) {
            let look = Stopping.Look(ClusteredValues(completed: prefix.prefix(size)))
            #expect(isClose(look.z, z, within: 1e-12))
        }
    }

    /// Draws the looks of one run; `rate` is in 1024ths.
    private static func looks(
        of count: Int,
        each: Int,
        rate: Int,
        _ generator: inout SeededGenerator
    ) -> [Stopping.Look] {
        var looks: [Stopping.Look] = []
        var (sum, squares) = (0, 0)
        let limit = UInt64(rate)
        for _ in 0..<count {
            for _ in 0..<each {
                // Six samples of ten bits; the last bits stay unused.
                var bits = generator.next()
                var difference = 0
                for sample in 0..<6 {
                    if bits & 1023 < limit { difference += sample < 3 ? 1 : -1 }
                    bits >>= 10
                }
                sum += difference
                squares += difference * difference
            }
            looks.append(Stopping.Look(sum: Double(sum), squares: Double(squares)))
        }
        return looks
    }
}
