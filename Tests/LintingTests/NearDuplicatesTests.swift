import Testing

@testable import Linting

struct NearDuplicatesTests {
    /// Every pair, one by one, with sets of words: the definition itself.
    private func slow(_ texts: [String], above threshold: Double) -> Set<[Int]> {
        let sets = texts.map { text in
            let words = text.split(separator: " ").map(String.init)
            return Set(words.indices.dropLast(2).map { Array(words[$0..<$0 + 3]) })
        }
        var pairs: Set<[Int]> = []
        for second in sets.indices {
            for first in 0..<second {
                let shared = Double(sets[first].intersection(sets[second]).count)
                let all = Double(sets[first].union(sets[second]).count)
                if shared / all > threshold { pairs.insert([first, second]) }
            }
        }
        return pairs
    }

    @Test(arguments: 1...40)
    func `the index finds what comparing all pairs finds`(_ seed: Int) {
        // Few words and short texts, so that many pairs lie near the threshold.
        var state = UInt64(seed)
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        let texts = (0..<60).map { _ in
            (0..<(3 + next(6))).map { _ in "w\(next(3))" }.joined(separator: " ")
        }
        for threshold in [0.3, 0.5] {
            let found = NearDuplicates(of: texts.map { [$0] }, above: threshold)
            #expect(
                Set(found.pairs.map { [$0.first, $0.second] }) == slow(texts, above: threshold),
                "seed \(seed), above \(threshold)"
            )
        }
    }

    @Test func `a pack of copies is cut and not compared to the end`() {
        let texts = Array(repeating: ["one two three four five"], count: 2_000)
        let found = NearDuplicates(of: texts, above: 0.3)
        #expect(found.pairs.count == NearDuplicates.pairsMax)
        #expect(found.isCut)
    }

    @Test func `no run crosses from one part into the next, and punctuation does not count`() {
        let found = NearDuplicates(
            of: [["a b c", "d e f"], ["A, b; C!", "x y z"], ["b c", "d e"]],
            above: 0.3
        )
        // One of three runs is shared by the first two.
        #expect(found.pairs == [.init(first: 0, second: 1, similarity: 1.0 / 3)])
    }
}
