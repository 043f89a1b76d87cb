import Foundation
import Testing

@testable import Gaps

/// The worked examples of `docs/statistics.md`, read from there.
struct WorkedExamplesTests {
    private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("docs/statistics.md")

    @Test func `the page's examples come out`() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let start = try #require(text.firstRange(of: "### Worked examples"))
        let end = try #require(text[start.upperBound...].firstRange(of: "The first by hand"))
        let rows = text[start.upperBound..<end.lowerBound].split(separator: "\n").compactMap {
            line -> [String]? in
            let cells = line.split(separator: "|").map {
                String($0).trimmingCharacters(in: .whitespaces)
            }
            return cells.count == 5 && Double(cells[1]) != nil ? cells : nil
        }
        #expect(rows.count == 2)
        for row in rows {
            let fifths = row[0].split(separator: ",").compactMap {
                Int($0.trimmingCharacters(in: .whitespaces))
            }
            let tallies = fifths.enumerated().map { index, fifth in
                ScenarioTally(
                    "s\(index)",
                    ArmCounts(max(0, fifth), of: 5),
                    ArmCounts(max(0, -fifth), of: 5)
                )
            }
            let gap = try Gap.estimate(.compliance, from: tallies)
            let found = [gap.estimate, gap.interval.lower, gap.interval.upper, gap.pValue]
            for (value, cell) in zip(found, row.dropFirst()) {
                #expect(isClose(value, try #require(Double(cell)), within: 5e-5), "\(row)")
            }
        }
    }
}
