import Testing

@testable import Gaps

struct ClusterRobustTests {
    private func values(_ counts: [Int], byFamily: Bool) -> ClusteredValues {
        let differences = Golden.differences(counts).map { Double($0) / 5 }
        return ClusteredValues(
            differences,
            clusters: differences.indices.map { "\(byFamily ? $0 / 4 : $0)" }
        )
    }

    /// Golden cases `clusterSE_*`: statsmodels 0.15, ordinary least squares on a constant.
    @Test func `the errors are those of statsmodels`() {
        for (counts, byFamily, expected) in [
            (
                Golden.first, false,
                [0.03216170082567152, 0.03257142053852481, 0.009118083424027007, 0.140881916575973]
            ),
            (
                Golden.first, true,
                [
                    0.031819805153394644, 0.033541019662496854, -0.0008750578789474411,
                    0.15087505787894745,
                ]
            ),
            (
                Golden.second, false,
                [0.03527569985131408, 0.035725089940853216, 0.0927391849591396, 0.2372608150408604]
            ),
            (
                Golden.second, true,
                [
                    0.03166228039797513, 0.03337497399083465, 0.08950056352656413,
                    0.24049943647343588,
                ]
            ),
        ] {
            let errors = ClusterRobust(values(counts, byFamily: byFamily))
            #expect(isClose(errors.plain, expected[0]))
            #expect(isClose(errors.corrected, expected[1]))
            #expect(isClose(errors.bounds.lower, expected[2]))
            #expect(isClose(errors.bounds.upper, expected[3]))
        }
    }

    /// Golden case `regress_FX_paired_t`: scipy 1.16, ttest_1samp on the change of each scenario.
    @Test func `with clusters of one the corrected error is that of a paired t test`() {
        let moved = zip(Golden.second, Golden.first).map { Double($0 - $1) / 5 }
        let errors = ClusterRobust(ClusteredValues(moved))
        #expect(isClose(errors.corrected, 0.022588855886396954))
        let t = 0.09 / errors.corrected
        #expect(isClose(StudentT(degreesOfFreedom: 39).twoSided(t), 0.0002870405115255843))
    }
}
