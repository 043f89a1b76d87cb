import ArgumentParser
import Bench
import Foundation
import Publish
import Store

/// The command `gapwatch export`.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the records of a run as CSV or JSON Lines.",
        discussion: "One line a record, in the registered order; memory stays flat."
    )

    enum Format: String, ExpressibleByArgument, CaseIterable { case csv, jsonl }

    @Argument(help: "A run: an id, its beginning, a label, `latest` or `previous`.")
    var run = "latest"

    @Option(help: "csv or jsonl.")
    var format = Format.csv

    @Flag(name: .customLong("json"), help: "The same as --format jsonl.")
    var json = false

    @Option(
        name: .customLong("to"),
        help: ArgumentHelp("A file; standard output by default.", valueName: "file")
    )
    var path: String?

    @OptionGroup var store: StoreOptions

    func run() async throws {
        let store = try store.forReading()
        let entry = try store.run(named: run)
        let spec = try store.spec(of: entry.id)
        let isJSON = json || format == .jsonl
        let draft = path.map { "\($0).\(getpid()).part" }
        let handle: FileHandle
        if let draft {
            guard FileManager.default.createFile(atPath: draft, contents: nil),
                let file = FileHandle(forWritingAtPath: draft)
            else { throw CommandError("\(path ?? ""): cannot be written to") }
            handle = file
        } else {
            handle = .standardOutput
        }
        var buffer: [UInt8] = isJSON ? [] : CSV.line(ExportRecord.columns)
        do {
            try store.forEachRecord(of: entry.id) { row in
                let record = try Self.record(row, entry, spec)
                buffer += isJSON ? record.jsonLine : record.csvLine
                if buffer.count > 256 << 10 {
                    try handle.write(contentsOf: Data(buffer))
                    buffer.removeAll(keepingCapacity: true)
                }
            }
            try handle.write(contentsOf: Data(buffer))
            if let path, let draft {
                try handle.synchronize()
                try handle.close()
                guard rename(draft, path) == 0 else {
                    throw CommandError("\(path): cannot be written to")
                }
            }
        } catch {
            if let draft { unlink(draft) }
            throw error
        }
    }

    private static func record(
        _ row: RecordRow,
        _ entry: RunEntry,
        _ spec: Spec
    ) throws -> ExportRecord {
        let model = spec.roster.models[row.sample.model]
        let scenario = spec.pack.scenarios[row.sample.scenario]
        let json = try row.json.map { try JSON(parsing: Array($0.utf8), rules: .file) }
        return ExportRecord(
            run: entry.id.name,
            model: model.id,
            scenario: scenario.id,
            cluster: scenario.cluster,
            arm: spec.pack.arms[row.sample.arm].id,
            replicate: row.sample.replicate,
            outcome: row.outcome.rawValue,
            attempts: row.attempts,
            inputTokens: row.inputTokens,
            outputTokens: row.outputTokens,
            nanodollars: row.nanodollars,
            askedAtMilliseconds: row.askedAtMilliseconds,
            durationMilliseconds: row.durationMilliseconds,
            isSimulated: model.isSimulated,
            record: json
        )
    }
}
