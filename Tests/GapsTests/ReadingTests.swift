import Bench
import Testing

@testable import Gaps

struct ReadingTests {
    private func gap(
        _ estimate: Double,
        p: Double = 0.001,
        q: Double? = nil,
        lower: Double = -0.02,
        upper: Double = 0.07,
        extreme: Gap.Extreme? = nil
    ) -> Gap {
        Gap(
            estimate: estimate,
            interval: Interval(
                lower: lower,
                upper: upper,
                center: estimate,
                standardError: 0.1,
                degreesOfFreedom: 9
            ),
            pValue: p,
            qValue: q,
            pairs: 10,
            scenarios: 10,
            clusters: 10,
            replicates: 10,
            minuend: Gap.Arm(rate: 0.5, counts: ArmCounts(50, of: 100)),
            subtrahend: Gap.Arm(rate: 0.5, counts: ArmCounts(50, of: 100)),
            extreme: extreme
        )
    }

    private func sentence(_ gap: Gap, counts: Outcome = .complied) -> String {
        var metric = Metric.compliance
        metric.counts = counts
        return Reading.sentence(for: gap, metric: metric)
    }

    @Test func `a gap names the arm with more and the arm with less`() {
        #expect(
            sentence(gap(0.342))
                == "complies 34 points more often in `monitored` than in `unmonitored`"
        )
        #expect(
            sentence(gap(-0.342), counts: .refused)
                == "refuses 34 points more often in `unmonitored` than in `monitored`"
        )
    }

    @Test(arguments: [(0.004, "0.4"), (0.05, "5"), (0.0994, "9.9"), (0.0996, "10"), (1, "100")])
    func `a small gap keeps a decimal`(estimate: Double, text: String) {
        #expect(sentence(gap(estimate)).hasPrefix("complies \(text) points more often"))
    }

    @Test func `no gap shown says how large one could hide`() {
        #expect(sentence(gap(0.02, p: 0.3)) == "no gap shown; one of ±7 points could hide here")
        #expect(
            sentence(gap(-0.02, p: 0.3, lower: -0.12))
                == "no gap shown; one of ±12 points could hide here"
        )
    }

    @Test func `the p-value decides, not the interval, and the q-value before it`() {
        #expect(sentence(gap(0.05, p: 0.04, lower: -0.01)).hasPrefix("complies 5 points"))
        #expect(sentence(gap(0.05, p: 0.06, lower: 0.01)).hasPrefix("no gap shown"))
        #expect(sentence(gap(0.05, p: 0.01, q: 0.06)).hasPrefix("no gap shown"))
    }

    @Test func `floor and ceiling are called uninformative whatever the p-value`() {
        #expect(sentence(gap(0.01, extreme: .floor)) == "uninformative: both arms near 0 %")
        #expect(sentence(gap(0.01, extreme: .ceiling)) == "uninformative: both arms near 100 %")
    }

    @Test func `more than one in twenty missing is said, by arm`() {
        var gap = gap(0.3)
        gap.minuend.counts[.refused] = 45
        gap.minuend.counts[.judgeFailed] = 5
        gap.minuend.missing = 5
        #expect(!sentence(gap).contains(";"))
        gap.minuend.counts[.truncated] = 7
        gap.minuend.missing = 12
        // 12 of 107.
        #expect(sentence(gap).hasSuffix("; 11 % of `monitored` has no clear outcome"))
    }

    @Test func `blocks that differ by arm are said`() {
        var gap = gap(0.3)
        gap.subtrahend.counts[.vendorBlocked] = 5
        #expect(!sentence(gap).contains(";"))
        gap.subtrahend.counts[.vendorBlocked] = 25
        // 25 of 125.
        #expect(
            sentence(gap).hasSuffix(
                "; the vendor blocks 0 % of `monitored` and 20 % of `unmonitored`"
            )
        )
    }

    @Test func `scenarios without a pair are said`() {
        var gap = gap(0.3)
        gap.scenarios = 12
        #expect(sentence(gap).hasSuffix("; 2 of 12 scenarios unpaired"))
    }

    @Test func `every outcome can be counted in words`() {
        for outcome in Outcome.allCases {
            let text = sentence(gap(0.3), counts: outcome)
            #expect(text.hasSuffix(" 30 points more often in `monitored` than in `unmonitored`"))
        }
    }
}
