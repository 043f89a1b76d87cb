import Testing

@testable import Gaps

/// Golden case `dawid_skene`: an EM of 200 rounds without smoothing, written for the golden set; no
/// independent program stands behind it.
struct DawidSkeneTests {
    private static let verdicts = """
        000 111 100 000 000 101 111 111 010 111 000 000 010 101 000 101 111 111 111 100
        001 000 001 000 001 100 000 101 001 000 000 000 111 101 000 000 000 000 000 010
        111 010 001 111 000 011 100 000 111 001 111 000 110 000 101 000 000 011 000 000
        """.split(whereSeparator: \.isWhitespace).map { row in row.map { $0 == "1" } }

    @Test func `three judges of sixty items`() {
        let fit = DawidSkene(Self.verdicts)
        #expect(isClose(fit.prevalence, 0.32088385254548407, within: 1e-6))
        for (value, expected) in zip(
            fit.sensitivity,
            [0.913337612722575, 0.6971261701286562, 0.9679732186647454]
        ) { #expect(isClose(value, expected, within: 1e-6)) }
        for (value, expected) in zip(
            fit.specificity,
            [0.8670948381561443, 0.8631012738631256, 0.8192851720175636]
        ) { #expect(isClose(value, expected, within: 1e-6)) }
        #expect(isClose(fit.posterior[0], 0.0006473882266631978, within: 1e-6))
        #expect(isClose(fit.posterior[5], 0.8592198408633832, within: 1e-6))
    }

    @Test func `judges that always agree are all right`() {
        let fit = DawidSkene([[true, true], [false, false], [true, true], [false, false]])
        #expect(fit.prevalence == 0.5)
        #expect(fit.sensitivity == [1, 1])
        #expect(fit.posterior == [1, 0, 1, 0])
    }

    @Test func `one verdict of one item is taken as it is`() {
        #expect(DawidSkene([[true]]).posterior == [1])
    }
}
