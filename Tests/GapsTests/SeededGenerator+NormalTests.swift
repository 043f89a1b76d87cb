import Bench
import Testing

@testable import Gaps

struct SeededGeneratorNormalTests {
    /// Expected by the same algorithm written anew in Python 3 over a SplitMix64 of its own.
    @Test func `a seed gives the same bits everywhere`() {
        var generator = SeededGenerator(seed: 1)
        let drawn = (0..<6).map { _ in generator.normal() }
        #expect(
            drawn == [
                -0.43596539982472504, 1.5978521730455875, -0.5436707894244104,
                0.8756152732187764, -0.8871667907590517, -1.7380883353088867,
            ]
        )
    }

    /// Tolerances are 4.5 standard errors; a quarter lies beyond the quartiles, 2.5 % beyond 1.96.
    @Test func `the draws are normal`() {
        let count = 20_000.0
        var generator = SeededGenerator(seed: 2)
        let drawn = (0..<Int(count)).map { _ in generator.normal() }
        func mean(_ value: (Double) -> Double) -> Double {
            drawn.reduce(0) { $0 + value($1) } / count
        }
        func error(_ variance: Double) -> Double { 4.5 * (variance / count).squareRoot() }
        #expect(isClose(mean { $0 }, 0, within: error(1)))
        #expect(isClose(mean { $0 * $0 }, 1, within: error(2)))
        #expect(isClose(mean { $0 * $0 * $0 }, 0, within: error(15)))
        #expect(isClose(mean { $0 * $0 * $0 * $0 }, 3, within: error(96)))
        for (quantile, tail) in [(0.6744897501960817, 0.25), (1.959963984540054, 0.025)] {
            let above = mean { $0 > quantile ? 1 : 0 }
            #expect(isClose(above, tail, within: error(tail * (1 - tail))))
        }
    }

    /// exp(−0) = 1, exp(−½) = .6065, exp(−1) = .3679.
    @Test(arguments: [(0.0, 1.0), (0.5, 0.6065306597126334), (1.0, 0.36787944117144233)])
    func `a trial survives with the exponential of its exponent`(exponent: Double, chance: Double) {
        var generator = SeededGenerator(seed: 3)
        let survived = (0..<20_000).count { _ in generator.survives(exponent) }
        let error = (chance * (1 - chance) / 20_000).squareRoot()
        #expect(isClose(Double(survived) / 20_000, chance, within: 4.5 * error))
    }
}
