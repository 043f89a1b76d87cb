import ArgumentParser
import Bench
import Gaps
import Publish
import Store

/// The command `gapwatch check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say whether a run is worse than the runs before it.",
        discussion: """
            Silent when nothing has changed. Exit codes: 0 pass, 1 error, 2 something has \
            regressed, 3 nothing can be said yet (inconclusive, or a change that a confirmation \
            run has to decide). A flag that was acknowledged is silent until it expires or worsens.
            """
    )

    @Argument(help: "A run: an id, its beginning, a label, `latest` or `previous`.")
    var run = "latest"

    @OptionGroup var store: StoreOptions
    @OptionGroup var policy: PolicyOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("Write JUnit XML to this file.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Write a summary as Markdown to this file.", valueName: "file"))
    var markdown: String?

    func run() async throws {
        let policy = try policy.policy()
        let store = try store.forReading()
        let entry = try store.run(named: run)
        let report = try ReportBuilder(store: store, policy: policy).report(on: entry)
        guard report.books.cached == 0 else {
            throw CommandError(
                "\(entry.id): \(report.books.cached) samples came from a cache, which is for "
                    + "development: a verdict needs a run without --cache"
            )
        }
        try RunCommand.checkIdentity(of: entry.id, try store.spec(of: entry.id), store)
        let summary = CheckSummary(
            report,
            policy: policy,
            isFinished: entry.doneAtMilliseconds != nil
        )
        if let junit { try Files.write(Array(summary.junit.utf8), to: junit) }
        if let markdown { try Files.write(Array(summary.markdown.utf8), to: markdown) }
        if output.json {
            Output.print(report.json)
        } else {
            for line in summary.lines(color: Output.isColored, width: Output.width) {
                Output.print(line)
            }
        }
        if !summary.isFinished {
            Output.warn(
                "\(entry.id) is not finished: \(report.books.stored) of "
                    + "\(report.books.planned) samples have a record"
            )
        }
        if summary.exitCode != 0 { throw ExitCode(summary.exitCode) }
    }
}

/// The command `gapwatch ack`.
struct AckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Acknowledge a flag: it is silent until it expires or worsens.",
        discussion: """
            A flag is named by `gapwatch check`. It worsens where the same model moves by another \
            minimum effect in the same direction.
            """
    )

    @Argument(help: "The flag, as `gapwatch check` prints it.")
    var flag: String

    @Option(help: "Why it is all right, for whoever reads it later.")
    var reason: String

    @Option(help: ArgumentHelp("The last day on which it counts.", valueName: "YYYY-MM-DD"))
    var until: String

    @OptionGroup var store: StoreOptions
    @OptionGroup var policy: PolicyOptions

    /// Runs that are searched for a flag, from the latest back.
    static let runsMax = 100

    func run() async throws {
        guard !reason.allSatisfy(\.isWhitespace) else {
            throw CommandError("--reason is empty: say why the flag is all right")
        }
        guard let day = Day(until) else {
            throw CommandError("--until \(until): a day as 2026-12-31 is needed")
        }
        let now = Clocks.wallMilliseconds()
        // The whole of that day counts.
        let end = day.milliseconds + 86_400_000
        guard end > now else { throw CommandError("--until \(until) is over already") }
        let reading = try store.forReading()
        let (entry, row) = try find(in: reading)
        try reading.close()
        let notes = try Store.openForNotes(at: store.resolved)
        try notes.acknowledge(
            Acknowledgement(
                flag: flag,
                run: entry.id.name,
                pack: entry.pack,
                model: row.model,
                metric: row.metric.id,
                difference: row.flaggedDifference ?? 0,
                reason: reason,
                madeAtMilliseconds: now,
                untilMilliseconds: end
            )
        )
        try notes.close()
        Output.print("\(flag): \(row.model) \(row.metric.id) is silent through \(until)")
    }

    private func find(in store: Store) throws -> (RunEntry, RunReport.Row) {
        let builder = ReportBuilder(store: store, policy: try policy.policy())
        let runs = try store.runs().filter { $0.confirms == nil }
        for entry in runs.reversed().prefix(Self.runsMax) {
            let rows = try builder.report(on: entry).rows
            guard let row = rows.first(where: { $0.flag == flag }) else { continue }
            guard row.flaggedDifference != nil else {
                throw CommandError(
                    "\(flag) is \(row.model) \(row.metric.id) of \(entry.id), which is "
                        + "\(Figures.words(row.verdict.kind)): there is nothing to acknowledge"
                )
            }
            return (entry, row)
        }
        throw CommandError("no run raises a flag \(flag): `gapwatch check RUN` names the flags")
    }
}

/// The commands `gapwatch reject` and `gapwatch accept`.
enum Accepting {
    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reject",
            abstract: "Keep a run out of the history that later runs are held against."
        )
        @OptionGroup var options: Options

        func run() async throws { try options.note(isAccepted: false) }
    }

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept",
            abstract: "Take a rejected run back into the history."
        )
        @OptionGroup var options: Options

        func run() async throws { try options.note(isAccepted: true) }
    }

    struct Options: ParsableArguments {
        @Argument(help: "A run: an id, its beginning, a label, `latest` or `previous`.")
        var run: String

        @Option(help: "This model only.")
        var model: String?

        @Option(help: "Why, for whoever reads it later.")
        var reason: String

        @OptionGroup var store: StoreOptions

        func note(isAccepted: Bool) throws {
            let notes = try Store.openForNotes(at: store.resolved)
            let entry = try notes.run(named: run)
            let models = try notes.spec(of: entry.id).roster.models.map(\.id)
            if let model, !models.contains(model) {
                throw CommandError(
                    "\(entry.id) has no model \(model); it has \(models.joined(separator: ", "))"
                )
            }
            try notes.accept(
                Acceptance(
                    run: entry.id.name,
                    model: model,
                    isAccepted: isAccepted,
                    reason: reason,
                    madeAtMilliseconds: Clocks.wallMilliseconds()
                )
            )
            try notes.close()
            let what = model.map { "\($0) of \(entry.id)" } ?? "\(entry.id)"
            Output.print(
                isAccepted
                    ? "\(what) stands in the history again"
                    : "\(what) stays out of the history; `gapwatch accept` takes it back"
            )
        }
    }
}
