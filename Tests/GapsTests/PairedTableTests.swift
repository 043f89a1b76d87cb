import Testing

@testable import Gaps

struct PairedTableTests {
    @Test func `the difference of rates comes from the discordant pairs`() {
        let table = PairedTable(both: 12, minuendOnly: 18, subtrahendOnly: 4, neither: 66)
        #expect(table.pairs == 100)
        #expect(table.difference == 0.14)
    }
}

extension PairedTable {
    /// The cells in the order of textbooks: a, b, c, d.
    init(_ cells: [Int]) {
        self.init(
            both: cells[0],
            minuendOnly: cells[1],
            subtrahendOnly: cells[2],
            neither: cells[3]
        )
    }
}
