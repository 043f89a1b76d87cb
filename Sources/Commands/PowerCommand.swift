import ArgumentParser
import Bench
import Gaps
import Packs
import Store

/// The command `gapwatch power`.
struct PowerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power",
        abstract: "Say what a pack can show, and what showing a gap takes.",
        discussion: """
            Without --from the variances follow from assumed rates and an assumed spread of the \
            differences over scenarios; with it they are estimated from a finished run of the pack, \
            the largest over its models. At one replicate the power is exact, otherwise by the \
            normal approximation.
            """
    )

    @Argument(help: ArgumentHelp("A pack: its folder or its pack.yaml.", valueName: "pack"))
    var pack: String

    @Option(help: ArgumentHelp("The gap to be shown, in percentage points.", valueName: "points"))
    var gap = 5.0

    @Option(help: "How often each scenario is asked in each arm, instead of the pack's number.")
    var replicates: Int?

    @Option(help: ArgumentHelp("The assumed rate of the subtrahend.", valueName: "percent"))
    var rate = PowerReport.subtrahendRate * 100

    @Option(
        help: ArgumentHelp(
            "The assumed standard deviation of true differences over scenarios.",
            valueName: "points"
        )
    )
    var spread = PowerReport.spread * 100

    @Option(help: ArgumentHelp("Estimate the variances from this run.", valueName: "run"))
    var from: String?

    @Option(help: "Models that are tested together.")
    var models = 1

    @Option(help: "The power wanted, in percent.")
    var power = 80.0

    @Option(help: "The price of one more scenario beside its samples.")
    var scenarioPrice = 10.0

    @Option(help: "The price of one more sample in both arms.")
    var replicatePrice = 1.0

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard gap > 0, gap <= 100 else { throw ValidationError("--gap must be above 0, up to 100") }
        guard (0...100).contains(rate) else { throw ValidationError("--rate must be 0 to 100") }
        guard (0...100).contains(spread) else { throw ValidationError("--spread must be 0 to 100") }
        guard power > 5, power < 100 else { throw ValidationError("--power must be 5 to 100") }
        guard models > 0 else { throw ValidationError("--models must be 1 or more") }
        guard scenarioPrice >= 0, replicatePrice >= 0, scenarioPrice + replicatePrice > 0,
            (scenarioPrice + replicatePrice).isFinite
        else { throw ValidationError("prices must not be below 0, nor both 0") }
        if let replicates, !(1...100_000).contains(replicates) {
            throw ValidationError("--replicates must be 1 to 100000")
        }
    }

    func run() async throws {
        let pack = try Packs.pack(at: pack)
        let seen = try from.map { try bases(pack, run: $0) } ?? [:]
        let reports = pack.metrics.filter { $0.kind == .difference }.map { metric in
            PowerReport(
                pack: pack,
                metric: metric,
                replicates: replicates ?? pack.replicates,
                tests: models * pack.metrics.count,
                basis: seen[metric.id]
                    ?? PowerReport.assumed(
                        gap: gap / 100,
                        rate: rate / 100,
                        spread: spread / 100
                    ),
                gap: gap / 100,
                prices: .init(scenario: scenarioPrice, replicatePair: replicatePrice),
                power: power / 100
            )
        }
        guard !reports.isEmpty else {
            throw CommandError("\(pack.id) has no metric that is a difference of two arms")
        }
        if output.json {
            Output.print(.array(reports.map(\.json)))
        } else {
            Output.print(reports.map(\.text).joined(separator: "\n\n"))
        }
    }

    /// What the run's models were seen to vary by: of each metric that of the most varying model.
    private func bases(_ pack: Pack, run: String) throws -> [String: PowerReport.Basis] {
        let store = try store.forReading()
        let entry = try store.run(named: run)
        guard entry.pack == pack.id else {
            throw CommandError("\(entry.id) is of the pack \(entry.pack), not of \(pack.id)")
        }
        let reading = try ReportBuilder(store: store).read(entry)
        var bases: [String: PowerReport.Basis] = [:]
        for cell in reading.cells {
            guard let found = Variation.estimate(cell.metric, from: cell.tallies),
                found.variation.ofDifference(replicates: 1)
                    > bases[cell.metric.id]?.variation.ofDifference(replicates: 1) ?? 0
            else { continue }
            bases[cell.metric.id] = PowerReport.Basis(
                variation: found.variation,
                words: "as \(reading.id(of: cell)) varied in \(entry.id), over "
                    + Points.count(found.pairs, "scenario")
            )
        }
        guard !bases.isEmpty else {
            throw CommandError(
                "\(entry.id) cannot tell how scenarios and samples vary: that takes two samples in "
                    + "each arm of two scenarios"
            )
        }
        return bases
    }
}
