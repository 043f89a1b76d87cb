import Bench
import Testing

@testable import Gaps

struct TallyTests {
    @Test func `every outcome has a count of its own`() {
        var counts = ArmCounts()
        for (index, outcome) in Outcome.allCases.enumerated() { counts[outcome] = index + 1 }
        for (index, outcome) in Outcome.allCases.enumerated() {
            #expect(counts[outcome] == index + 1)
        }
        #expect(counts.total == 55)
    }

    @Test func `batches of an arm add up by outcome`() {
        var counts = ArmCounts(2, of: 5)
        counts += ArmCounts(1, of: 2)
        #expect(counts[.complied] == 3)
        #expect(counts[.refused] == 4)
        #expect(counts[.unparsed] == 0)
        #expect(counts.total == 7)
    }
}
