import Glibc
import Testing

@testable import Gaps

struct LogisticTests {
    @Test func `the exponential is that of the C library to two units of the last place`() {
        for step in -2_000...2_000 {
            let x = Double(step) * 0.347
            #expect(isRelativelyClose(Logistic.exponential(x), exp(x), within: 0x1p-51), "\(x)")
        }
        #expect(Logistic.exponential(0) == 1)
    }

    /// ln(.05/.95) and ln(.3/.7), by Python's math.log.
    @Test func `log-odds and rates are inverse`() {
        #expect(isClose(Logistic.logit(0.05), -2.9444389791664403, within: 1e-13))
        #expect(isClose(Logistic.logit(0.3), -0.8472978603872036, within: 1e-13))
        #expect(Logistic.rate(0) == 0.5)
        #expect(Logistic.rate(-5_000) > 0)
        #expect(Logistic.rate(5_000) == 1)
    }

    /// Simpson's rule with 200,000 steps over ±12 deviations, in Python with math.exp.
    @Test(arguments: [
        (-2.9444389791664403, 1.0, 0.07271783582293169, 0.0623617811542206),
        (-3.9, 0.5, 0.02228592984964168, 0.021658044852259962),
        (1.2, 3, 0.6350724406637284, 0.10808867669375827),
        (-2, 5, 0.35320200567380466, 0.06998123246227134),
    ])
    func `the mean over normal log-odds is the integral`(
        center: Double,
        deviation: Double,
        mean: Double,
        slope: Double
    ) {
        #expect(
            isClose(Logistic.mean(center: center, deviation: deviation), mean, within: 1e-12)
        )
        #expect(
            isClose(Logistic.slope(center: center, deviation: deviation), slope, within: 1e-12)
        )
        #expect(
            isClose(Logistic.center(mean: mean, deviation: deviation), center, within: 1e-10)
        )
    }

    @Test func `without a spread the mean is the rate itself`() {
        #expect(isClose(Logistic.mean(center: -1, deviation: 0), Logistic.rate(-1), within: 1e-15))
    }
}
