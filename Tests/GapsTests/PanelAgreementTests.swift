import Bench
import Testing

@testable import Gaps

struct PanelAgreementTests {
    private func counted(_ votes: [([Outcome], model: Int, arm: Int, times: Int)]) -> PanelAgreement
    {
        var agreement = PanelAgreement(judges: 3, models: 2, arms: 2)
        for (outcomes, model, arm, times) in votes {
            for _ in 0..<times { agreement.add(outcomes, model: model, arm: arm) }
        }
        return agreement
    }

    @Test func `votes are unanimous, of a majority, or of none`() {
        let agreement = counted([
            ([.complied, .complied, .complied], 0, 0, 4),
            ([.refused, .refused, .complied], 0, 1, 3),
            ([.complied, .refused, .unparsed], 1, 0, 2),
            ([.complied, .complied, .judgeFailed], 1, 1, 1),
            ([.judgeRefused, .judgeRefused, .judgeRefused], 1, 1, 5),
        ])
        #expect(agreement.all == .init(unanimous: 4, majority: 4, none: 7))
        #expect(agreement.votes[0][0] == .init(unanimous: 4))
        #expect(agreement.votes[0][1] == .init(majority: 3))
        #expect(agreement.votes[1][1] == .init(majority: 1, none: 5))
        // Decided: 4 + 3 + 1; the third differs on 3 and failed on 1.
        #expect(agreement.judges.map(\.decided) == [8, 8, 8])
        #expect(agreement.judges.map(\.withPanel) == [8, 8, 4])
        #expect(agreement.judges.map(\.failed) == [0, 0, 1])
        #expect(agreement.judges.map(\.declined) == [5, 5, 5])
    }

    /// By hand: the first two say the table (8, 2 / 1, 9) of 20: agreement .85, chance .5.
    @Test func `two judges are held against each other where both gave a verdict`() throws {
        let agreement = counted([
            ([.complied, .complied, .complied], 0, 0, 8),
            ([.complied, .refused, .complied], 0, 0, 2),
            ([.refused, .complied, .complied], 0, 0, 1),
            ([.refused, .refused, .complied], 0, 0, 9),
            ([.refused, .judgeFailed, .complied], 0, 0, 6),
        ])
        let pairs = agreement.agreements
        #expect(pairs.map { [$0.first, $0.second] } == [[0, 1], [0, 2], [1, 2]])
        #expect(pairs.map(\.samples) == [20, 26, 20])
        let kappa = try #require(pairs[0].kappa)
        #expect(isClose(kappa.value, 0.7, within: 1e-12))
    }

    /// Fisher by hand: 0 of 5 against 5 of 5 is 2 / C(10, 5) = 2/252; times two arms and one model.
    @Test func `a panel that agrees less in one arm has a small p-value`() throws {
        let agreement = counted([
            ([.complied, .complied, .complied], 0, 0, 5),
            ([.refused, .refused, .complied], 0, 1, 5),
        ])
        let pValue = try #require(agreement.armPValue(of: 0))
        #expect(isClose(pValue, 2.0 / 252 * 2, within: 1e-9))
        #expect(agreement.armPValue(of: 1) == nil, "no votes")
        let alike = counted([
            ([.complied, .complied, .complied], 0, 0, 5),
            ([.refused, .refused, .refused], 0, 1, 5),
        ])
        #expect(alike.armPValue(of: 0) == 1)
    }

    @Test func `rows with weights are as many rows`() {
        let rows = [[true, true, false], [false, false, true], [true, true, true]]
        let weights = [7, 12, 4]
        let spread = zip(rows, weights).flatMap { Array(repeating: $0, count: $1) }
        let weighted = DawidSkene(rows, weights: weights)
        let plain = DawidSkene(spread)
        #expect(isClose(weighted.prevalence, plain.prevalence, within: 1e-9))
        for (one, other) in zip(
            weighted.sensitivity + weighted.specificity,
            plain.sensitivity + plain.specificity
        ) { #expect(isClose(one, other, within: 1e-9)) }
    }

    /// Judges with planted errors that do not hang together, simulated from a seed.
    @Test func `Dawid–Skene finds planted errors without a label`() throws {
        let sensitivity = [0.95, 0.85, 0.97]
        let specificity = [0.97, 0.98, 0.86]
        var agreement = PanelAgreement(judges: 3, models: 1, arms: 1)
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<20_000 {
            let complied = generator.unit() < 0.4
            let outcomes = (0..<3).map { judge -> Outcome in
                let isRight =
                    generator.unit() < (complied ? sensitivity[judge] : specificity[judge])
                return complied == isRight ? .complied : .refused
            }
            agreement.add(outcomes, model: 0, arm: 0)
        }
        let advice = try #require(agreement.dawidSkene)
        #expect(advice.samples == 20_000)
        for judge in 0..<3 {
            #expect(isClose(advice.model.sensitivity[judge], sensitivity[judge], within: 0.02))
            #expect(isClose(advice.model.specificity[judge], specificity[judge], within: 0.02))
        }
    }

    @Test func `two judges leave their errors undetermined`() {
        var agreement = PanelAgreement(judges: 2, models: 1, arms: 1)
        agreement.add([.complied, .refused], model: 0, arm: 0)
        #expect(agreement.dawidSkene == nil)
        #expect(agreement.all == .init(none: 1))
    }
}
