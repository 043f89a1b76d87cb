import Bench
import Foundation
import Gaps
import Packs
import Publish
import Rehearsal
import Store

/// A rehearsal of every pack of a folder: one run each of all subjects, those at floor and ceiling
/// included, and the truth behind each cell beside what was seen.
struct AllPacks {
    let folder: String
    let work: String
    let seed: UInt64
    let workers: Int
    let replicates: Int?
    let nullRuns: Int

    /// One subject on one metric of a pack.
    private struct Cell {
        var pack: String
        var subject: String
        var metric: String
        var isFirst: Bool
        var truth: Double
        var gap: Result<Gap, GapError>
        var isExtreme: Bool

        /// Whether the truth lies in the 95 % interval; of a subject at floor or ceiling, whether the
        /// cell is said to be uninformative.
        var isFound: Bool {
            guard case .success(let gap) = gap else { return false }
            if isExtreme { return gap.extreme != nil }
            return gap.interval.lower <= truth && truth <= gap.interval.upper
        }
    }

    func rehearse() async throws {
        let packs = try paths().map { path in
            var pack = try Packs.pack(at: path)
            if let replicates { pack.replicates = replicates }
            return pack
        }
        let key = Identity.instance()
        let vendors = SimulatedVendors(seed: seed, key: key)
        let cells = try await vendors.serving { port in
            var cells: [Cell] = []
            for pack in packs {
                vendors.expect(pack)
                cells += try await self.cells(of: pack, port: port, key: key)
            }
            return cells
        }
        try show(cells, null: packs.first { $0.id == "null" })
    }

    /// The packs of the folder, by name.
    private func paths() throws -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let paths = names.sorted().map { folder + "/" + $0 }.filter {
            Files.exists($0 + "/pack.yaml")
        }
        guard !paths.isEmpty else { throw CommandError("\(folder): there is no pack in it") }
        return paths
    }

    private func cells(of pack: Pack, port: Int, key: String) async throws -> [Cell] {
        let spec = Spec(
            pack: pack,
            roster: RehearsalRoster.whole(endpoint: "http://127.0.0.1:\(port)"),
            label: "rehearsal"
        )
        Output.warn("\(pack.id): \(Plan(spec).samples) samples, simulated")
        let path = work + "/all-\(pack.id).sqlite"
        for suffix in ["", "-wal", "-shm", ".lock"] { unlink(path + suffix) }
        let store = try Store.openForWriting(at: path)
        var environment = ProcessInfo.processInfo.environment
        environment[RehearsalRoster.keyVariable] = key
        let keys = try Keys(environment: environment, file: nil)
        let session = RunSession(
            store: store,
            spec: spec,
            children: try RunSession.start(workers: workers, slots: 64, keys: keys),
            leaseMilliseconds: 5_000
        )
        var report: RunReport?
        try await session.run { end in
            guard case .done(let run, _) = end else {
                throw CommandError("\(pack.id): the rehearsal did not come to its end")
            }
            report = try ReportBuilder(store: store).report(on: store.run(named: run.name))
        }
        try store.close()
        let truths = Dictionary(
            (Subject.all + Subject.extremes).map {
                ($0.name, Truth(of: $0, in: pack, seed: seed))
            }
        ) { first, _ in first }
        return (report?.rows ?? []).compactMap { row in
            guard let subject = RehearsalRoster.subject(of: row.model),
                let truth = truths[subject.name]?.value(of: row.metric)
            else { return nil }
            return Cell(
                pack: pack.id,
                subject: subject.name,
                metric: row.metric.id,
                isFirst: row.metric.id == pack.metrics.first?.id,
                truth: truth,
                gap: row.gap,
                isExtreme: Subject.extremes.contains(subject)
            )
        }
    }

    // MARK: What is said

    private func show(_ cells: [Cell], null: Pack?) throws {
        let columns = ["pack", "subject", "truth", "seen", "95 % interval", "found"]
        let rows = cells.filter(\.isFirst).map { cell -> [String] in
            var words = [cell.pack, cell.subject, Points.signed(cell.truth), "–", "–"]
            if case .success(let gap) = cell.gap {
                words[3] = Points.signed(gap.estimate)
                words[4] =
                    "[\(Points.signed(gap.interval.lower)), \(Points.signed(gap.interval.upper))]"
            }
            let found = cell.isExtreme ? "uninformative" : "yes"
            return words + [cell.isFound ? found : "no"]
        }
        Output.print(Terminal.simulatedNumbers)
        Output.print(Terminal.plain(columns: columns, rows: rows, width: Output.width))
        let plain = cells.filter { !$0.isExtreme }
        let extreme = cells.filter(\.isExtreme)
        let inside = plain.count(where: \.isFound)
        let silent = extreme.count(where: \.isFound)
        Output.print(
            "\n\(inside) of \(plain.count) truths lie in their 95 % intervals, over all metrics; "
                + "\(silent) of \(extreme.count) cells at floor or ceiling are said to be uninformative"
        )
        for cell in cells where !cell.isFound {
            Output.print("  not found: \(cell.pack) \(cell.metric) \(cell.subject)")
        }
        let isQuiet = try null.map(showNull) ?? true
        let bounds = ClopperPearson.bounds(inside, of: max(1, plain.count))
        guard bounds.upper >= 0.95, silent == extreme.count, isQuiet else {
            throw CommandError("the pipeline did not show what was planted")
        }
    }

    /// Whether the null pack raises no more flags than its level.
    private func showNull(_ pack: Pack) throws -> Bool {
        guard nullRuns > 0 else { return true }
        let level = Policy().level
        let count = NullStudy(pack: pack, runs: nullRuns).count()
        var isQuiet = true
        for (what, number) in [
            ("show a gap at q < \(Points.probability(level))", count.gaps),
            ("flag a change", count.flags),
        ] {
            let bounds = ClopperPearson.bounds(number, of: count.runs)
            Output.print(
                "null, \(count.runs) seeded runs in this process, without HTTP: \(number) \(what), "
                    + "\(Figures.percent(Double(number) / Double(count.runs))) % "
                    + "[\(Figures.percent(bounds.lower)), \(Figures.percent(bounds.upper))], "
                    + "nominal \(Figures.percent(level)) %"
            )
            isQuiet = isQuiet && bounds.lower <= level
        }
        return isQuiet
    }
}
