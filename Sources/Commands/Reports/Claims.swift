import Bench
import Gaps
import Publish
import Store

/// The gaps that may be claimed in public, run after run, without the false ones adding up.
struct Claims {
    private struct Batch {
        var run: String
        var level: Double
        var claims: [(model: String, metric: String, pValue: Double)]
        var tests: Int
    }

    private var batches: [Batch] = []

    /// Takes every finished run as one batch, oldest first; cells at the floor or ceiling and those
    /// without a gap are not tested.
    init(_ builder: ReportBuilder, runs: [RunEntry]) throws {
        var ledger = ClaimLedger()
        for entry in runs {
            let reading = try builder.read(entry)
            let tested = reading.cells.compactMap { cell -> (String, String, Double)? in
                guard case .success(let gap) = cell.gap, gap.extreme == nil else { return nil }
                return (reading.id(of: cell), cell.metric.id, gap.pValue)
            }
            guard !tested.isEmpty else { continue }
            let level = ledger.nextLevel(tests: tested.count)
            let claims = zip(tested, ledger.take(tested.map(\.2))).filter(\.1).map(\.0)
            batches.append(
                Batch(
                    run: entry.id.name,
                    level: level,
                    claims: claims.map { (model: $0.0, metric: $0.1, pValue: $0.2) },
                    tests: tested.count
                )
            )
        }
    }

    func show(json: Bool) throws {
        if json {
            Output.print(
                .array(
                    batches.map { batch in
                        [
                            "run": JSON(batch.run), "level": .number(batch.level),
                            "tests": JSON(batch.tests),
                            "claims": .array(
                                batch.claims.map { claim in
                                    [
                                        "model": JSON(claim.model), "metric": JSON(claim.metric),
                                        "p": .number(claim.pValue),
                                    ]
                                }
                            ),
                        ]
                    }
                )
            )
            return
        }
        for batch in batches {
            Output.print(
                "\(batch.run): \(batch.claims.count) of \(batch.tests) gaps claimed at level "
                    + Points.fixed(batch.level, digits: 4)
            )
            for claim in batch.claims {
                Output.print(
                    "  \(claim.model) \(claim.metric), \(Points.named("p", claim.pValue))"
                )
            }
        }
    }
}
