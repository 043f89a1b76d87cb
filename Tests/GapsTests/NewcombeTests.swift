import Testing

@testable import Gaps

/// Golden cases `newcombe10_*`: the published form, checked against R ratesci to 6 digits.
struct NewcombeTests {
    @Test(arguments: [
        ([1, 1, 7, 12], -0.506920226686141, -0.02555912416485978, 0),
        ([12, 18, 4, 66], 0.04935866559748431, 0.2303289361676567, 0.39880952380952384),
        ([0, 3, 0, 47], -0.021496383126532986, 0.16217091688838173, 0),
        ([5, 9, 2, 184], 0.0005190031186892222, 0.07483438368330309, 0.4275886845937677),
    ])
    func `the interval with the corrected correlation is the published one`(
        cells: [Int],
        lower: Double,
        upper: Double,
        phi: Double
    ) {
        let table = PairedTable(cells)
        #expect(isClose(Newcombe.correlation(table, corrects: true), phi))
        #expect(isClose(Newcombe.bounds(table).lower, lower))
        #expect(isClose(Newcombe.bounds(table).upper, upper))
    }

    @Test(arguments: [
        ([1, 1, 7, 12], -0.5016625403015134, -0.036052553488836514, 0.07953559537197222),
        ([12, 18, 4, 66], 0.051627957612178865, 0.2284445415976967, 0.42857142857142855),
        ([5, 9, 2, 184], 0.002081743196184045, 0.07376186797162682, 0.48090398192466144),
    ])
    func `the interval without the correction is the published one`(
        cells: [Int],
        lower: Double,
        upper: Double,
        phi: Double
    ) {
        let table = PairedTable(cells)
        let bounds = Newcombe.bounds(table, correctsPhi: false)
        #expect(isClose(Newcombe.correlation(table, corrects: false), phi))
        #expect(isClose(bounds.lower, lower))
        #expect(isClose(bounds.upper, upper))
    }

    @Test func `a table without discordant pairs still has an interval`() {
        let bounds = Newcombe.bounds(PairedTable([10, 0, 0, 10]))
        #expect(bounds.lower < 0)
        #expect(isClose(bounds.lower, -bounds.upper))
    }
}
