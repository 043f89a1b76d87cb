import ArgumentParser
import Bench
import Cluster
import Foundation
import Gaps
import Packs
import Publish
import Rehearsal
import Store

/// What is asked, and of whom.
struct SpecOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("A pack: its folder or its pack.yaml.", valueName: "pack"))
    var pack: String

    @Option(
        name: .customLong("models"),
        help: ArgumentHelp("A roster of models.", valueName: "roster")
    )
    var roster: String

    @Option(help: "Fixes the order of scenarios and arms.")
    var seed: UInt64 = 1

    @Option(
        help: "Tells runs of the same pack and roster apart, as 2026-W48: one point of a series."
    )
    var label = ""

    @Option(help: "How often each scenario is asked in each arm, instead of the pack's number.")
    var replicates: Int?

    @Option(
        help: ArgumentHelp(
            "Stop a model once its gap is known to ±3pt, or decided (five looks; decided:4).",
            valueName: "±3pt|decided"
        )
    )
    var until: String?

    @Flag(
        help: "Fail a model as soon as another one, or an alias's snapshot, answers in its place."
    )
    var strictIdentity = false
    @Option(
        help: ArgumentHelp(
            "Score by this judge instead of the pack's own scorer: a name in benchmarks/judges, or "
                + "a file.",
            valueName: "judge"
        )
    )
    var judge: String?

    @OptionGroup var overlays: OverlayOptions

    @Flag(
        inversion: .prefixedNo,
        help: "Carry planted subjects with a known truth, which show what the run can see."
    )
    var planted = true

    @Flag(
        help: ArgumentHelp(
            "Carry one planted subject more, which declines where it is watched: for detectors of "
                + "strategic refusals."
        )
    )
    var plantedDecliner = false

    func spec() throws -> Spec {
        let rule = try rule()
        var pack = try overlays.applied(to: Packs.pack(at: pack), from: pack)
        if let judge { pack = try pack.judged(by: JudgeNames.judge(judge, besidePack: self.pack)) }
        if let replicates {
            guard (1...100_000).contains(replicates) else {
                throw CommandError("--replicates must be 1 to 100000")
            }
            pack.replicates = replicates
        }
        var roster = try Packs.roster(at: roster)
        if let taken = roster.models.first(where: { $0.id.hasPrefix(Planted.prefix) }) {
            throw CommandError(
                "\(self.roster): \(taken.id): ids that begin with \(Planted.prefix) are for planted "
                    + "subjects"
            )
        }
        if case .judge = pack.scorer, roster.judges.isEmpty {
            throw CommandError(
                "\(self.roster): the pack \(pack.id) is scored by a judge, and the roster names "
                    + "none: add `judge:` or `judges:`"
            )
        }
        if let rule, let metric = pack.metrics.first, metric.scale > 1 {
            throw CommandError(
                "--until \(rule): the first metric of \(pack.id), \(metric.id), is a slope; only "
                    + "gaps between -100 and 100 points can be stopped early"
            )
        }
        roster.models += plant(in: pack)
        let spec = Spec(
            pack: pack,
            roster: roster,
            seed: seed,
            label: label,
            until: rule,
            isStrict: strictIdentity
        )
        if let fault = spec.oversize { throw CommandError("\(fault)") }
        return spec
    }

    /// The planted subjects; none where they are not wanted, or nothing can be planted.
    private func plant(in pack: Pack) -> [Model] {
        guard planted else { return [] }
        guard let obstacle = PlantedRoster.obstacle(in: pack) else {
            return PlantedRoster.models + (plantedDecliner ? [PlantedRoster.decliner] : [])
        }
        Output.warn("\(pack.id): no planted subjects: \(obstacle)")
        return []
    }

    private func rule() throws -> Until? {
        guard let until else { return nil }
        guard let rule = Until(until) else {
            throw CommandError("--until \(until): ±3pt, decided or decided:4 is needed")
        }
        return rule
    }
}

