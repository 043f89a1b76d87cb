import Bench
import Gaps
import Publish
import Store

/// How the judges of a run's panel voted, read record by record.
enum Votes {
    /// Nil where there is no panel.
    ///
    /// Planted subjects are left out: their replies are easy.
    static func counted(
        in entry: RunEntry,
        _ spec: Spec,
        _ store: Store
    ) throws -> RunReport.Panel? {
        guard spec.roster.hasPanel, case .judge = spec.pack.scorer else { return nil }
        let judges = spec.roster.judges.map(\.id)
        let models = spec.roster.models
        var agreement = PanelAgreement(
            judges: judges.count,
            models: models.count,
            arms: spec.pack.arms.count
        )
        try store.forEachRecord(of: entry.id) { row in
            guard !models[row.sample.model].isPlanted, let text = row.json,
                let json = try? JSON(parsing: Array(text.utf8), rules: .file),
                let ballots = try? Record(json: json).ballots, ballots.map(\.judge) == judges
            else { return }
            agreement.add(
                ballots.map(\.outcome),
                model: row.sample.model,
                arm: row.sample.arm
            )
        }
        return RunReport.Panel(
            judges: judges,
            models: models.map(\.id),
            arms: spec.pack.arms.map(\.id),
            agreement: agreement,
            isSimulated: spec.roster.judges.contains(where: \.isSimulated)
        )
    }
}
