import Testing

@testable import Gaps

/// Golden cases `bonett_price_z_*`: closed form, checked against R ratesci to 1e-9.
struct BonettPriceTests {
    @Test(arguments: [
        (
            [1, 1, 7, 12],
            [-0.2608695652173913, 0.12627259653810763, -0.5083593066664394, -0.013379823768343235]
        ),
        (
            [12, 18, 4, 66],
            [0.13725490196078433, 0.046066364056651404, 0.04696648751103712, 0.22754331641053155]
        ),
        (
            [0, 3, 0, 47],
            [0.057692307692307696, 0.04225049926582167, -0.02511714919753877, 0.14050176458215416]
        ),
        (
            [5, 9, 2, 184],
            [
                0.034653465346534656, 0.01768194987554236, -2.5195859708615487e-06,
                0.06930945027904017,
            ]
        ),
    ])
    func `the interval is that of ratesci`(cells: [Int], expected: [Double]) {
        let (center, standardError, bounds) = BonettPrice.estimate(PairedTable(cells))
        #expect(isClose(center, expected[0]))
        #expect(isClose(standardError, expected[1]))
        #expect(isClose(bounds.lower, expected[2]))
        #expect(isClose(bounds.upper, expected[3]))
    }
}
