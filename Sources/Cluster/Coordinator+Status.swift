import Bench

extension Coordinator {
    /// How far everything is.
    public func report(now: Moment) -> StatusReport {
        let workers = peers.sorted { $0.key < $1.key }.map(\.value).filter { $0.role == .worker }
        return StatusReport(
            runs: runs.map { status(of: $0, workers: workers) },
            workers: workers.map { worker in
                let leases = runs.reduce(0) { total, run in
                    total
                        + run.leased.count { run.holder(of: $0)?.instance == worker.instance }
                }
                return .init(name: worker.name, leases: leases, delivered: worker.delivered)
            }
        )
    }

    private func status(of run: RunBook, workers: [Peer]) -> StatusReport.RunStatus {
        let models = run.plan.spec.roster.models
        let waiting = models.indices.filter(run.hasWaiting)
        let stalled: [StatusReport.Stall] = waiting.compactMap { model in
            let id = ModelID(run: run.id, model: model)
            let reasons = workers.map { $0.incapable[id] }
            guard !reasons.isEmpty, !reasons.contains(nil) else { return nil }
            return .init(model: models[model].id, reason: reasons.compactMap(\.self).last ?? "")
        }
        let counts = run.counts
        return .init(
            run: run.id,
            label: run.plan.spec.label,
            planned: run.plan.samples,
            stored: counts.stored,
            failed: counts.failed,
            leased: run.leased.count,
            quarantined: counts.quarantined,
            retries: counts.retries,
            alternates: counts.alternates,
            nanodollars: counts.nanodollars,
            costUnknown: counts.costUnknown,
            isDone: run.isDone,
            stalled: stalled,
            isStalled: !run.isDone && run.leased.isEmpty && !waiting.isEmpty
                && stalled.count == waiting.count
        )
    }
}
