import Glibc

/// Whether the sign-flip test can show anything at all, to be said before money is spent.
///
/// With m clusters there are 2^m assignments of signs, and the observed one and its mirror are
/// always among them, so that no two-sided p-value lies below 2^(1 − m).
///
/// Source: the sign-flip test's own counting; the worst case of the adjustment is the smallest
/// step of Benjamini and Hochberg, J. R. Stat. Soc. B 57, 1995, which is Bonferroni's.
package struct Reach: Sendable, Hashable {
    /// What a test with so few clusters can come to.
    package enum Answer: Sendable, Hashable {
        /// The level can be passed whatever the other tests show.
        case alone
        /// It can be passed only together with other tests of the run.
        case together
        /// It cannot be passed, however large the gap.
        case never
    }

    /// Clusters that can differ, 0 or more.
    package let clusters: Int
    /// Tests that are adjusted together, 1 at least.
    package let tests: Int
    /// The level that an adjusted p-value must stay below, in (0, 1).
    package let level: Double

    package init(clusters: Int, tests: Int = 1, level: Double = Planner.level) {
        Self.check(tests: tests, level: level)
        precondition(clusters >= 0, "clusters are counted from 0")
        self.clusters = clusters
        self.tests = tests
        self.level = level
    }

    /// The smallest two-sided p-value, in (0, 1]; 1 without a cluster and with one.
    ///
    /// Beyond 1075 clusters the smallest number above 0.
    package var smallestPValue: Double { Self.smallestPValue(clusters: clusters) }

    /// Whether the smallest p-value passes the level, alone or with others.
    package var answer: Answer {
        if smallestPValue < level / Double(tests) { return .alone }
        return smallestPValue < level ? .together : .never
    }

    /// The fewest clusters that pass the level whatever the other tests show.
    package static func clustersMin(tests: Int = 1, level: Double = Planner.level) -> Int {
        check(tests: tests, level: level)
        var clusters = 1
        while smallestPValue(clusters: clusters) >= level / Double(tests),
            clusters < clustersMax
        { clusters += 1 }
        return clusters
    }

    /// With so many clusters the p-value is the smallest number above 0.
    private static let clustersMax = 1075

    private static func smallestPValue(clusters: Int) -> Double {
        max(.leastNonzeroMagnitude, min(1, exp2(1 - Double(clusters))))
    }

    private static func check(tests: Int, level: Double) {
        precondition(tests >= 1, "there is a test")
        precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    }
}
