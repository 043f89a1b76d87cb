import Testing

@testable import Gaps

struct CriticalSplitsTests {
    /// Held against the p-value itself, which is computed another way.
    @Test func `the last rejected split is the last with a small p-value`() {
        for level in [0.01, 0.05, 0.2] {
            let exact = CriticalSplits(upTo: 200, level: level, form: .exact)
            let mid = CriticalSplits(upTo: 200, level: level, form: .mid)
            for pairs in stride(from: 1, through: 200, by: 7) {
                let tests = (0...pairs / 2).map { fewer in
                    McNemar(PairedTable([0, pairs - fewer, fewer, 0]))
                }
                let last = (tests.lastIndex { $0.exact <= level }) ?? -1
                #expect(exact.last[pairs] == last, "\(pairs) pairs at \(level)")
                let lastMid = (tests.lastIndex { $0.mid <= level }) ?? -1
                #expect(mid.last[pairs] == lastMid, "\(pairs) pairs at \(level), mid")
            }
        }
    }

    /// Of 6 pairs 0 is rejected with 1/32; the .01875 that are left are a tenth of 2 · 6/64.
    @Test func `the share fills the level up`() {
        let splits = CriticalSplits(upTo: 6, level: 0.05, form: .exact)
        #expect(splits.last == [-1, -1, -1, -1, -1, -1, 0])
        #expect(isClose(splits.share[6], 0.1))
        // Of 0 pairs the one split there is, and of 5 pairs .05 of the 1/16 of 0.
        #expect(isClose(splits.share[0], 0.025))
        #expect(isClose(splits.share[5], 0.8))
    }

    @Test func `extending gives what starting with more gives`() {
        var grown = CriticalSplits(upTo: 10, level: 0.05, form: .exact)
        grown.extend(to: 300)
        let whole = CriticalSplits(upTo: 300, level: 0.05, form: .exact)
        #expect(grown.last == whole.last)
        #expect(grown.share == whole.share)
    }
}
