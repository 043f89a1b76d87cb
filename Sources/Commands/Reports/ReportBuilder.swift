import Bench
import Gaps
import Publish
import Store

/// From the books to a report: tallies, gaps, history, verdicts.
struct ReportBuilder {
    let store: Store

    /// A model of a run on one metric, with what it takes to compare it.
    private struct Cell {
        var model: Int
        var metric: Metric
        var tallies: [ScenarioTally]
        var gap: Result<Gap, GapError>
        var facts: Facts
        var change: Change?
        var history: [[ScenarioTally]] = []
        var line: [SeriesPoint] = []
    }

    /// What is known of a run: its entry, its specification and its cells.
    private struct Reading {
        var entry: RunEntry
        var spec: Spec
        var cells: [Cell]
    }

    /// Everything that is said about a run, against the comparable runs before it.
    ///
    /// With `against`, that run alone is what it is compared with.
    func report(
        on entry: RunEntry,
        against: RunEntry? = nil,
        level: Double = 0.05
    ) throws -> RunReport {
        var reading = try read(entry)
        let before = try history(of: entry, against: against)
        addHistory(before, to: &reading)
        adjust(&reading)
        let confirmation = try self.confirmation(of: entry)
        let totals = try store.totals(of: entry.id)
        return RunReport(
            run: entry.id.name,
            label: entry.label,
            atMilliseconds: entry.asOfMilliseconds,
            pack: reading.spec.pack.id,
            packTitle: reading.spec.pack.title,
            packDigest: reading.spec.pack.digest,
            specDigest: reading.spec.digest,
            isSimulated: entry.isSimulated,
            isImported: entry.kind == .import,
            books: RunReport.Books(
                planned: entry.planned,
                stored: totals.stored,
                requests: totals.requests,
                alternates: totals.alternates,
                nanodollars: totals.nanodollars,
                costUnknown: totals.costUnknown
            ),
            rows: reading.cells.map {
                row($0, of: reading, confirmation: confirmation, level: level)
            },
            series: lines(of: reading),
            planted: []
        )
    }

    private func row(
        _ cell: Cell,
        of reading: Reading,
        confirmation: Reading?,
        level: Double
    ) -> RunReport.Row {
        let model = reading.spec.roster.models[cell.model]
        let gap = cell.gap
        let words: String
        switch gap {
        case .success(let gap): words = Gaps.Reading.sentence(for: gap, metric: cell.metric)
        case .failure(let error): words = "\(error)"
        }
        return RunReport.Row(
            model: model.id,
            vendor: reading.entry.kind == .import ? nil : model.vendor.rawValue,
            isSimulated: model.isSimulated,
            metric: cell.metric,
            gap: gap,
            change: cell.change,
            verdict: verdict(cell, of: reading, confirmation: confirmation, level: level),
            reading: words,
            facts: cell.facts
        )
    }

    /// The verdict, and what a confirmation run made of it where there is one.
    private func verdict(
        _ cell: Cell,
        of reading: Reading,
        confirmation: Reading?,
        level: Double
    ) -> Verdict {
        let verdict = Verdict.decide(
            cell.metric,
            change: cell.change,
            gap: try? cell.gap.get(),
            level: level
        )
        let id = reading.spec.roster.models[cell.model].id
        guard verdict.kind == .changedUnconfirmed, let first = cell.change, let confirmation,
            let again = confirmation.cells.first(where: {
                confirmation.spec.roster.models[$0.model].id == id && $0.metric == cell.metric
            }), Series.differences(from: cell.facts, to: again.facts).isEmpty,
            let change = try? Change.estimate(
                cell.metric,
                now: again.tallies,
                before: cell.history
            )
        else { return verdict }
        return Verdict.confirm(cell.metric, first: first, confirmation: change, level: level)
    }

    private func confirmation(of entry: RunEntry) throws -> Reading? {
        let found = try store.runs().last { run in
            run.confirms == entry.id && run.doneAtMilliseconds != nil
        }
        return try found.map(read)
    }

    /// The runs that may stand before this one, oldest first.
    private func history(of entry: RunEntry, against: RunEntry?) throws -> [Reading] {
        if let against { return [try read(against)] }
        return try store.runs().filter { run in
            run.pack == entry.pack && run.kind == entry.kind && run.confirms == nil
                && run.doneAtMilliseconds != nil && run.id != entry.id
                && run.isSimulated == entry.isSimulated
                && (run.asOfMilliseconds, run.id) < (entry.asOfMilliseconds, entry.id)
        }.map(read)
    }

    /// Gives each cell its series, and the runs of its own segment as history.
    private func addHistory(_ before: [Reading], to reading: inout Reading) {
        for index in reading.cells.indices {
            let cell = reading.cells[index]
            let id = reading.spec.roster.models[cell.model].id
            var points: [SeriesPoint] = []
            var tallies: [String: [ScenarioTally]] = [:]
            for earlier in before {
                guard
                    let same = earlier.cells.first(where: {
                        earlier.spec.roster.models[$0.model].id == id
                            && $0.metric.id == cell.metric.id
                    }), case .success(let gap) = same.gap
                else { continue }
                points.append(Self.point(earlier.entry, gap, same.facts))
                tallies[earlier.entry.id.name] = same.tallies
            }
            if case .success(let gap) = cell.gap {
                points.append(Self.point(reading.entry, gap, cell.facts))
            }
            reading.cells[index].line = points
            let name = reading.entry.id.name
            let last = Series.segments(points).last?.points ?? []
            guard last.last?.run == name else { continue }
            let history = last.dropLast().compactMap { tallies[$0.run] }
            reading.cells[index].history = history
            guard !history.isEmpty else { continue }
            // Without two shared clusters nothing can be said, which `first` says.
            reading.cells[index].change = try? Change.estimate(
                cell.metric,
                now: cell.tallies,
                before: history
            )
        }
    }

