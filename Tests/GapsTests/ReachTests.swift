import Testing

@testable import Gaps

struct ReachTests {
    @Test func `the smallest p-value halves with every cluster after the first`() {
        let expected = [0: 1.0, 1: 1, 2: 0.5, 5: 0.0625, 6: 0.03125, 11: 1.0 / 1024]
        for (clusters, pValue) in expected.sorted(by: { $0.key < $1.key }) {
            #expect(Reach(clusters: clusters).smallestPValue == pValue)
        }
        #expect(Reach(clusters: 5_000).smallestPValue == .leastNonzeroMagnitude)
    }

    @Test func `it is what the sign-flip test gives at best`() {
        for clusters in 1...20 {
            let flips = SignFlip.pValue(of: Array(repeating: 1, count: clusters))
            #expect(flips.twoSided == Reach(clusters: clusters).smallestPValue)
        }
    }

    @Test func `five clusters cannot pass one test in twenty, six can`() {
        #expect(Reach(clusters: 5).answer == .never)
        #expect(Reach(clusters: 6).answer == .alone)
        #expect(Reach.clustersMin() == 6)
    }

    /// Of ten tests one alone must pass .005: 1/128 does not, 1/256 does.
    @Test func `among ten tests six clusters need company and nine do not`() {
        #expect(Reach(clusters: 5, tests: 10).answer == .never)
        #expect(Reach(clusters: 6, tests: 10).answer == .together)
        #expect(Reach(clusters: 8, tests: 10).answer == .together)
        #expect(Reach(clusters: 9, tests: 10).answer == .alone)
        #expect(Reach.clustersMin(tests: 10) == 9)
    }

    @Test func `company is what the adjustment says it is`() {
        for clusters in 1...12 {
            let reach = Reach(clusters: clusters, tests: 4)
            let best = reach.smallestPValue
            let alone = Multiplicity.benjaminiHochberg([best, 1, 1, 1])[0] < 0.05
            let together = Multiplicity.benjaminiHochberg([best, best, best, best])[0] < 0.05
            #expect(alone == (reach.answer == .alone), "\(clusters) clusters")
            #expect(together == (reach.answer != .never), "\(clusters) clusters")
        }
    }

    @Test func `a p-value at the level does not pass it`() {
        #expect(Reach(clusters: 5, level: 0.0625).answer == .never)
        #expect(Reach.clustersMin(level: 0.0625) == 6)
    }
}
