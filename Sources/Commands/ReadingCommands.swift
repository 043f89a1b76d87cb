import ArgumentParser
import Bench
import Gaps
import Publish
import Store

/// The command `gapwatch gaps`.
struct GapsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gaps",
        abstract: "Show the gaps of a run with their intervals."
    )

    @Argument(help: "A run: an id, its beginning, a label, `latest` or `previous`.")
    var run = "latest"

    @OptionGroup var store: StoreOptions
    @OptionGroup var policy: PolicyOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "With --json: what was measured and nothing of when, where and for how much.")
    var measuredOnly = false

    func run() async throws {
        let store = try store.forReading()
        let builder = ReportBuilder(store: store, policy: try policy.policy())
        let report = try builder.report(on: store.run(named: run))
        if output.json, measuredOnly {
            Output.print(report.measuredJSON)
        } else {
            try Show.report(report, json: output.json)
            guard !output.json else { return }
            Output.print(
                Terminal.details(report, width: Output.width, color: Output.isColored)
            )
        }
    }
}

/// The command `gapwatch report`.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the report of a run as a page."
    )

    @Argument(help: "A run: an id, its beginning, a label, `latest` or `previous`.")
    var run = "latest"

    @OptionGroup var store: StoreOptions

    @Option(name: .customLong("to"), help: ArgumentHelp("The page.", valueName: "file"))
    var path = "report.html"

    func run() async throws {
        let store = try store.forReading()
        let report = try ReportBuilder(store: store).report(on: store.run(named: run))
        try Files.write(Array(try ReportPage.html(report).utf8), to: path)
        Output.print(path)
    }
}

/// The command `gapwatch series`.
struct SeriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "series",
        abstract: "List the runs, and the series of each model and metric."
    )

    @Option(help: "A pack's id; that of the latest run by default.")
    var pack: String?

    @Option(help: ArgumentHelp("Write the gaps as CSV for Apache Otava.", valueName: "file"))
    var otava: String?

    @Flag(
        help: "Say which gaps of all runs are claims whose false share stays bounded for good."
    )
    var claims = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let store = try store.forReading()
        let runs = try store.runs()
        let plain = runs.filter { $0.confirms == nil && (pack == nil || $0.pack == pack) }
        guard let last = plain.last(where: { $0.doneAtMilliseconds != nil }) ?? plain.last else {
            let what = pack.map { "of the pack \($0) " } ?? ""
            throw CommandError("\(store.path) has no run \(what)yet")
        }
        let builder = ReportBuilder(store: store)
        let report = try builder.report(on: last)
        if let otava { try Files.write(Array(OtavaExport.csv(report).utf8), to: otava) }
        if claims {
            let finished = plain.filter { $0.pack == last.pack && $0.doneAtMilliseconds != nil }
            try Claims(builder, runs: finished).show(json: output.json)
        } else if output.json {
            Output.print([
                "runs": .array(runs.map(\.json)), "series": report.json["series"] ?? .null,
            ])
        } else {
            Output.print(Terminal.runs(runs.map(\.line), width: Output.width))
            Output.print(Terminal.series(report, width: Output.width, color: Output.isColored))
        }
    }
}

extension RunEntry {
    /// The entry as `series --json` lists it.
    var json: JSON {
        .compact([
            ("run", JSON(id.name)), ("label", JSON(label)), ("pack", JSON(pack)),
            ("kind", JSON(kind.rawValue)), ("simulated", .bool(isSimulated)),
            ("planned", JSON(planned)), ("as_of_ms", .integer(asOfMilliseconds)),
            ("done", .bool(doneAtMilliseconds != nil)), ("confirms", JSON(confirms?.name)),
        ])
    }

    /// The entry as the terminal lists it.
    var line: Terminal.RunLine {
        Terminal.RunLine(
            run: id.name,
            label: label,
            pack: pack,
            atMilliseconds: asOfMilliseconds,
            samples: planned,
            isDone: doneAtMilliseconds != nil,
            isSimulated: isSimulated,
            note: confirms.map { "confirms \($0)" } ?? (kind == .import ? "imported" : "")
        )
    }
}
