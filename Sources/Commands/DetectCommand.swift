import ArgumentParser
import Bench
import Foundation
import Packs
import Publish
import Scoring
import Store

/// The command `gapwatch detect`.
struct DetectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detect",
        abstract: "Look for failure modes in a run's stored replies, and say how well that works.",
        discussion: """
            By rule, by a judge model, or by scores of a classifier of your own. Nothing is asked of \
            the run's models, and no outcome changes. Started again, it goes on where it stopped. \
            Without --detector and --import it shows what has looked so far. See docs/detectors.md.
            """
    )

    @Argument(help: "A run: an id, its beginning, a label, `latest` or `previous`.")
    var run = "latest"

    @Option(
        name: .customLong("detector"),
        help: ArgumentHelp(
            "A detector's file, its name in ./benchmarks/detectors, or `rules`; several times.",
            valueName: "detector"
        )
    )
    var detectors: [String] = []

    @Option(
        name: .customLong("mask"),
        help: ArgumentHelp(
            "What is hidden from it: none, answer, reasoning or cue; several times.",
            valueName: "mask"
        )
    )
    var masks: [Detector.Mask] = []

    @Option(
        name: .customLong("import"),
        help: ArgumentHelp(
            "Scores by sample key, as JSON Lines or .csv: key, detector, score, mask.",
            valueName: "file"
        )
    )
    var source: String?

    @Option(
        help: ArgumentHelp(
            "What imported scores are of: a name of docs/taxonomy.md, or any.",
            valueName: "mode"
        )
    )
    var mode = Packs.anyMode

    @Option(
        name: .customLong("models"),
        help: ArgumentHelp("A roster with a judge.", valueName: "roster")
    )
    var roster: String?

    @OptionGroup var keyOptions: KeyOptions
    @OptionGroup var authorities: AuthorityOptions
    @OptionGroup var costs: CostOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    /// Detectors of one call, at most.
    static let detectorsMax = 64

    func validate() throws {
        guard source == nil || (detectors.isEmpty && masks.isEmpty) else {
            throw ValidationError("--import takes neither --detector nor --mask: a line names both")
        }
        guard mode == Packs.anyMode || FailureMode(rawValue: mode) != nil else {
            let words = FailureMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--mode \(mode) is none of \(Packs.anyMode), \(words)")
        }
        guard masks.isEmpty || !detectors.isEmpty else {
            throw ValidationError("--mask needs --detector")
        }
        guard mode == Packs.anyMode || source != nil else {
            throw ValidationError("--mode needs --import")
        }
    }

    func run() async throws {
        let looking = try detectors.flatMap(DetectorNames.detectors)
        guard looking.count <= Self.detectorsMax, Set(looking.map(\.id)).count == looking.count
        else { throw CommandError("--detector: \(Self.detectorsMax) at most, each once") }
        let isReading = looking.isEmpty && source == nil
        let books = try isReading ? store.forReading() : Store.openForNotes(at: store.resolved)
        let entry = try books.run(named: run)
        guard entry.kind == .run else {
            throw CommandError("\(entry.id) was recorded elsewhere: it has no replies to read")
        }
        let spec = try books.spec(of: entry.id)
        if let source {
            try ScoreImport(
                store: books,
                run: entry.id,
                spec: spec,
                mode: FailureMode(rawValue: mode)
            ).take(source)
        }
        try await look(looking, books, entry, spec)
        let report = try Evaluations.all(entry, spec, books)
        if output.json {
            Output.print(report.json)
        } else if report.isEmpty {
            Output.print(
                "\(entry.id): no detector has looked yet; --detector rules needs no model"
            )
        } else {
            Output.print(Terminal.detectors(report, width: Output.width))
        }
        withExtendedLifetime(books) {}
    }

    private func look(
        _ looking: [Detector],
        _ books: Store,
        _ entry: RunEntry,
        _ spec: Spec
    ) async throws {
        // What needs no model first, so that a judge that cannot be asked holds nothing up.
        let judging = try looking.compactMap { try judged($0, spec) }
        let rounds = DetectorRounds(
            store: books,
            run: entry.id,
            spec: spec,
            masks: masks.isEmpty ? [.none] : Detector.Mask.allCases.filter(masks.contains)
        )
        for detector in looking {
            guard let rule = RuleDetector(detector) else { continue }
            try rounds.look(rule, as: stored(detector, nil))
        }
        let signals = Signals {}
        let keys = judging.isEmpty ? nil : try keyOptions.keys()
        // What earlier starts have spent counts.
        let before = try judging.reduce(Int64(0)) { sum, next in
            sum.clampedSum(try books.nanodollars(of: entry.id, by: stored(next.0, next.2)))
        }
        var left = costs.nanodollarsMax.map { max(0, $0 - before) }
        for (detector, spec, judge) in judging {
            guard let keys else { break }
            try RunCommand.checkKeys([judge], keys)
            let looked = stored(detector, judge)
            let (end, cost) = try await rounds.ask(
                spec,
                as: looked,
                access: try authorities.access(with: keys),
                nanodollarsMax: left,
                isStopped: { signals.isAsked }
            )
            try end.check()
            left = left.map { max(0, $0 - cost) }
        }
    }

    /// A detector by judge with the run's specification as its judge reads it; nil for a rule.
    private func judged(_ detector: Detector, _ spec: Spec) throws -> (Detector, Spec, Model)? {
        guard let pack = try detector.judging(spec.pack) else { return nil }
        let judges = try roster.map { try Packs.roster(at: $0).judges } ?? []
        guard let judge = judges.first, judges.count == 1 else {
            throw CommandError(
                "\(detector.id) asks one judge: it needs --models with a roster that has `judge:`"
            )
        }
        var judging = spec
        judging.until = nil
        judging.pack = pack
        judging.roster.judges = [judge]
        return (detector, judging, judge)
    }

    private func stored(_ detector: Detector, _ judge: Model?) -> StoredDetector {
        let digest = judge.map { Digest(ofFields: [detector.digest.bytes, $0.identity.bytes]) }
        return StoredDetector(
            name: detector.id,
            version: detector.version,
            mode: detector.mode,
            kind: judge == nil ? .rule : .judge,
            place: detector.place,
            digest: (digest ?? detector.digest).hex,
            source: judge.map { "asks \($0.id)" } ?? "by rule",
            isSimulated: judge?.isSimulated ?? false,
            madeAtMilliseconds: Clocks.wallMilliseconds()
        )
    }
}

extension Detector.Mask: ExpressibleByArgument {}
