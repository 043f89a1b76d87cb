import Bench
import Testing

@testable import Gaps

struct BoundedSequenceBettingTests {
    private func values(_ count: Int) -> [Double] {
        BoundedSequence.unit(ofDifferences: Golden.sequence.prefix(count).map { Double($0) / 5 })
    }

    /// Golden case `hedged_betting_breaks1000`: confseq 0.0.11.
    @Test func `the sequence is that of confseq`() {
        let expected = [(0.32, 0.797), (0.412, 0.712), (0.483, 0.659), (0.507, 0.607)]
        for (count, ends) in zip(Golden.sequenceCounts, expected) {
            let bounds = BoundedSequence.betting(values(count))
            #expect(isClose(bounds.lower, ends.0), "after \(count)")
            #expect(isClose(bounds.upper, ends.1), "after \(count)")
        }
    }

    /// Golden case `hedged_betting_wor`: confseq 0.0.11.
    @Test func `without replacement it is that of confseq`() {
        let expected = [(0.331, 0.79), (0.427, 0.703), (0.501, 0.646), (0.531, 0.593)]
        for (count, ends) in zip(Golden.sequenceCounts, expected) {
            let bounds = BoundedSequence.betting(values(count), population: 120)
            #expect(isClose(bounds.lower, ends.0), "after \(count)")
            #expect(isClose(bounds.upper, ends.1), "after \(count)")
        }
    }

    @Test func `once all are asked the mean is known to a step of the grid`() {
        let all = values(80)
        let mean = all.reduce(0, +) / 80
        let bounds = BoundedSequence.betting(all, population: 80, steps: 100)
        #expect(bounds.lower <= mean && bounds.upper >= mean)
        #expect(bounds.upper - bounds.lower <= 0.03 + 1e-9)
    }

    @Test func `values at an end keep the interval at that end`() {
        let zeros = BoundedSequence.betting(Array(repeating: 0, count: 50), steps: 100)
        #expect(zeros.lower == 0)
        #expect(zeros.upper < 0.2)
        let ones = BoundedSequence.betting(Array(repeating: 1, count: 50), steps: 100)
        #expect(ones.upper == 1)
        #expect(isClose(ones.lower, 1 - zeros.upper, within: 0.0101))
        let rest = BoundedSequence.betting(
            Array(repeating: 0, count: 50),
            population: 50,
            steps: 100
        )
        #expect(rest.lower == 0)
        #expect(isClose(rest.upper, 0.01))
    }

    /// Two equal coins with 40 throws, looked at after 10, 20 and 40; 300 runs, seed 3.
    @Test func `it holds at all looks together`() {
        var generator = SeededGenerator(seed: 3)
        var missed = 0
        for _ in 0..<300 {
            let throwing = (0..<40).map { _ in Double(generator.below(2)) }
            let misses = [10, 20, 40].contains { count in
                let bounds = BoundedSequence.betting(Array(throwing.prefix(count)), steps: 20)
                return bounds.lower > 0.5 || bounds.upper < 0.5
            }
            if misses { missed += 1 }
        }
        #expect(missed <= 15)
    }
}
