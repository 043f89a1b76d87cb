import ArgumentParser
import Bench
import Foundation
import Gaps
import Packs
import Publish
import Store

/// The command `gapwatch rescore`.
struct RescoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rescore",
        abstract: "Judge the stored replies of a run anew, without asking its models again.",
        discussion: """
            The new scoring is a run of its own beside the first, and both are kept. Started again, \
            it goes on where it stopped. Says how far the two scorings agree.
            """
    )

    @Argument(help: "A run: an id, its beginning, a label, `latest` or `previous`.")
    var run: String

    @Option(
        help: ArgumentHelp(
            "A judge's file, or its name in ./benchmarks/judges.",
            valueName: "judge"
        )
    )
    var judge: String?

    @Flag(help: "By the refusal rules, which need no model.")
    var rules = false

    @Option(
        name: .customLong("models"),
        help: ArgumentHelp("A roster with a judge or several.", valueName: "roster")
    )
    var roster: String?

    @Option(
        help: ArgumentHelp(
            "Hold the judge against this file's labelled replies first.",
            valueName: "file"
        )
    )
    var calibration: String?

    @OptionGroup var keyOptions: KeyOptions
    @OptionGroup var authorities: AuthorityOptions

    @OptionGroup var costs: CostOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard rules != (judge != nil) else {
            throw ValidationError("either --judge or --rules is needed")
        }
    }

    func run() async throws {
        let store = try Store.openForWriting(at: store.resolved)
        let origin = try store.run(named: run)
        guard origin.kind == .run else {
            throw CommandError("\(origin.id) was recorded elsewhere: it has no replies to judge")
        }
        let spec = try spec(from: store.spec(of: origin.id))
        let keys = try keyOptions.keys()
        try RunCommand.checkKeys(spec.roster.judges, keys)
        let access = try authorities.access(with: keys)
        guard spec.run != origin.id else {
            throw CommandError("\(origin.id) is scored in that very way already")
        }
        var left = costs.nanodollarsMax
        try await calibrate(spec, access, store, &left)
        let rescoring = Rescoring(store: store, origin: origin, spec: spec)
        let signals = Signals {}
        let end = try await rescoring.work(
            access: access,
            nanodollarsMax: left,
            isStopped: { signals.isAsked }
        )
        try end.check()
        let overlap = try Overlap(store: store, before: origin.id, after: spec.run)
        if output.json {
            Output.print(overlap.json)
        } else {
            Output.print(overlap.lines.joined(separator: "\n"))
        }
        withExtendedLifetime(store) {}
    }

    private func spec(from first: Spec) throws -> Spec {
        var spec = first
        // Nobody is asked, so nobody is stopped.
        spec.until = nil
        guard let judge else {
            spec.pack = try first.pack.ruled(version: Scorer.rulesVersionLatest)
            spec.roster.judges = []
            return spec
        }
        let judges = try roster.map { try Packs.roster(at: $0).judges } ?? []
        guard !judges.isEmpty else {
            throw CommandError(
                "a judge needs --models with a roster that has `judge:` or `judges:`"
            )
        }
        spec.pack = try first.pack.judged(
            by: JudgeNames.judge(judge, besidePack: "benchmarks/" + first.pack.id)
        )
        spec.roster.judges = judges
        return spec
    }

    private func calibrate(
        _ spec: Spec,
        _ access: VendorAccess,
        _ store: Store,
        _ left: inout Int64?
    ) async throws {
        guard let calibration else { return }
        let known = try store.calibrations(pack: spec.pack.id)
        guard !known.contains(where: { $0.run == spec.run.name }) else { return }
        let made = try await Calibrating.calibrate(
            spec.pack,
            judges: spec.roster.judges,
            items: try Packs.calibration(at: calibration, for: spec.pack),
            access: access,
            run: spec.run.name,
            left: &left
        )
        try made.keep(in: store, known: known, as: "scorer")
    }
}
