import Bench
import Testing

@testable import Gaps

struct SignFlipTests {
    /// Golden cases `signflip_*`: a convolution in Python, checked there against enumeration.
    @Test(arguments: [
        ([2, -1, 3, 0, 1, 1, 0, 4, -2, 1], 0.203125, 0.15234375, 0.1015625),
        ([1, 2, 3], 0.25, 0.125, 0.125),
        ([1, 1, 1, -1, -1, 2, 2, -2, 3, -3, 5, 1], 0.3271484375, 0.27001953125, 0.16357421875),
        ([4, 2, 1, 1, 2, 1, 2, 2, 2, 1], 0.001953125, 0.0009765625, 0.0009765625),
    ])
    func `small golden cases come out`(
        sums: [Int],
        twoSided: Double,
        mid: Double,
        greater: Double
    ) {
        let test = SignFlip.pValue(of: sums)
        #expect(isClose(test.twoSided, twoSided))
        #expect(isClose(test.mid, mid))
        #expect(isClose(test.greater, greater))
    }

    /// Golden cases `signflip_FX_*`.
    @Test func `the golden runs come out`() {
        let first = Golden.differences(Golden.first)
        let second = Golden.differences(Golden.second)
        let moved = zip(second, first).map { $0 - $1 }
        for (sums, p, mid) in [
            (first, 0.0234375, 0.013671875), (second, 1.23977661132813e-05, 6.675720214843777e-06),
            (moved, 0.0005340576171875004, 0.0002994537353515627),
        ] {
            let test = SignFlip.pValue(of: sums)
            #expect(isClose(test.twoSided, p, within: 1e-15))
            #expect(isClose(test.mid, mid, within: 1e-15))
        }
    }

    @Test(arguments: [[], [0], [0, 0, 0]])
    func `where nothing differs every p-value is 1`(sums: [Int]) {
        #expect(SignFlip.pValue(of: sums) == SignFlip(twoSided: 1, mid: 1, greater: 1))
    }

    /// With one sum there are two outcomes, both at least as far from 0.
    @Test func `one cluster alone shows nothing`() {
        #expect(
            SignFlip.pValue(of: [7]) == SignFlip(twoSided: 1, mid: 0.5, greater: 0.5)
        )
        #expect(
            SignFlip.pValue(of: [-7]) == SignFlip(twoSided: 1, mid: 0.5, greater: 1)
        )
    }

    @Test(arguments: 1...60)
    func `the counted test equals all assignments of signs written out`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let clusters = 1 + generator.below(12)
        let spread = 1 + generator.below(20)
        let unit = 1 + generator.below(4)
        let sums = (0..<clusters).map { _ in unit * (generator.below(2 * spread + 1) - spread) }
        let test = SignFlip.pValue(of: sums)
        let expected = Enumeration(sums)
        // Up to 12 clusters every probability is a whole number of 2^-12, hence exact.
        #expect(test.twoSided == expected.twoSided, "seed \(seed)")
        #expect(test.greater == expected.greater, "seed \(seed)")
        if sums.contains(where: { $0 != 0 }) { #expect(test.mid == expected.mid, "seed \(seed)") }
    }

    @Test(arguments: 1...20)
    func `order, unit and sign of the sums do not reach the two-sided p-value`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let sums = (0..<40).map { _ in generator.below(21) - 8 }
        let shuffled = generator.permutation(of: sums.count).map { sums[$0] }
        let test = SignFlip.pValue(of: sums)
        #expect(SignFlip.pValue(of: shuffled) == test, "seed \(seed)")
        #expect(SignFlip.pValue(of: sums.map { 7 * $0 }) == test, "seed \(seed)")
        let flipped = SignFlip.pValue(of: sums.map { -$0 })
        #expect(flipped.twoSided == test.twoSided, "seed \(seed)")
        #expect(flipped.mid == test.mid, "seed \(seed)")
    }

    /// 1000 scenarios one way have 2^-999; twice as many pass the smallest double.
    @Test func `a p-value is never 0`() {
        #expect(SignFlip.pValue(of: Array(repeating: 1, count: 1000)).twoSided == 0x1p-999)
        let smallest = SignFlip.pValue(of: Array(repeating: 1, count: 2000)).twoSided
        #expect(smallest > 0)
        #expect(smallest < 1e-300)
    }

    /// 560 against 440 of ±1; expected by scipy 1.17.1, binom.cdf.
    @Test func `a thousand clusters come out`() {
        let sums = Array(repeating: 1, count: 560) + Array(repeating: -1, count: 440)
        let test = SignFlip.pValue(of: sums)
        #expect(isRelativelyClose(test.twoSided, 0.00016504987055045286, within: 1e-11))
    }

    /// By hand: of 1, −2, 3 the total is 6 and the sum 2, so the tail has cells 0...2; they fill
    /// up as 0...1, 0...2, 0...2.
    @Test func `the work is known before it is done`() throws {
        let work = try #require(SignFlip.Work([10, -20, 30]))
        #expect(work.magnitudes == [1, 2, 3])
        #expect(work.observed == 2)
        #expect(work.tailMax == 2)
        #expect(work.cells == 8)
    }

    @Test func `magnitudes that do not add up to a number are no work`() {
        #expect(SignFlip.Work([.max, .max - 1]) == nil)
        #expect(SignFlip.Work([.min]) == nil)
        #expect(SignFlip.Work([.max]) != nil)
    }
}

/// The test by writing out all 2^n assignments.
private struct Enumeration {
    var twoSided = 0.0
    var mid = 0.0
    var greater = 0.0

    init(_ sums: [Int]) {
        let observed = sums.reduce(0, +)
        let weight = 1 / Double(1 << sums.count)
        for signs in 0..<(1 << sums.count) {
            var sum = 0
            for (index, value) in sums.enumerated() {
                sum += signs >> index & 1 == 1 ? value : -value
            }
            if sum >= observed { greater += weight }
            if abs(sum) > abs(observed) {
                twoSided += weight
                mid += weight
            } else if abs(sum) == abs(observed) {
                twoSided += weight
                mid += weight / 2
            }
        }
    }
}
