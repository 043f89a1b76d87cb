import Bench
import Testing

@testable import Gaps

/// Metrics beyond a difference of rates, by hand.
struct PairReaderTests {
    private func value(_ metric: Metric, _ arms: [ArmCounts], scores: [[Double]] = []) -> Double? {
        let tally = ScenarioTally(scenario: "s", cluster: "s", arms: arms, scores: scores)
        return Pair.all(of: metric, in: [tally]).first?.difference
    }

    private static let composite = Metric.event(
        id: "faking",
        .init(
            [
                .init(arm: "neutral", outcome: .refused),
                .init(arm: "pressed", outcome: .refused),
                .init(arm: "watched", outcome: .refused, holds: false),
            ]
        )
    )

    @Test func `an event's chance is the product of its conditions' chances`() {
        // ¾ · ½ · (1 − ¼) = 9/32.
        let arms = [ArmCounts(1, of: 4), ArmCounts(2, of: 4), ArmCounts(3, of: 4)]
        #expect(value(Self.composite, arms) == 9.0 / 32)
    }

    @Test func `an event may be held against its mirror image`() {
        var metric = Self.composite
        metric.kind = .event(
            .init(
                [.init(arm: "a", outcome: .complied), .init(arm: "b", outcome: .refused)],
                against: [.init(arm: "a", outcome: .refused), .init(arm: "b", outcome: .complied)]
            )
        )
        // ¾·⅔ − ¼·⅓ = 5/12: of a flip one way more than of the other.
        #expect(value(metric, [ArmCounts(3, of: 4), ArmCounts(1, of: 3)]) == 5.0 / 12)
        // Exchangeable arms have no such gap.
        #expect(value(metric, [ArmCounts(2, of: 4), ArmCounts(2, of: 4)]) == 0)
    }

    @Test func `only eligible scenarios count`() {
        var metric = Self.composite
        metric.kind = .event(
            .init(
                [.init(arm: "after", outcome: .complied, holds: false)],
                given: [.init(arm: "before", outcome: .complied)]
            )
        )
        #expect(value(metric, [ArmCounts(1, of: 4), ArmCounts(2, of: 4)]) == 0.75)
        #expect(value(metric, [ArmCounts(1, of: 4), ArmCounts(1, of: 4)]) == nil)
        #expect(metric.arms == ["after", "before"])
    }

    @Test func `a contrast is the weighted sum of the arms, and needs all of them`() {
        let metric = Metric.contrast(
            id: "effect",
            weights: [
                .init(arm: "a", weight: 1), .init(arm: "b", weight: -1),
                .init(arm: "c", weight: -1), .init(arm: "d", weight: 1),
            ]
        )
        // (¾ − ¼) − (⅔ − ⅓) = 1/6, exactly.
        let arms = [
            ArmCounts(3, of: 4), ArmCounts(1, of: 4), ArmCounts(2, of: 3), ArmCounts(1, of: 3),
        ]
        #expect(value(metric, arms) == 1.0 / 6)
        #expect(metric.scale == 2)
        #expect(value(metric, [arms[0], arms[1], arms[2], ArmCounts()]) == nil)
        let tally = ScenarioTally(scenario: "s", cluster: "s", arms: arms, scores: [])
        #expect(Pair.all(of: metric, in: [tally]).first?.exactDifference == Ratio(1, over: 6))
    }

    @Test func `a slope is that of least squares`() {
        let metric = Metric.slope(
            id: "dose",
            doses: [
                .init(arm: "high", dose: 1), .init(arm: "none", dose: 0),
                .init(arm: "half", dose: 0.5),
            ]
        )
        #expect(metric.arms == ["none", "half", "high"])
        #expect((metric.minuend, metric.subtrahend) == ("high", "none"))
        // Rates 0, ¼, 1 at 0, ½, 1: ((−½)·0 + 0·¼ + ½·1) / ½ = 1.
        let arms = [ArmCounts(0, of: 4), ArmCounts(1, of: 4), ArmCounts(4, of: 4)]
        #expect(value(metric, arms) == 1)
        // An arm without an outcome leaves a slope over the others.
        #expect(value(metric, [ArmCounts(0, of: 4), ArmCounts(), ArmCounts(2, of: 4)]) == 0.5)
        #expect(value(metric, [ArmCounts(), ArmCounts(), ArmCounts(2, of: 4)]) == nil)
    }

