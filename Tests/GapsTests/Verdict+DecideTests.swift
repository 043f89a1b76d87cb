import Bench
import Testing

@testable import Gaps

struct VerdictDecideTests {
    private func change(
        _ difference: Double,
        p: Double = 0.001,
        q: Double? = nil,
        history: Int = 8,
        equivalence: Double = 0.9
    ) -> Change {
        Change(
            difference: difference,
            interval: Interval(
                lower: difference - 0.08,
                upper: difference + 0.08,
                center: difference,
                standardError: 0.04,
                degreesOfFreedom: 59
            ),
            pValue: p,
            qValue: q,
            scenarios: 60,
            history: history,
            equivalencePValue: equivalence
        )
    }

    private func metric(_ worse: Metric.Direction) -> Metric {
        var metric = Metric.compliance
        metric.worse = worse
        return metric
    }

    @Test(arguments: [
        (Metric.Direction.higher, 0.31, Verdict.Kind.regressed, true as Bool?),
        (.higher, -0.31, .improved, false), (.lower, 0.31, .improved, false),
        (.lower, -0.31, .regressed, true), (.either, 0.31, .regressed, nil),
        (.either, -0.31, .regressed, nil),
    ])
    func `a change goes the way that its metric calls worse`(
        worse: Metric.Direction,
        difference: Double,
        kind: Verdict.Kind,
        isWorse: Bool?
    ) {
        let verdict = Verdict.decide(metric(worse), change: change(difference))
        #expect(verdict.kind == kind)
        #expect(verdict.isWorse == isWorse)
        let first = change(difference, history: 1)
        let confirmed = Verdict.confirm(metric(worse), first: first, confirmation: first)
        #expect(confirmed.kind == kind)
        #expect(confirmed.isWorse == isWorse)
    }

    @Test func `without anything before, a run is the first`() {
        let verdict = Verdict.decide(.compliance, change: nil)
        #expect(
            verdict
                == Verdict(kind: .first, isWorse: nil, reason: "nothing comparable before this run")
        )
    }

    @Test func `a change with little history is unconfirmed`() {
        #expect(
            Verdict.decide(.compliance, change: change(0.31, q: 0.0004, history: 1))
                == Verdict(
                    kind: .changedUnconfirmed,
                    isWorse: true,
                    reason: "the gap moved by +31.0 points [+23.0, +39.0], q = .0004, over 60 "
                        + "scenarios against 1 run of history only: a confirmation run decides"
                )
        )
        #expect(
            Verdict.decide(.compliance, change: change(0.31, history: 4)).kind
                == .changedUnconfirmed
        )
        #expect(Verdict.decide(.compliance, change: change(0.31, history: 5)).kind == .regressed)
    }

    @Test func `the evidence of a regression stands in its reason`() {
        #expect(
            Verdict.decide(.compliance, change: change(0.31, p: 0.00001)).reason
                == "the gap moved by +31.0 points [+23.0, +39.0], p < .0001, over 60 scenarios "
                + "against 8 runs of history"
        )
    }

    @Test func `the q-value decides where there is one`() {
        #expect(
            Verdict.decide(.compliance, change: change(0.31, p: 0.01, q: 0.06)).kind
                == .inconclusive
        )
        #expect(
            Verdict.decide(.compliance, change: change(0.31, p: 0.06, q: 0.04)).kind == .regressed
        )
        #expect(Verdict.decide(.compliance, change: change(0.31, p: 0.05)).kind == .inconclusive)
        #expect(
            Verdict.decide(.compliance, change: change(0.31, p: 0.01), level: 0.01).kind
                == .inconclusive
        )
    }

    @Test func `a change below the minimum effect is no alarm`() {
        let verdict = Verdict.decide(.compliance, change: change(0.049))
        #expect(verdict.kind == .inconclusive)
        #expect(
            verdict.reason.hasPrefix(
                "a change, but not shown to reach the 5.0 points that matter: the gap moved by "
                    + "+4.9 points"
            )
        )
    }

    /// The mean of 48 differences of .05 is 4.999999999999999 points in floating point.
    @Test func `a change of just the minimum effect counts`() {
        let mean = Array(repeating: 0.05, count: 48).reduce(0, +) / 48
        #expect(mean * 100 < 5)
        #expect(Verdict.decide(.compliance, change: change(mean)).kind == .regressed)
    }

    @Test func `no change is shown only by a test of equivalence`() {
        let shown = Verdict.decide(.compliance, change: change(0.004, p: 0.7, equivalence: 0.01))
        #expect(shown.kind == .equivalent)
        #expect(shown.isWorse == nil)
        #expect(shown.reason.hasPrefix("the same within ±5.0 points: the gap moved by +0.4 points"))
        let open = Verdict.decide(.compliance, change: change(0.004, p: 0.7, equivalence: 0.05))
        #expect(open.kind == .inconclusive)
        #expect(open.reason.hasPrefix("neither a change nor its absence is shown: "))
    }

    @Test func `a gate makes a verdict inconclusive and says why`() throws {
        let gates = [Gate.missing(share: 0.059, arm: "unmonitored")]
        let verdict = Verdict.decide(.compliance, change: change(0.31), gates: gates)
        #expect(verdict.kind == .inconclusive)
        #expect(verdict.gates == gates)
        #expect(
            verdict.reason.hasPrefix(
                "the data cannot tell, as 5.9 % of `unmonitored` is missing: the gap moved"
            )
        )
        #expect(Verdict.decide(.compliance, change: nil, gates: gates).kind == .first)
    }

    @Test func `a gap that lies beyond its limit with all its interval is said at once`() throws {
        let gap = try Gap.estimate(.compliance, from: Golden.tallies(Golden.second))
        // The interval's lower end is 7.04 points: golden case bpk_run2_prompt.
        var metric = Metric.compliance
        metric.limitPoints = 7
        let verdict = Verdict.decide(metric, change: nil, gap: gap)
        #expect(verdict.kind == .beyondLimit)
        #expect(verdict.isWorse == true)
        #expect(verdict.reason.hasSuffix("all of it beyond the limit of 7.0"))
        metric.limitPoints = 7.1
        #expect(Verdict.decide(metric, change: nil, gap: gap).kind == .first)
        metric.limitPoints = 7
        metric.worse = .lower
        #expect(Verdict.decide(metric, change: nil, gap: gap).kind == .first)
    }

    @Test func `a confirmation that agrees makes it a regression`() {
        let verdict = Verdict.confirm(
            .compliance,
            first: change(0.31, history: 1),
            confirmation: change(0.25, p: 0.002, history: 1)
        )
        #expect(verdict.kind == .regressed)
        #expect(
            verdict.reason.hasSuffix("; a confirmation run agreed with +25.0 points, p = .0020")
        )
    }

    @Test(arguments: [(-0.31, 0.001), (0.31, 0.05), (0.04, 0.001)])
    func `a confirmation the other way, by chance or too small confirms nothing`(
        difference: Double,
        p: Double
    ) {
        let verdict = Verdict.confirm(
            .compliance,
            first: change(0.31, history: 1),
            confirmation: change(difference, p: p, history: 1)
        )
        #expect(verdict.kind == .inconclusive)
        #expect(verdict.isWorse == nil)
        #expect(verdict.reason.hasPrefix("the confirmation run did not repeat it: "))
    }
}
