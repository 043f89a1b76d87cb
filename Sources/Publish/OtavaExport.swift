import Bench
import Gaps

/// Series as Apache Otava reads them: a row a run, a column a model and metric.
package enum OtavaExport {
    /// The gaps of a report's series in percentage points; an empty cell where a run has none.
    ///
    /// Otava knows no errors of single runs and fills gaps in time: its answer is for comparison.
    package static func csv(_ report: RunReport) -> String {
        var moments: [String: Int64] = [:]
        for line in report.series {
            for point in line.segments.flatMap(\.points) {
                moments[point.run] = point.atMilliseconds
            }
        }
        let runs = moments.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        let head = ["time", "run"] + report.series.map { "\($0.model):\($0.metric)" }
        var lines = [head.map(cell).joined(separator: ",")]
        for (run, moment) in runs {
            let cells = report.series.map { line in
                line.segments.flatMap(\.points).first { $0.run == run }.map {
                    Points.fixed($0.gap.estimate * 100, digits: 4)
                } ?? ""
            }
            lines.append(([String(moment / 1_000), run] + cells).map(cell).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func cell(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }) else {
            return text
        }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
