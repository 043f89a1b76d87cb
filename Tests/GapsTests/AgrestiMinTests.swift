import Testing

@testable import Gaps

/// Golden cases `agresti_min_z_*`: closed form, checked against R ratesci to 1e-9.
struct AgrestiMinTests {
    @Test(arguments: [
        (
            [1, 1, 7, 12],
            [-0.2608695652173913, 0.11855129467126772, -0.4932258330936713, -0.028513297341111327]
        ),
        (
            [12, 18, 4, 66],
            [0.13725490196078433, 0.04501103219518684, 0.04903489995124527, 0.22547490397032338]
        ),
        (
            [0, 3, 0, 47],
            [0.057692307692307696, 0.03762023661547195, -0.016042001163892344, 0.13142661654850774]
        ),
        (
            [5, 9, 2, 184],
            [
                0.034653465346534656, 0.016974803391085844, 0.0013834620553580257,
                0.06792346863771129,
            ]
        ),
    ])
    func `the interval is that of ratesci`(cells: [Int], expected: [Double]) {
        let (center, standardError, bounds) = AgrestiMin.estimate(PairedTable(cells))
        #expect(isClose(center, expected[0]))
        #expect(isClose(standardError, expected[1]))
        #expect(isClose(bounds.lower, expected[2]))
        #expect(isClose(bounds.upper, expected[3]))
    }
}
