import Bench

extension PackSource {
    /// Scenarios that a pack should have: the intervals of fewer are wider than most gaps.
    static let scenariosMin = 50
    /// How often the median a cluster or a length may be before it stands out.
    private static let outlierFactor = 5

    var sizeRemarks: [Remark] {
        guard scenarios.count < Self.scenariosMin else { return [] }
        return [
            Remark(
                .warning,
                .size,
                file: scenarioFile,
                "\(scenarios.count) scenarios: intervals will be wide; \(Self.scenariosMin) are "
                    + "the least that says much"
            )
        ]
    }

    var balanceRemarks: [Remark] { clusterRemarks + lengthRemarks }

    private var clusterRemarks: [Remark] {
        var remarks: [Remark] = []
        let alone = scenarios.filter { $0.cluster == nil }
        if let first = alone.first, alone.count < scenarios.count {
            remarks.append(
                Remark(
                    .warning,
                    .balance,
                    file: scenarioFile,
                    line: first.line,
                    field: "cluster",
                    "\(alone.count) of \(scenarios.count) scenarios have no cluster "
                        + "(\(Lint.some(alone.map(\.id)))): each counts as independent of all others"
                )
            )
        }
        var sizes: [String: Int] = [:]
        for line in scenarios { sizes[line.cluster ?? line.id, default: 0] += 1 }
        let median = Self.median(sizes.values.sorted())
        for line in scenarios {
            let cluster = line.cluster ?? line.id
            // Each cluster once, at its first line.
            guard let size = sizes.removeValue(forKey: cluster), sizes.count > 0,
                size > Self.outlierFactor * max(1, median)
            else { continue }
            remarks.append(
                Remark(
                    .warning,
                    .balance,
                    file: scenarioFile,
                    line: line.line,
                    field: "cluster",
                    "\"\(cluster)\" has \(size) scenarios, the median cluster \(median): one theme "
                        + "would carry much of the result"
                )
            )
        }
        return remarks
    }

    private var lengthRemarks: [Remark] {
        let lengths = scenarios.map { line in
            line.texts.reduce(0) { $0 + Words.of($1).count }
        }
        let median = Self.median(lengths.sorted())
        let long = zip(scenarios, lengths).filter { $0.1 > Self.outlierFactor * max(1, median) }
        guard scenarios.count > 2, let first = long.first else { return [] }
        return [
            Remark(
                .warning,
                .length,
                file: scenarioFile,
                line: first.0.line,
                field: first.0.id,
                "\(first.1) words, the median scenario has \(median)"
                    + (long.count > 1 ? "; so do \(Lint.some(long.dropFirst().map(\.0.id)))" : "")
                    + ": what is asked there may be another task"
            )
        ]
    }

    private static func median(_ sorted: [Int]) -> Int {
        sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}
