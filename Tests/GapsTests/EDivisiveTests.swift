import Testing

@testable import Gaps

/// Golden cases `otava_*` (Apache Otava 0.8.0, indices only) and `qhat_*` (brute force of the
/// published statistic); the Nile series is that of Cobb, Biometrika 65, 1978.
struct EDivisiveTests {
    private static let nile: [Double] = [
        1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994,
        1020, 960, 1180, 799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100,
        774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824,
        702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759,
        781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040,
        860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906,
        901, 1170, 912, 746, 919, 718, 714, 740,
    ]
    private static let gaps: [Double] = [
        0.051, 0.047, 0.055, 0.049, 0.052, 0.046, 0.05, 0.053, 0.048, 0.051, 0.05, 0.049,
        0.083, 0.079, 0.086, 0.081, 0.084, 0.08, 0.082, 0.085,
    ]

    @Test func `the best cut is that of the published statistic`() throws {
        let nile = try #require(EDivisive.best(Self.nile[...]))
        #expect((nile.start, nile.end) == (28, 83))
        #expect(isClose(nile.distance, 4916.590807675145, within: 1e-6))
        let gaps = try #require(EDivisive.best(Self.gaps[...]))
        #expect((gaps.start, gaps.end) == (12, 20))
        #expect(isClose(gaps.distance, 0.2824727272727273))
    }

    @Test func `the changes are at Otava's places`() {
        #expect(EDivisive.starts(Self.nile) == [28])
        #expect(EDivisive.starts(Self.gaps) == [12])
    }

    @Test func `three values have no cut`() {
        #expect(EDivisive.best([1, 2, 3]) == nil)
        #expect(EDivisive.starts([]).isEmpty)
    }
}
