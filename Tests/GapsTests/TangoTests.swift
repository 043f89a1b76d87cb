import Testing

@testable import Gaps

/// Golden cases `tango_*`: the root of the score, checked against R ratesci to 2e-9.
struct TangoTests {
    @Test(arguments: [
        ([1, 1, 7, 12], -0.5172322764213774, -0.026003032480868608),
        ([12, 18, 4, 66], 0.0526198779838229, 0.23457300335782377),
        ([0, 3, 0, 47], -0.015628455081347484, 0.16217091688838173),
        ([5, 9, 2, 184], 0.003009914298466938, 0.07476966167614923),
    ])
    func `the interval is that of ratesci`(cells: [Int], lower: Double, upper: Double) {
        let bounds = Tango.bounds(PairedTable(cells))
        #expect(isClose(bounds.lower, lower, within: 1e-8))
        #expect(isClose(bounds.upper, upper, within: 1e-8))
    }

    @Test func `exchanging the arms mirrors the interval`() {
        let bounds = Tango.bounds(PairedTable([12, 18, 4, 66]))
        let mirrored = Tango.bounds(PairedTable([12, 4, 18, 66]))
        #expect(isClose(bounds.lower, -mirrored.upper))
        #expect(isClose(bounds.upper, -mirrored.lower))
    }

    /// With all of n pairs one way the score of δ is √(n(1 − δ)/(1 + δ)); at z² it gives the end.
    @Test func `a table all of one kind reaches the end of the scale`() {
        let bounds = Tango.bounds(PairedTable([0, 20, 0, 0]))
        let square = 1.959963984540054 * 1.959963984540054
        #expect(bounds.upper == 1)
        #expect(isClose(bounds.lower, (20 - square) / (20 + square)))
        #expect(Tango.bounds(PairedTable([0, 0, 20, 0])).lower == -1)
    }
}
