import Testing

@testable import Gaps

extension Golden {
    /// The differences in fifths of the golden confidence sequences: both runs, one after another.
    static let sequence = differences(second) + differences(first)
    /// The numbers of differences at which those sequences are given.
    static let sequenceCounts = [10, 20, 40, 80]
}

struct ConfidenceSequenceTests {
    private let sequence = ConfidenceSequence(level: 0.05, tightestAt: 100)

    private func differences(_ count: Int) -> ClusteredValues {
        ClusteredValues(Golden.sequence.prefix(count).map { Double($0) / 5 })
    }

    /// Golden case `asympcs_plain`: the closed form, in Python; no other program.
    @Test func `the plain interval is the closed form`() {
        #expect(isClose(sequence.rhoSquared, 0.07936154601737565))
        let expected = [
            [0.01747199801531213, 0.4225280019846877],
            [0.0033262370654730256, 0.33667376293452694],
            [0.054806506360271706, 0.2751934936397282], [0.04583731379392342, 0.19416268620607652],
        ]
        for (count, ends) in zip(Golden.sequenceCounts, expected) {
            let bounds = sequence.plain(differences(count))
            #expect(isClose(bounds.lower, ends[0]))
            #expect(isClose(bounds.upper, ends[1]))
        }
    }

    /// Golden case `asympcs_bpk`: the closed form, in Python; no other program.
    @Test func `the interval with pseudo-scenarios is the closed form`() {
        let expected = [
            [-0.2557406729649008, 0.6224073396315674], [-0.08517757120660574, 0.39426848029751477],
            [0.019900053480247648, 0.29438566080546663],
            [0.03283244170430849, 0.2013138997591061],
        ]
        for (count, ends) in zip(Golden.sequenceCounts, expected) {
            let interval = sequence.interval(differences(count), replicates: 5)
            #expect(isClose(interval.lower, ends[0]))
            #expect(isClose(interval.upper, ends[1]))
            let halfWidth = sequence.halfWidth(of: differences(count), replicates: 5)
            #expect(isClose(halfWidth, (ends[1] - ends[0]) / 2))
        }
    }

    @Test func `centre and error are those of the headline interval`() {
        let clustered = ClusteredValues(
            Golden.sequence.map { Double($0) / 5 },
            clusters: Golden.sequence.indices.map { "\($0 / 4)" }
        )
        let interval = sequence.interval(clustered, replicates: 5)
        let single = Interval.clusteredBonettPrice(clustered, replicates: 5)
        #expect(isClose(interval.center, single.center, within: 1e-15))
        #expect(isClose(interval.standardError, single.standardError, within: 1e-15))
        #expect(interval.degreesOfFreedom == 19)
        #expect(interval.upper > single.upper)
        #expect(interval.lower < single.lower)
    }

    @Test func `equal differences close the plain interval and not the other`() {
        let zeros = ClusteredValues(Array(repeating: 0, count: 10))
        #expect(sequence.plain(zeros) == Bounds(lower: 0, upper: 0))
        #expect(sequence.interval(zeros, replicates: 5).upper > 0.2)
        let ones = ClusteredValues(Array(repeating: 1, count: 10))
        #expect(sequence.interval(ones, replicates: 5).upper == 1)
    }

    @Test func `before the first value nothing is known`() {
        #expect(sequence.halfWidth(count: 0) == .infinity)
        #expect(sequence.halfWidth(count: 1) > sequence.halfWidth(count: 2))
    }
}