/// The command `gapwatch run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Ask models on this machine and report the gaps.",
        discussion: """
            The same pack, roster, seed and label are the same run: started again, it goes on \
            where it stopped, and buys nothing once it is finished. Use --label for the next \
            point of a series.
            """
    )

    @OptionGroup var options: SpecOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Worker processes.")
    var workers = 1

    @Option(help: "Samples in flight at once in each worker.")
    var slots = 64

    @OptionGroup var keyOptions: KeyOptions
    @OptionGroup var wire: WireOptions

    @Option(help: ArgumentHelp("Write the report as a page to this file.", valueName: "file"))
    var report: String?

    @Option(
        help: ArgumentHelp(
            "Ask the models again that this run shows as changed, unconfirmed.",
            valueName: "run"
        )
    )
    var confirms: String?

    @Option(
        help: ArgumentHelp(
            "What may be used of each vendor account (docs/operating.md).",
            valueName: "file"
        )
    )
    var budgets: String?

    @OptionGroup var costs: CostOptions

    @OptionGroup var batches: BatchOptions
    @Flag(help: "Do not hold the judge against the pack's calibration.jsonl first.")
    var noCalibration = false

    func validate() throws {
        guard !batches.batch || workers == 1 else {
            throw ValidationError("--batch needs one worker: what waits in a batch needs no more")
        }
        try wire.validate(besides: batches)
        guard (1...64).contains(workers) else { throw ValidationError("--workers must be 1 to 64") }
        guard (1...4096).contains(slots) else { throw ValidationError("--slots must be 1 to 4096") }
    }

    func run() async throws {
        try wire.check()
        let keys = try keyOptions.keys()
        let children = try RunSession.start(
            workers: workers,
            slots: slots,
            wire: wire,
            keys: keys,
            more: batches.arguments(besides: store.resolved)
        )
        var spec = try options.spec()
        try Self.checkKeys(spec.roster.everyone, keys)
        try batches.check(spec, isMetered: costs.maxCost != nil || costs.maxCostPerModel != nil)
        let store = try Store.openForWriting(at: store.resolved)
        let confirmed = try confirms.map { try confirming($0, &spec, store) }
        var left = costs.nanodollarsMax
        if !noCalibration {
            try await Calibrating.beforeRun(
                spec,
                pack: options.pack,
                access: VendorAccess(keys: keys, authorityFile: wire.caFile),
                store: store,
                left: &left
            )
        }
        var limits = try Budgets.read(budgets, costs: costs)
        limits.perRun = left
        limits.startsSlowly = !batches.batch
        let session = RunSession(
            store: store,
            spec: spec,
            children: children,
            leaseMilliseconds: 5_000,
            confirms: confirmed,
            budgets: limits,
            showsWaits: batches.batch
        )
        try await session.run { try finish($0, spec, store, confirmed) }
        withExtendedLifetime(store) {}
    }

    /// Leaves the models in the specification of whom a confirmation is wanted.
    private func confirming(_ name: String, _ spec: inout Spec, _ store: Store) throws -> RunEntry {
        let entry = try store.run(named: name)
        let flagged = try ReportBuilder(store: store).report(on: entry).rows
            .filter { $0.verdict.kind == .changedUnconfirmed }.map(\.model)
        spec.roster.models.removeAll { !flagged.contains($0.id) && !$0.isPlanted }
        guard !spec.roster.withoutPlanted.models.isEmpty else {
            throw CommandError(
                "\(entry.id) shows no model of this roster as changed, unconfirmed: there is nothing "
                    + "to confirm"
            )
        }
        if spec.label.isEmpty { spec.label = "confirms \(entry.id)" }
        return entry
    }

    private func finish(
        _ end: RunSession.End,
        _ spec: Spec,
        _ store: Store,
        _ confirmed: RunEntry?
    ) throws {
        switch end {
        case .interrupted(let run):
            Output.warn(
                "stopped; everything that was answered is stored. The same command goes on with "
                    + "\(run)."
            )
            throw Exit.interrupted
        case .stalled(let run, let stalls):
            for stall in stalls { Output.warn("not asked: \(stall.reason)") }
            try show(confirmed?.id ?? run, store)
            throw CommandError(
                "\(stalls.count) of \(spec.roster.models.count) models could not be asked; mend "
                    + "that and start the same command again"
            )
        case .done(let run, let wasDoneBefore):
            if wasDoneBefore {
                Output.warn(
                    "\(run) is finished already: nothing was asked and nothing was spent. "
                        + "Give --label for another run."
                )
            }
            // A confirmation speaks through the run that it confirms.
            try show(confirmed?.id ?? run, store)
            try Self.checkIdentity(of: run, spec, store)
        }
    }

    /// With strict identities, a run in which anybody else answered is an error.
    static func checkIdentity(of run: RunID, _ spec: Spec, _ store: Store) throws {
        guard spec.isStrict else { return }
        let words = Served.words(of: spec, try store.facts(of: run), isStrict: true)
        guard words.isEmpty else {
            throw CommandError("--strict-identity: " + words.joined(separator: "; "))
        }
    }

    private func show(_ run: RunID, _ store: Store) throws {
        let entry = try store.run(named: run.name)
        let built = try ReportBuilder(store: store).report(on: entry)
        if let report {
            try Files.write(Array(try ReportPage.html(built).utf8), to: report)
            Output.warn("report: \(report)")
        }
        try Show.report(built, json: output.json)
    }

    /// Says which keys are missing before anything is made or spent.
    static func checkKeys(_ models: [Model], _ keys: Keys) throws {
        for model in models {
            guard let variable = model.keyVariable, keys[variable] == nil else { continue }
            throw CommandError(
                "\(model.id) needs its key in \(variable), which is not set: set it, name a file "
                    + "with --key-file or --key-command, or take the model out of the roster"
            )
        }
    }
}

/// A report on standard output.
enum Show {
    static func report(_ report: RunReport, json: Bool) throws {
        if json {
            Output.print(report.json)
        } else {
            Output.print(
                Terminal.leaderboard(report, width: Output.width, color: Output.isColored)
            )
        }
    }
}
