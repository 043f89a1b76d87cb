import ArgumentParser
import Bench
import Packs
import Store

/// The command `gapwatch import`.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take in outcomes that were recorded elsewhere (CSV or JSON Lines).",
        discussion: """
            A mapping file says which columns mean what: see docs/packs.md. The same file with the \
            same mapping is the same run, and is taken in once.
            """
    )

    @Argument(help: ArgumentHelp("The table: .csv, or .jsonl.", valueName: "table"))
    var table: String

    @Option(help: ArgumentHelp("What the columns mean.", valueName: "file"))
    var mapping: String

    @Option(help: "A label for the run.")
    var label = ""

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let mapping = try Packs.mapping(at: mapping)
        let table = try await OutcomeTable(file: table, mapping: mapping)
        guard table.samples > 0 else {
            throw CommandError("\(self.table) has no rows: nothing was taken in")
        }
        let spec = Self.spec(of: table, mapping, label: label)
        let bytes = spec.json.canonicalBytes
        let digest = Digest(of: bytes)
        let run = RunID("i" + Digest(ofFields: [digest.bytes, Self.content(of: table)]).short)
        let store = try Store.openForWriting(at: store.resolved)
        let now = Clocks.wallMilliseconds()
        let entry = RunEntry(
            id: run,
            label: label,
            pack: mapping.pack,
            kind: .import,
            isSimulated: false,
            planned: table.samples,
            registeredAtMilliseconds: now,
            asOfMilliseconds: now,
            doneAtMilliseconds: now
        )
        let isNew = try store.commit { transaction throws(StoreError) in
            guard try transaction.register(entry, spec: digest, bytes: bytes) else { return false }
            if mapping.hasScore {
                for (sample, scored) in Self.samples(of: table) {
                    try transaction.imported(
                        scored.outcome,
                        score: scored.score,
                        sample: sample,
                        run: run
                    )
                }
            } else {
                try transaction.tallies(
                    table.cells.lazy.map { cell in
                        Transaction.CellTally(
                            model: cell.model,
                            scenario: cell.scenario,
                            arm: cell.arm,
                            counts: cell.counts
                        )
                    },
                    run: run
                )
            }
            return true
        }
        try store.close()
        if output.json {
            Output.print([
                "run": JSON(run.name), "new": .bool(isNew), "samples": JSON(table.samples),
            ])
        } else {
            Output.print(
                isNew
                    ? "\(run): \(table.samples) outcomes of \(table.models.count) models"
                    : "\(run) was taken in before; nothing has changed"
            )
        }
    }

    /// What tells one table's outcomes from another's, whatever the order of its rows.
    private static func content(of table: OutcomeTable) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(table.cells.count * 16)
        func put(_ number: Int) {
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).bigEndian) {
                bytes.append(contentsOf: $0)
            }
        }
        for cell in table.cells {
            put(cell.model)
            put(cell.scenario)
            put(cell.arm)
            for count in cell.counts { put(count) }
        }
        for item in table.scored {
            for number in [item.model, item.scenario, item.arm, item.outcome.code] { put(number) }
            withUnsafeBytes(of: (item.score ?? .nan).bitPattern.bigEndian) {
                bytes.append(contentsOf: $0)
            }
        }
        return bytes
    }

    /// The scored samples by model, scenario and replicate, as the books keep them.
    private static func samples(of table: OutcomeTable) -> [(Sample, OutcomeTable.Scored)] {
        var replicates: [Sample: Int] = [:]
        let found = table.scored.map { scored -> (Sample, OutcomeTable.Scored) in
            var sample = Sample(
                index: 0,
                model: scored.model,
                scenario: scored.scenario,
                arm: scored.arm,
                replicate: 0
            )
            let replicate = replicates[sample, default: 0]
            replicates[sample] = replicate + 1
            sample.replicate = replicate
            return (sample, scored)
        }.sorted { left, right in
            (left.0.model, left.0.scenario, left.0.replicate, left.0.arm)
                < (right.0.model, right.0.scenario, right.0.replicate, right.0.arm)
        }
        return found.enumerated().map { index, item in
            var sample = item.0
            sample.index = index
            return (sample, item.1)
        }
    }

    private static func spec(
        of table: OutcomeTable,
        _ mapping: Mapping,
        label: String
    ) -> Spec {
        // Every arm that the mapping names, in use or not: the metrics are declared over them.
        let prompts = mapping.armIDs.map { _ in [Pack.PromptMessage(role: .user, text: 0)] }
        let pack = Pack(
            id: mapping.pack,
            version: "imported",
            title: mapping.title,
            arms: mapping.armIDs.map { Pack.Arm(id: $0) },
            scenarios: table.scenarios,
            texts: ["recorded elsewhere"],
            prompts: table.scenarios.map { _ in prompts },
            replicates: max(1, table.cells.map { $0.counts.reduce(0, +) }.max() ?? 1),
            sampling: Sampling(),
            scorer: .rules(version: 1),
            metrics: mapping.metrics
        )
        let roster = Roster(
            models: table.models.map {
                Model(id: $0, vendor: .openai, endpoint: "https://recorded.invalid", name: $0)
            }
        )
        return Spec(pack: pack, roster: roster, seed: 0, label: label)
    }
}
