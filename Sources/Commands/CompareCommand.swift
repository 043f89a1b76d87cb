import ArgumentParser
import Bench
import Gaps
import Publish
import Store

/// The command `gapwatch compare`.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two runs, paired by scenario.",
        discussion: """
            Says how each gap has moved, which scenarios flipped, and which facts of the two runs \
            differ: where any does, they are not comparable and no verdict is given.
            """
    )

    @Argument(help: "The run before.")
    var before: String

    @Argument(help: "The run after.")
    var after: String

    @Flag(help: "Show the two replies of each flipped scenario side by side.")
    var showFlips = false

    @Option(help: "Flips to show of each model, at most.")
    var flips = 5

    @OptionGroup var store: StoreOptions
    @OptionGroup var policy: PolicyOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (0...1_000).contains(flips) else {
            throw ValidationError("--flips must be 0 to 1000")
        }
    }

    func run() async throws {
        let store = try store.forReading()
        let old = try store.run(named: before)
        let new = try store.run(named: after)
        guard old.id != new.id else { throw CommandError("\(old.id) is compared with itself") }
        guard old.pack == new.pack else {
            throw CommandError(
                "\(old.id) is of the pack \(old.pack) and \(new.id) of \(new.pack): runs of "
                    + "different packs do not compare"
            )
        }
        let builder = ReportBuilder(store: store, policy: try policy.policy())
        let report = try builder.report(on: new, against: old)
        let earlier = try builder.read(old)
        let later = try builder.read(new)
        let pairs = later.cells.compactMap { cell in
            earlier.cell(model: later.id(of: cell), metric: cell.metric.id).map { ($0, cell) }
        }
        let comparison = Comparison(
            report: report,
            before: old.id.name,
            changes: try pairs.map { before, now in
                let all = Flip.all(of: now.metric, before: before.tallies, now: now.tallies)
                return Comparison.Item(
                    model: later.id(of: now),
                    metric: now.metric.id,
                    differing: Series.differences(from: before.facts, to: now.facts),
                    flips: all.count,
                    shown: try all.prefix(flips).map { flip in
                        try shown(flip, now.metric, (earlier, before), (later, now), store)
                    }
                )
            },
            alone: later.cells.filter { cell in
                earlier.cell(model: later.id(of: cell), metric: cell.metric.id) == nil
            }.map { "\(later.id(of: $0)) \($0.metric.id)" }
        )
        if output.json {
            Output.print(comparison.json)
        } else {
            Output.print(comparison.text(width: Output.width, color: Output.isColored))
        }
    }

    private typealias Side = (reading: ReportBuilder.Reading, cell: ReportBuilder.Cell)

    private func shown(
        _ flip: Flip,
        _ metric: Metric,
        _ before: Side,
        _ now: Side,
        _ store: Store
    ) throws -> Comparison.Flipped {
        guard showFlips else { return .init(flip: flip, before: nil, now: nil) }
        return .init(
            flip: flip,
            before: try reply(flip, counted: flip.before > 0.5, metric, before, store),
            now: try reply(flip, counted: flip.now > 0.5, metric, now, store)
        )
    }

    /// What was said in the first replicate that is of the arm's majority.
    private func reply(
        _ flip: Flip,
        counted: Bool,
        _ metric: Metric,
        _ side: Side,
        _ store: Store
    ) throws -> String? {
        let pack = side.reading.spec.pack
        guard let arm = pack.arm(flip.arm),
            let scenario = pack.scenarios.firstIndex(where: { $0.id == flip.scenario })
        else { return nil }
        let records = try store.records(
            of: side.reading.entry.id,
            model: side.cell.model,
            scenario: scenario,
            arm: arm
        )
        let fitting = records.first { record in
            metric.isUsable(record.outcome) && (record.outcome == metric.counts) == counted
        }
        guard let text = fitting?.json,
            let json = try? JSON(parsing: Array(text.utf8), rules: .file),
            let record = try? Record(json: json)
        else { return nil }
        return record.reply?.text ?? "(no reply: \(record.reason))"
    }
}
