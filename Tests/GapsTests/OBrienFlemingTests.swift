import Bench
import Glibc
import Testing

@testable import Gaps

struct OBrienFlemingTests {
    /// Golden case `obf_k5`, whose constant has two decimals.
    @Test func `five looks have the published boundaries`() {
        let boundaries = OBrienFleming(looks: 5).boundaries
        let expected = [
            4.561578674099572, 3.2255232133717473, 2.6336286754210434, 2.280789337049786, 2.04,
        ]
        #expect(boundaries.count == 5)
        for (boundary, value) in zip(boundaries, expected) {
            #expect(isClose(boundary, value, within: 0.005))
        }
    }

    /// Jennison and Turnbull, «Group sequential methods», 2000, table 2.3.
    @Test(arguments: [
        (0.05, [1.960, 1.977, 2.004, 2.024, 2.040, 2.053, 2.063, 2.072, 2.080, 2.087]),
        (0.01, [2.576, 2.580, 2.595, 2.609, 2.621]), (0.1, [1.645, 1.678, 1.710, 1.733, 1.751]),
    ])
    func `the constants are those of the table`(level: Double, constants: [Double]) {
        for (index, constant) in constants.enumerated() {
            let boundaries = OBrienFleming(looks: index + 1, level: level)
            #expect(isClose(boundaries.constant, constant, within: 6e-4), "\(index + 1) looks")
        }
    }

    /// Golden case `obf_k5`: 2.04 is the constant for .05 within its two decimals.
    @Test func `the total level is the one asked for`() {
        for looks in [1, 2, 5, 10] {
            let plan = OBrienFleming(looks: looks)
            let total = OBrienFleming.crossing(looks: looks, constant: plan.constant)
            #expect(isClose(total, 0.05, within: 1e-9))
        }
        #expect(isClose(OBrienFleming.crossing(looks: 5, constant: 2.04), 0.05, within: 1e-4))
    }

    /// √2 times the last boundary at the first of two looks; the p-values from a normal table.
    @Test func `boundaries fall and nominal p-values rise`() {
        let plan = OBrienFleming(looks: 2)
        #expect(isClose(plan.boundaries[0], plan.constant * 2.0.squareRoot()))
        #expect(isClose(plan.boundaries[1], plan.constant))
        #expect(isClose(plan.nominalPValues[0], 0.0052, within: 1e-4))
        #expect(isClose(plan.nominalPValues[1], 0.0480, within: 1e-4))
    }

    /// A standard error of .0015 at 20,000 paths; seed 7.
    @Test func `drawn paths cross as often as the level says`() {
        let plan = OBrienFleming(looks: 5)
        let limits = plan.boundaries.enumerated().map { index, boundary in
            boundary * Double(index + 1).squareRoot()
        }
        var generator = SeededGenerator(seed: 7)
        var crossed = 0
        for _ in 0..<20_000 {
            var sum = 0.0
            for limit in limits {
                let radius = (-2 * log(1 - generator.unit())).squareRoot()
                sum += radius * cos(2 * Double.pi * generator.unit())
                if abs(sum) >= limit {
                    crossed += 1
                    break
                }
            }
        }
        #expect(isClose(Double(crossed) / 20_000, 0.05, within: 0.006))
    }
}