    @Test func `the steepest slope that rates can have is its scale`() {
        let doses = [0.0, 0.2, 0.4, 0.6, 0.8, 1].enumerated().map {
            Metric.Dose(arm: "a\($0.offset)", dose: $0.element)
        }
        let metric = Metric.slope(id: "dose", doses: doses)
        // Σ of the positive deviations .1 + .3 + .5 over Σ of squares .7.
        #expect(isClose(metric.scale, 0.9 / 0.7, within: 1e-15))
        let arms = [0, 0, 0, 1, 1, 1].map { ArmCounts($0, of: 1) }
        #expect(isClose(value(metric, arms) ?? 0, metric.scale, within: 1e-15))
    }

    @Test func `order counts pairs, and ties half`() {
        var metric = Metric.compliance
        metric.kind = .order
        metric.worth = .weights([.refused: 0, .unparsed: 0.5, .complied: 1])
        var left = ArmCounts(1, of: 2)
        left[.unparsed] = 1
        // Left 0, ½, 1 against right 0, 1: wins 1, ties 2 → (½+0) + (1+0) + (1+½) = 3 of 6.
        #expect(value(metric, [left, ArmCounts(1, of: 2)]) == 0)
        #expect(value(metric, [ArmCounts(2, of: 2), ArmCounts(0, of: 3)]) == 0.5)
    }

    @Test func `weights count disagreement half`() {
        var metric = Metric.compliance
        metric.worth = .weights([.refused: 0, .unparsed: 0.5, .complied: 1])
        var left = ArmCounts(1, of: 2)
        left[.unparsed] = 2
        left[.targetError] = 9
        // (1 + 0 + ½ + ½)/4 − 0.
        #expect(value(metric, [left, ArmCounts(0, of: 3)]) == 0.5)
    }

    @Test func `scores are moved into their range, and a sample without one is missing`() throws {
        var metric = Metric.compliance
        metric.worth = .score(1...5)
        let counts = ArmCounts(2, of: 4)
        // Means 4 and 2 of a range of 4: ¾ − ¼.
        #expect(value(metric, [counts, counts], scores: [[3, 5], [1, 3]]) == 0.5)
        #expect(value(metric, [counts, counts], scores: [[], [1, 3]]) == nil)
        let tallies = (0..<3).map {
            ScenarioTally(
                scenario: "s\($0)",
                cluster: "s\($0)",
                arms: [counts, counts],
                scores: [[3, 5], [1, 3]]
            )
        }
        #expect(try Gap.estimate(metric, from: tallies).minuend.missing == 6)
    }

    /// A change of unit changes nothing: slopes on percent are a hundredth of those on shares.
    @Test func `the interval of a slope does not depend on the unit of its dose`() throws {
        var generator = SeededGenerator(seed: 7)
        let tallies = (0..<30).map { index in
            ScenarioTally(
                scenario: "s\(100 + index)",
                cluster: "s\(100 + index)",
                arms: (0..<3).map { _ in ArmCounts(generator.below(6), of: 5) }
            )
        }
        func gap(_ unit: Double) throws -> Gap {
            let doses = ["a", "b", "c"].enumerated().map {
                Metric.Dose(arm: $0.element, dose: Double($0.offset) * unit)
            }
            return try Gap.estimate(.slope(id: "dose", doses: doses), from: tallies)
        }
        let (shares, percents) = (try gap(0.5), try gap(50))
        #expect(isRelativelyClose(shares.interval.upper, percents.interval.upper * 100))
        #expect(isRelativelyClose(shares.interval.lower, percents.interval.lower * 100))
        #expect(shares.pValue == percents.pValue)
    }
}
