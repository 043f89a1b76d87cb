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
        let rows = try rows(mapping)
        let import_ = Imported(rows, mapping: mapping, label: label)
        let digest = Digest(
            ofFields: [
                try Files.bytes(at: table), try Files.bytes(at: self.mapping), Array(label.utf8),
            ])
        let run = RunID("i" + digest.short)
        let store = try Store.openForWriting(at: store.resolved)
        let now = Clocks.wallMilliseconds()
        let entry = RunEntry(
            id: run,
            label: label,
            pack: mapping.pack,
            kind: .import,
            isSimulated: false,
            planned: rows.count,
            registeredAtMilliseconds: now,
            asOfMilliseconds: now,
            doneAtMilliseconds: now
        )
        let isNew = try store.commit { transaction throws(StoreError) in
            guard try transaction.register(entry, spec: import_.spec) else { return false }
            for (sample, outcome) in import_.samples {
                try transaction.imported(outcome, sample: sample, run: run)
            }
            return true
        }
        try store.close()
        if output.json {
            Output.print([
                "run": JSON(run.name), "new": .bool(isNew), "samples": JSON(rows.count),
            ])
        } else {
            let models = import_.spec.roster.models.count
            Output.print(
                isNew
                    ? "\(run): \(rows.count) outcomes of \(models) models"
                    : "\(run) was taken in before; nothing has changed"
            )
        }
    }

    private func rows(_ mapping: Mapping) throws -> [Mapping.Row] {
        if table.hasSuffix(".jsonl") || table.hasSuffix(".ndjson") { return try lines(mapping) }
        let table = try CSVTable(file: table)
        return try table.rows.map { row in
            let values = Dictionary(zip(table.columns, row.cells)) { first, _ in first }
            return try mapping.row(values, file: self.table, line: row.line)
        }
    }

    private func lines(_ mapping: Mapping) throws -> [Mapping.Row] {
        var rows: [Mapping.Row] = []
        for (index, line) in try Files.bytes(at: table)
            .split(separator: 0x0a, omittingEmptySubsequences: false).enumerated()
        {
            if line.allSatisfy({ $0 <= 0x20 }) { continue }
            let json: JSON
            do { json = try JSON(parsing: line, rules: .file) } catch {
                throw CommandError("\(table):\(index + 1): no JSON at \(error)")
            }
            guard let members = json.object else {
                throw CommandError("\(table):\(index + 1): an object is needed")
            }
            var values: [String: String] = [:]
            for member in members {
                values[member.key] =
                    member.value.string
                    ?? String(decoding: member.value.bytes, as: UTF8.self)
            }
            rows.append(try mapping.row(values, file: table, line: index + 1))
        }
        return rows
    }
}

/// Rows of a table as a specification and its samples, ordered by model.
private struct Imported {
    let spec: Spec
    let samples: [(Sample, Outcome)]

    init(_ rows: [Mapping.Row], mapping: Mapping, label: String) {
        let models = Set(rows.map(\.model)).sorted()
        let clusters = Dictionary(rows.map { ($0.scenario, $0.cluster) }) { first, _ in first }
        let scenarios = clusters.keys.sorted()
        let arms = mapping.armIDs
        func places(_ names: [String]) -> [String: Int] {
            Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
        }
        let modelPlaces = places(models)
        let scenarioPlaces = places(scenarios)
        let armPlaces = places(arms)
        var replicates: [Sample: Int] = [:]
        let found = rows.compactMap { row -> (Sample, Outcome)? in
            guard let model = modelPlaces[row.model], let arm = armPlaces[row.arm],
                let scenario = scenarioPlaces[row.scenario]
            else { return nil }
            let cell = Sample(index: 0, model: model, scenario: scenario, arm: arm, replicate: 0)
            let replicate = replicates[cell, default: 0]
            replicates[cell] = replicate + 1
            return (
                Sample(
                    index: 0,
                    model: model,
                    scenario: scenario,
                    arm: arm,
                    replicate: replicate
                ),
                row.outcome
            )
        }.sorted { left, right in
            (left.0.model, left.0.scenario, left.0.replicate, left.0.arm)
                < (right.0.model, right.0.scenario, right.0.replicate, right.0.arm)
        }
        samples = found.enumerated().map { index, item in
            var sample = item.0
            sample.index = index
            return (sample, item.1)
        }
        let prompt = [[Pack.PromptMessage(role: .user, text: 0)]]
        let pack = Pack(
            id: mapping.pack,
            version: "imported",
            title: mapping.title,
            arms: arms.map { Pack.Arm(id: $0) },
            scenarios: scenarios.map { Pack.Scenario(id: $0, cluster: clusters[$0]) },
            texts: ["recorded elsewhere"],
            prompts: scenarios.map { _ in arms.map { _ in prompt[0] } },
            replicates: max(1, replicates.values.max() ?? 1),
            sampling: Sampling(),
            scorer: .rules(version: 1),
            metrics: mapping.metrics
        )
        let roster = Roster(
            models: models.map {
                Model(id: $0, vendor: .openai, endpoint: "https://recorded.invalid", name: $0)
            }
        )
        spec = Spec(pack: pack, roster: roster, seed: 0, label: label)
    }
}
