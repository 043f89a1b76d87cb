import Testing

@testable import Gaps

struct RatioTests {
    @Test func `a fraction is kept in lowest terms`() throws {
        let half = try #require(Ratio(-6, over: 12))
        #expect(half.numerator == -1)
        #expect(half.denominator == 2)
        #expect(half.value == -0.5)
        #expect(Ratio(0, over: 7) == Ratio(0, over: 1))
    }

    @Test func `a fraction has a denominator above 0`() {
        #expect(Ratio(1, over: 0) == nil)
        #expect(Ratio(1, over: -2) == nil)
        #expect(Ratio(.min, over: 2) == nil)
    }

    /// 1/6 + 3/10 = 7/15; 1/6 − 3/10 = −2/15; 3/10 ÷ 6 = 1/20.
    @Test func `fractions are added, subtracted and divided exactly`() throws {
        let sixth = try #require(Ratio(1, over: 6))
        let tenths = try #require(Ratio(3, over: 10))
        #expect(sixth.plus(tenths) == Ratio(7, over: 15))
        #expect(sixth.minus(tenths) == Ratio(-2, over: 15))
        #expect(tenths.divided(by: 6) == Ratio(1, over: 20))
    }

    @Test func `what does not fit is none, not a wrong number`() throws {
        let one = try #require(Ratio(1, over: .max))
        let other = try #require(Ratio(1, over: .max - 1))
        #expect(one.plus(other) == nil)
        #expect(one.divided(by: 2) == nil)
        let most = try #require(Ratio(.max, over: 1))
        #expect(most.plus(most) == nil)
        #expect(Ratio.product(.max, 2) == nil)
        #expect(Ratio.leastCommonMultiple(.max, .max - 1) == nil)
    }

    @Test(arguments: [(12, 18, 6, 36), (7, 5, 1, 35), (4, 4, 4, 4), (1, 9, 1, 9)])
    func `divisors and multiples are those of school`(a: Int, b: Int, divisor: Int, multiple: Int) {
        #expect(Ratio.greatestCommonDivisor(a, b) == divisor)
        #expect(Ratio.leastCommonMultiple(a, b) == multiple)
    }
}
