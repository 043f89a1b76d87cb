import Bench
import Gaps
import Publish
import Store

/// From the books to a report: tallies, gaps, history, verdicts.
struct ReportBuilder {
    let store: Store
    var policy = Policy()
    /// When the report is asked for, in milliseconds since 1970: acknowledgements expire.
    var nowMilliseconds = Clocks.wallMilliseconds()

    /// A model of a run on one metric, with what it takes to compare it.
    struct Cell {
        var model: Int
        var metric: Metric
        var tallies: [ScenarioTally]
        var gap: Result<Gap, GapError>
        var facts: Facts
        var change: Change?
        var history: [[ScenarioTally]] = []
        var line: [SeriesPoint] = []
        var stop: EarlyStop?
    }

    /// What is known of a run: its entry, its specification and its cells.
    struct Reading {
        var entry: RunEntry
        var spec: Spec
        var cells: [Cell]
        /// What was observed of each model, and in how many samples.
        var observed: [Fact: Int] = [:]

        func id(of cell: Cell) -> String { spec.roster.models[cell.model].id }

        /// The cell of the same model and metric; nil where the run has none.
        func cell(model id: String, metric: String) -> Cell? {
            cells.first { self.id(of: $0) == id && $0.metric.id == metric }
        }
    }

    /// Everything that is said about a run, against the comparable runs before it.
    ///
    /// With `against`, that run alone is what it is compared with.
    func report(on entry: RunEntry, against: RunEntry? = nil) throws -> RunReport {
        let reading = try judged(entry, against: against)
        let confirmation = try self.confirmation(of: entry)
        let totals = try store.totals(of: entry.id)
        let notes = try store.acknowledgements(pack: entry.pack)
        let ranks = Ranks(reading, level: policy.level)
        let labels = try Labels(store: store, like: reading)
        let calibration = try Labels(calibrating: reading, store)
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
                costUnknown: totals.costUnknown,
                cached: reading.observed.filter { $0.key.value == Fact.cached }.values.reduce(0, +)
            ),
            rows: reading.cells.map { cell in
                var gates = (try? cell.gap.get()).map { self.gates(of: $0, cell) } ?? []
                if let gate = labels.gate(cell.metric) { gates.append(gate) }
                var row = row(cell, of: reading, gates, confirmation: confirmation)
                row.details = details(of: cell, reading, ranks, labels, calibration, gates)
                return acknowledged(row, notes)
            },
            series: lines(of: reading),
            planted: [],
            sights: try Sights.all(
                Tallies(store: store, entry: entry, spec: reading.spec),
                reading.spec,
                policy: policy
            ),
            covariates: Covariates.correlations(of: reading),
            detections: try Detections.found(in: entry, reading.spec, store),
            panel: try Votes.counted(in: entry, reading.spec, store),
            detectors: try Evaluations.all(entry, reading.spec, store),
            warnings: Served.words(of: reading.spec, reading.observed, isStrict: false)
        )
    }

    /// The cells of a run with their gaps, changes and adjusted p-values.
    func judged(_ entry: RunEntry, against: RunEntry? = nil) throws -> Reading {
        var reading = try read(entry)
        addHistory(try history(of: entry, against: against), to: &reading)
        adjust(&reading)
        return reading
    }

    private func details(
        of cell: Cell,
        _ reading: Reading,
        _ ranks: Ranks,
        _ labels: Labels,
        _ calibration: Labels,
        _ gates: [Gate]
    ) -> RunReport.Row.Details {
        var details = RunReport.Row.Details(
            missing: MissingBounds.of(cell.metric, cell.tallies),
            missingnessPValue: Gate.differentialMissingness(cell.metric, cell.tallies),
            rank: ranks.set(of: cell)
        )
        guard case .success(let gap) = cell.gap else { return details }
        details.gates = gates
        details.clusterRobustError = gap.clusterRobustError
        switch labels.correct(gap, cell, in: reading) {
        case .success(let corrected): details.corrected = corrected
        case .failure(let refusal): details.uncorrected = "\(refusal)"
        case nil: break
        }
        details.calibrated = calibration.correct(gap, cell, in: reading)
        return details
    }

    private func row(
        _ cell: Cell,
        of reading: Reading,
        _ gates: [Gate],
        confirmation: Reading?
    ) -> RunReport.Row {
        let model = reading.spec.roster.models[cell.model]
        let words: String
        switch cell.gap {
        case .success(let gap): words = Gaps.Reading.sentence(for: gap, metric: cell.metric)
        case .failure(let error): words = "\(error)"
        }
        return RunReport.Row(
            model: model.id,
            vendor: reading.entry.kind == .import ? nil : model.vendor.rawValue,
            isSimulated: model.isSimulated,
            metric: cell.metric,
            gap: cell.gap,
            change: cell.change,
            verdict: verdict(cell, of: reading, gates, confirmation: confirmation),
            reading: words,
            facts: cell.facts,
            notes: cell.stop.map { [$0.reason] } ?? [],
            flag: Self.flag(run: reading.entry.id.name, model: model.id, metric: cell.metric.id)
        )
    }

    /// The name of a flag: short, and the same whenever it is asked for.
    static func flag(run: String, model: String, metric: String) -> String {
        "f" + Digest(ofFields: [Array(run.utf8), Array(model.utf8), Array(metric.utf8)]).short
    }

    /// The row with who knows of its flag: somebody whose word has not expired, of a difference
    /// in the same direction that has not worsened by the minimum effect since.
    private func acknowledged(
        _ row: RunReport.Row,
        _ notes: [Acknowledgement]
    ) -> RunReport.Row {
        guard let size = row.flaggedDifference else { return row }
        let known = notes.last { note in
            note.model == row.model && note.metric == row.metric.id
                && note.untilMilliseconds > nowMilliseconds
                && (note.difference < 0) == (size < 0)
                && abs(size) - abs(note.difference)
                    < max(0.001, row.metric.minimumEffectPoints / 100)
        }
        guard let known else { return row }
        var row = row
        row.acknowledgement = .init(
            reason: known.reason,
            untilMilliseconds: known.untilMilliseconds
        )
        return row
    }

    /// The verdict, and what a confirmation run made of it where there is one.
    private func verdict(
        _ cell: Cell,
        of reading: Reading,
        _ gates: [Gate],
        confirmation: Reading?
    ) -> Verdict {
        let gap = try? cell.gap.get()
        let verdict = Verdict.decide(
            cell.metric,
            change: cell.change,
            gap: gap,
            gates: gates,
            level: policy.level
        )
        guard verdict.kind == .changedUnconfirmed, let first = cell.change,
            let again = confirmation?.cell(model: reading.id(of: cell), metric: cell.metric.id),
            Series.differences(from: cell.facts, to: again.facts).isEmpty,
            let change = try? Change.estimate(
                cell.metric,
                now: again.tallies,
                before: cell.history
            )
        else { return verdict }
        return Verdict.confirm(
            cell.metric,
            first: first,
            confirmation: change,
            level: policy.level
        )
    }

    private func gates(of gap: Gap, _ cell: Cell) -> [Gate] {
        var gates = Gate.tripped(
            by: gap,
            metric: cell.metric,
            tallies: cell.tallies,
            missingMax: policy.missingMax,
            level: policy.level
        )
        // A change from or to the floor can be seen; one within it cannot.
        if let extreme = gap.extreme,
            cell.history.allSatisfy({ run in
                (try? Gap.estimate(cell.metric, from: run))?.extreme == extreme
            })
        {
            gates.append(.uninformative(extreme))
        }
        return gates
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

    /// Gives each cell its series, and the accepted runs of its own segment as history.
    private func addHistory(_ before: [Reading], to reading: inout Reading) {
        let rejections = Rejections((try? store.acceptances()) ?? [])
        for index in reading.cells.indices {
            let cell = reading.cells[index]
            let id = reading.id(of: cell)
            var points: [SeriesPoint] = []
            var tallies: [String: [ScenarioTally]] = [:]
            for earlier in before {
                guard let same = earlier.cell(model: id, metric: cell.metric.id),
                    case .success(let gap) = same.gap
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
            let accepted = last.dropLast().filter { !rejections.contains($0.run, model: id) }
            let history = accepted.suffix(policy.historyMax).compactMap { tallies[$0.run] }
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
        for (place, (gap, value)) in zip(places, zip(gaps, policy.adjusted(gaps.map(\.pValue)))) {
            var gap = gap
            gap.qValue = value
            reading.cells[place].gap = .success(gap)
        }
        let moved = reading.cells.indices.filter { reading.cells[$0].change != nil }
        let adjusted = policy.adjusted(moved.compactMap { reading.cells[$0].change?.pValue })
        for (place, value) in zip(moved, adjusted) { reading.cells[place].change?.qValue = value }
    }

    private func lines(of reading: Reading) -> [RunReport.Line] {
        reading.cells.filter { $0.line.count > 1 }.map { cell in
            RunReport.Line(
                model: reading.id(of: cell),
                metric: cell.metric.id,
                segments: Series.segments(cell.line)
            )
        }
    }

    func read(_ entry: RunEntry) throws -> Reading {
        let spec = try store.spec(of: entry.id)
        let observed = try store.facts(of: entry.id)
        var cells: [Cell] = []
        let books = try Tallies(store: store, entry: entry, spec: spec)
        let stops = try store.stops(of: entry.id)
        let packDigest = spec.pack.digest.short
        // Planted subjects stand apart: in no rank, no adjustment and no verdict.
        for model in spec.roster.models.indices where !spec.roster.models[model].isPlanted {
            let counts = try books.counts(of: model)
            let facts = Self.facts(model, spec, packDigest, observed)
            for declared in spec.pack.metrics {
                let metric = policy.applied(to: declared)
                let stop = stops.first { $0.model == model }
                let tallies = try books.tallies(
                    counts,
                    metric,
                    model: model,
                    first: stop?.scenarios
                )
                let gap = Result { () throws(GapError) -> Gap in
                    let gap = try Gap.estimate(metric, from: tallies)
                    return declared.id == spec.pack.metrics.first?.id
                        ? Self.closed(gap, stop, spec) : gap
                }
                cells.append(
                    Cell(
                        model: model,
                        metric: metric,
                        tallies: tallies,
                        gap: gap,
                        facts: facts,
                        stop: stop
                    )
                )
            }
        }
        return Reading(entry: entry, spec: spec, cells: cells, observed: observed)
    }

    /// The gap with the interval that holds under the looks that were taken, and a p-value that
    /// stays below the level only where the look's own boundary was passed.
    private static func closed(_ gap: Gap, _ stop: EarlyStop?, _ spec: Spec) -> Gap {
        guard let stop, let stopping = Stopping(spec) else { return gap }
        var gap = gap
        gap.interval.lower = stop.lower
        gap.interval.upper = stop.upper
        if case .sequential(let boundaries) = stopping.method,
            let look = stopping.lookSizes.firstIndex(of: stop.scenarios)
        {
            gap.pValue = min(
                1,
                gap.pValue * stopping.level / boundaries.nominalPValues[look]
            )
        }
        return gap
    }

    /// What must be equal for another run to be comparable.
    private static func facts(
        _ model: Int,
        _ spec: Spec,
        _ packDigest: String,
        _ observed: [Fact: Int]
    ) -> Facts {
        var values = [
            "pack": packDigest, "scorer": spec.scorerIdentity,
            "request": spec.roster.models[model].identity.short,
        ]
        let mine = observed.filter { $0.key.model == model }
        for name in Set(mine.keys.map(\.name)) {
            let seen = mine.keys.filter { $0.name == name }.map(\.value).sorted()
            values[name] = seen.prefix(4).joined(separator: ", ")
            if seen.count > 4 {
                // The digest stands for those that are not written, so that one more is a difference.
                let rest = Digest(ofFields: seen.map { Array($0.utf8) }).short
                values[name, default: ""] += ", … (\(seen.count) in all, \(rest))"
            }
        }
        return Facts(values)
    }
}

/// Which runs stay out of the history, by the last word that was said of each.
private struct Rejections {
    private var runs: [String: Bool] = [:]
    private var models: [String: Bool] = [:]

    init(_ words: [Acceptance]) {
        for word in words {
            if let model = word.model {
                models["\(word.run) \(model)"] = word.isAccepted
            } else {
                runs[word.run] = word.isAccepted
            }
        }
    }

    func contains(_ run: String, model: String) -> Bool {
        !(models["\(run) \(model)"] ?? runs[run] ?? true)
    }
}

extension RunReport.Row {
    /// The size of what is flagged as worse: the change, or the gap beyond its limit; nil for none.
    var flaggedDifference: Double? {
        switch verdict.kind {
        case .regressed, .changedUnconfirmed: change?.difference
        case .beyondLimit: (try? gap.get())?.estimate
        case .improved, .equivalent, .inconclusive, .first: nil
        }
    }
}
