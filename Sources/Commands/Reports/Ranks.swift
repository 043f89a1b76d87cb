import Bench
import Gaps
import Publish

/// The ranks that the models of a run may have, by metric.
struct Ranks {
    private var sets: [String: [Int: RankSet]] = [:]

    /// Models that are ranked, at most: all pairs are tested.
    static let modelsMax = 60

    init(_ reading: ReportBuilder.Reading, level: Double) {
        for metric in reading.spec.pack.metrics.map(\.id) {
            let cells = reading.cells.filter { cell in
                cell.metric.id == metric && (try? cell.gap.get()) != nil
            }
            guard let first = cells.first, (2...Self.modelsMax).contains(cells.count) else {
                continue
            }
            let ranks = RankSet.all(
                of: first.metric,
                tallies: cells.map(\.tallies),
                level: level
            )
            sets[metric] = Dictionary(zip(cells.map(\.model), ranks)) { first, _ in first }
        }
    }

    func set(of cell: ReportBuilder.Cell) -> RankSet? { sets[cell.metric.id]?[cell.model] }
}

/// What a roster says of its models beside their gaps.
enum Covariates {
    static func correlations(of reading: ReportBuilder.Reading) -> [RunReport.Covariate] {
        let models = reading.spec.roster.models
        let names = Set(models.flatMap { $0.covariates.keys }).sorted()
        return reading.spec.pack.metrics.flatMap { metric in
            names.compactMap { name in
                var pairs: [(Double, Double)] = []
                for cell in reading.cells where cell.metric.id == metric.id {
                    guard let value = models[cell.model].covariates[name],
                        let gap = try? cell.gap.get()
                    else { continue }
                    pairs.append((value, gap.estimate))
                }
                return RankCorrelation(pairs.map(\.0), pairs.map(\.1)).map {
                    RunReport.Covariate(metric: metric.id, name: name, correlation: $0)
                }
            }
        }
    }
}
