import Testing

@testable import Gaps

struct PointsTests {
    @Test(arguments: [
        (3.14159, 2, "3.14"), (0.5, 0, "1"), (-0.5, 0, "-1"), (-0.04, 1, "0.0"),
        (12, 3, "12.000"), (-1.05, 1, "-1.1"), (0.007, 2, "0.01"), (.nan, 1, "–"),
        (.infinity, 1, "–"),
    ])
    func `a number has the digits that it is to have`(value: Double, digits: Int, text: String) {
        #expect(Points.fixed(value, digits: digits) == text)
    }

    @Test func `a number beyond fixed digits is still written`() {
        #expect(Points.fixed(1e300, digits: 2) == "1e+300")
    }

    @Test(arguments: [
        (0.342, "+34.2"), (-0.05, "-5.0"), (0, "0.0"), (-0.0001, "0.0"), (1, "+100.0"),
    ])
    func `a difference of rates shows its sign in points`(rate: Double, text: String) {
        #expect(Points.signed(rate) == text)
    }

    @Test(arguments: [
        (0.0004, "p = .0004"), (0.00001, "p < .0001"), (0.0499, "p = .0499"), (0.1, "p = .10"),
        (0.994, "p = .99"), (1, "p = 1"), (0, "p < .0001"),
    ])
    func `a probability is written as papers write it`(value: Double, text: String) {
        #expect(Points.named("p", value) == text)
    }

    @Test func `a count and its noun agree`() {
        #expect(Points.count(1, "run") == "1 run")
        #expect(Points.count(0, "run") == "0 runs")
        #expect(Points.count(12, "scenario") == "12 scenarios")
    }
}
