import Bench
import Cluster
import Gaps
import Store

/// Watches the completed prefixes of a run that may stop early.
///
/// Every look is at a size of the prefix that follows from the plan, and at exactly that part of it:
/// however the answers arrive and however often it looks, it decides the same.
struct EarlyStopping: Sendable {
    let run: RunID
    private let spec: Spec
    private let plan: Plan
    private let metric: Metric
    private let stopping: Stopping
    private let sizes: [Int]
    private var open: [Int: Progress]

    private struct Progress {
        var completed = 0
        var looks = 0
    }

    /// Looks of a precision over the plan, at most.
    private static let precisionLooks = 50

    /// Nil where the run stops at its plan's end only.
    init?(run: RunID, spec: Spec, stopped: Set<Int>) {
        guard let stopping = Stopping(spec), let metric = spec.pack.metrics.first else {
            return nil
        }
        self.run = run
        self.spec = spec
        self.metric = metric
        self.stopping = stopping
        plan = Plan(spec)
        let planned = plan.scenarios.count
        if case .decided = stopping.rule {
            sizes = stopping.lookSizes
        } else {
            let looks = min(planned, Self.precisionLooks)
            sizes = (1...looks).map { planned * $0 / looks }
        }
        open = [:]
        // Planted subjects answer to the end: they are to show what the whole plan can see.
        for model in spec.roster.models.indices
        where !stopped.contains(model) && !spec.roster.models[model].isPlanted {
            open[model] = Progress()
        }
    }

    /// Whether no model is left to watch.
    var isOver: Bool { open.isEmpty }

    func name(of model: Int) -> String { spec.roster.models[model].id }

    /// The models of which enough is known now.
    mutating func look(at machine: Coordinator, in store: Store) throws -> [EarlyStop] {
        var stops: [EarlyStop] = []
        for model in open.keys.sorted() {
            guard var progress = open[model] else { continue }
            progress.completed = machine.completedScenarios(
                run,
                model: model,
                from: progress.completed
            )
            let due = sizes.prefix { $0 <= progress.completed }.count
            defer { if open[model] != nil { open[model] = progress } }
            guard due > progress.looks else { continue }
            let prefix = try completed(model, sizes[due - 1], store)
            var stop: EarlyStop?
            for size in sizes[progress.looks..<due] where stop == nil && size < prefix.endIndex + 1
            {
                stop = self.stop(model, Array(prefix.prefix(size)))
            }
            progress.looks = due
            if let stop { stops.append(stop) }
            if stop != nil || due == sizes.count { open[model] = nil }
        }
        return stops
    }

    /// Nil where it goes on, and where stopping would save nothing.
    private func stop(_ model: Int, _ prefix: [Stopping.Completed]) -> EarlyStop? {
        guard prefix.count < plan.scenarios.count,
            case .stop(let reason) = stopping.decide(after: prefix),
            let closing = stopping.closing(after: prefix)
        else { return nil }
        let left = plan.scenarios.count - closing.scenarios
        let saved = left * spec.pack.replicates * plan.arms
        return EarlyStop(
            model: model,
            scenarios: closing.scenarios,
            lower: closing.interval.lower,
            upper: closing.interval.upper,
            reason: "\(reason); up to \(saved) of \(plan.samplesPerModel) samples saved"
        )
    }

    private func completed(
        _ model: Int,
        _ size: Int,
        _ store: Store
    ) throws -> [Stopping.Completed] {
        let entry = try store.run(named: run.name)
        let books = try Tallies(store: store, entry: entry, spec: spec)
        let tallies = try books.tallies(try books.counts(of: model), metric, model: model)
        return plan.scenarios.prefix(size).map { place in
            Stopping.Completed(
                cluster: tallies[place].cluster,
                difference: metric.value(of: tallies[place])
            )
        }
    }
}

extension Stopping {
    /// The rule that a specification registers; nil for none.
    init?(_ spec: Spec) {
        guard let until = spec.until else { return nil }
        let rule: Rule =
            switch until {
            case .precision(let points): .precision(halfWidth: points / 100)
            case .decided(let looks): .decided(looks: looks)
            }
        self.init(
            rule,
            planned: spec.pack.scenarios.count,
            replicates: Double(spec.pack.replicates)
        )
    }
}
