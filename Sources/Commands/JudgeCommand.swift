import ArgumentParser
import Bench
import Foundation
import Gaps
import Packs
import Store

/// The command `gapwatch judge`.
struct JudgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge",
        abstract: "Hold judges against replies that people have labelled.",
        subcommands: [Calibrate.self]
    )

    /// The command `gapwatch judge calibrate`.
    struct Calibrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "calibrate",
            abstract: "Sensitivity, specificity and agreement on a pack's calibration.jsonl.",
            discussion: """
                --judge may be given several times; `rules` are the refusal rules, which need no \
                model. Without it the pack's own scorer is calibrated. Of a roster with several \
                judges each is calibrated, and their vote. What came out is kept in the store, and \
                says there whether a judge has drifted since.
                """
        )

        @Argument(help: ArgumentHelp("A pack: its folder or its pack.yaml.", valueName: "pack"))
        var pack: String

        @Option(
            name: .customLong("models"),
            help: ArgumentHelp("A roster with a judge or several.", valueName: "roster")
        )
        var roster: String?

        @Option(
            name: .customLong("judge"),
            help: ArgumentHelp("A judge's name or file, or `rules`.", valueName: "judge")
        )
        var judges: [String] = []

        @Option(
            help: ArgumentHelp("Labelled replies; the pack's own by default.", valueName: "file")
        )
        var calibration: String?

        @OptionGroup var keyOptions: KeyOptions
        @OptionGroup var authorities: AuthorityOptions

        @OptionGroup var costs: CostOptions
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        /// Judges of one calibration, at most.
        static let judgesMax = 8

        func run() async throws {
            let plain = try Packs.pack(at: pack)
            guard judges.count <= Self.judgesMax, Set(judges).count == judges.count else {
                throw CommandError("--judge: \(Self.judgesMax) at most, each once")
            }
            let file = calibration ?? JudgeNames.folder(of: pack) + "/calibration.jsonl"
            let items = try Packs.calibration(at: file, for: plain)
            let models = try roster.map { try Packs.roster(at: $0).judges } ?? []
            let keys = try keyOptions.keys()
            let access = try authorities.access(with: keys)
            var all: [Calibrated] = []
            var left = costs.nanodollarsMax
            for name in judges.isEmpty ? [""] : judges {
                let scored = try scored(plain, by: name)
                if case .judge = scored.scorer {
                    guard !models.isEmpty else {
                        throw CommandError(
                            "a judge needs --models with a roster that has `judge:` or `judges:`"
                        )
                    }
                    try RunCommand.checkKeys(models, keys)
                }
                let pass = try await Calibrating.calibrate(
                    scored,
                    judges: models,
                    items: items,
                    access: access,
                    left: &left
                )
                all += Calibrated.all(of: pass, name: name.isEmpty ? "the pack's scorer" : name)
            }
            let drifts = try keep(all.map(\.made))
            show(all, drifts)
        }

        private func scored(_ pack: Pack, by name: String) throws -> Pack {
            switch name {
            case "":
                switch pack.scorer {
                case .rules, .judge: return pack
                default:
                    throw CommandError(
                        "\(pack.id) is scored by what its replies end with, not by a judge: name "
                            + "one with --judge"
                    )
                }
            case "rules":
                return try pack.ruled(version: Scorer.rulesVersionLatest)
            default: return try pack.judged(by: JudgeNames.judge(name, besidePack: self.pack))
            }
        }

        /// Keeps what came out; returns how each differs from the last of its kind.
        private func keep(_ all: [StoredCalibration]) throws -> [Drift?] {
            let books = try Store.openForWriting(at: store.resolved)
            let drifts = try all.map { made in
                Drift(from: try books.calibrations(pack: made.pack), to: made)
            }
            try books.commit { transaction throws(StoreError) in
                for made in all { try transaction.calibration(made) }
            }
            try books.close()
            return drifts
        }

        private func show(_ all: [Calibrated], _ drifts: [Drift?]) {
            let alone = all.filter { !$0.isVote }
            let kappas = Agreement.kappas(alone)
            let advice = Agreement.dawidSkene(alone.map(\.made))
            if output.json {
                let judges = zip(all, drifts).map { item, drift -> JSON in
                    var json = CalibrationSummary(item.made).json(name: item.name)
                    if case .object(var members) = json {
                        if item.isVote { members.append(JSON.Member("vote", true)) }
                        if let drift {
                            members.append(JSON.Member("drift", .bool(drift.isBeyondChance)))
                        }
                        json = .object(members)
                    }
                    return json
                }
                let pairs = kappas.map { pair -> JSON in
                    [
                        "first": JSON(pair.first), "second": JSON(pair.second),
                        "kappa": JSON(pair.kappa), "replies": JSON(pair.replies),
                    ]
                }
                Output.print(["judges": .array(judges), "agreement": .array(pairs)])
                return
            }
            for (item, drift) in zip(all, drifts) {
                let summary = CalibrationSummary(item.made)
                Output.print(summary.lines(name: item.name).joined(separator: "\n"))
                if let drift { Output.print("  " + drift.sentence) }
            }
            for pair in kappas {
                let value = pair.kappa.map { Points.fixed($0, digits: 2) } ?? "–"
                Output.print(
                    "\(pair.first) and \(pair.second): κ \(value) over \(pair.replies) replies"
                )
            }
            guard let advice else { return }
            for (index, item) in alone.enumerated() {
                Output.print(
                    "\(item.name), by the others alone (Dawid–Skene, advice only): sensitivity "
                        + "\(Points.fixed(advice.sensitivity[index], digits: 2)), specificity "
                        + Points.fixed(advice.specificity[index], digits: 2)
                )
            }
        }
    }
}