    private static func point(_ entry: RunEntry, _ gap: Gap, _ facts: Facts) -> SeriesPoint {
        SeriesPoint(
            run: entry.id.name,
            label: entry.label,
            atMilliseconds: entry.asOfMilliseconds,
            gap: gap,
            facts: facts
        )
    }

    /// Adjusts the p-values of all gaps, and of all changes, over the whole run.
    private func adjust(_ reading: inout Reading) {
        let places = reading.cells.indices.filter { (try? reading.cells[$0].gap.get()) != nil }
        let gaps = places.compactMap { try? reading.cells[$0].gap.get() }
        let values = Multiplicity.benjaminiHochberg(gaps.map(\.pValue))
        for (place, (gap, value)) in zip(places, zip(gaps, values)) {
            var gap = gap
            gap.qValue = value
            reading.cells[place].gap = .success(gap)
        }
        let moved = reading.cells.indices.filter { reading.cells[$0].change != nil }
        let adjusted = Multiplicity.benjaminiHochberg(
            moved.compactMap { reading.cells[$0].change?.pValue }
        )
        for (place, value) in zip(moved, adjusted) { reading.cells[place].change?.qValue = value }
    }

    private func lines(of reading: Reading) -> [RunReport.Line] {
        reading.cells.filter { $0.line.count > 1 }.map { cell in
            RunReport.Line(
                model: reading.spec.roster.models[cell.model].id,
                metric: cell.metric.id,
                segments: Series.segments(cell.line)
            )
        }
    }

    private func read(_ entry: RunEntry) throws -> Reading {
        let spec = try store.spec(of: entry.id)
        let observed = try store.facts(of: entry.id)
        var cells: [Cell] = []
        let books = try Tallies(store: store, entry: entry, spec: spec)
        for model in spec.roster.models.indices {
            let counts = try books.counts(of: model)
            let facts = Self.facts(model, spec, observed)
            for metric in spec.pack.metrics {
                let tallies = books.tallies(counts, metric)
                let gap = Result { () throws(GapError) -> Gap in
                    try Gap.estimate(metric, from: tallies)
                }
                cells.append(
                    Cell(model: model, metric: metric, tallies: tallies, gap: gap, facts: facts)
                )
            }
        }
        return Reading(entry: entry, spec: spec, cells: cells)
    }

    /// What must be equal for another run to be comparable.
    private static func facts(_ model: Int, _ spec: Spec, _ observed: [Fact: Int]) -> Facts {
        var values = [
            "pack": spec.pack.digest.short, "scorer": spec.scorerIdentity,
            "request": spec.roster.models[model].identity.short,
        ]
        let mine = observed.filter { $0.key.model == model }
        for name in Set(mine.keys.map(\.name)) {
            let seen = mine.keys.filter { $0.name == name }.map(\.value).sorted()
            values[name] = seen.prefix(4).joined(separator: ", ") + (seen.count > 4 ? ", …" : "")
        }
        return Facts(values)
    }
}

/// The counts of a run by scenario and arm, planned samples without a record included.
struct Tallies {
    private let store: Store
    private let entry: RunEntry
    private let spec: Spec
    private let ranges: [Range<Int>]

    init(store: Store, entry: RunEntry, spec: Spec) throws {
        self.store = store
        self.entry = entry
        self.spec = spec
        let plan = Plan(spec)
        if entry.kind == .run {
            ranges = spec.roster.models.indices.map { model in
                model * plan.samplesPerModel..<(model + 1) * plan.samplesPerModel
            }
        } else {
            ranges = try store.sampleRanges(of: entry.id, models: spec.roster.models.count)
        }
    }

    /// Counts by scenario and arm of one model.
    func counts(of model: Int) throws -> [[ArmCounts]] {
        let none = Array(repeating: ArmCounts(), count: spec.pack.arms.count)
        var counts = Array(repeating: none, count: spec.pack.scenarios.count)
        for cell in try store.cells(of: entry.id, samples: ranges[model])
        where counts.indices.contains(cell.scenario) && none.indices.contains(cell.arm) {
            counts[cell.scenario][cell.arm][cell.outcome] += cell.samples
        }
        guard entry.kind == .run else { return counts }
        for scenario in counts.indices {
            for arm in none.indices {
                let missing = spec.pack.replicates - counts[scenario][arm].total
                counts[scenario][arm][.notRun] += max(0, missing)
            }
        }
        return counts
    }

    /// The tallies of one metric, by the pack's order; scenarios that an import knows nothing of
    /// for this model are left out.
    func tallies(_ counts: [[ArmCounts]], _ metric: Metric) -> [ScenarioTally] {
        guard let minuend = spec.pack.arm(metric.minuend),
            let subtrahend = spec.pack.arm(metric.subtrahend)
        else { return [] }
        return spec.pack.scenarios.indices.compactMap { index in
            let scenario = spec.pack.scenarios[index]
            let arms = counts[index]
            guard entry.kind == .run || arms.contains(where: { $0.total > 0 }) else { return nil }
            return ScenarioTally(
                scenario: scenario.id,
                cluster: scenario.cluster,
                minuend: arms[minuend],
                subtrahend: arms[subtrahend]
            )
        }
    }
}
