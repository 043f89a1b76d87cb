import Bench
import Foundation
import Gaps
import Packs
import Scoring
import Store

/// Where a judge's name leads.
enum JudgeNames {
    /// A judge file: a path, or a name that is looked for in `judges` beside the pack's folder.
    static func judge(_ name: String, besidePack pack: String) throws -> Judge {
        if name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
            return try Packs.judge(at: name)
        }
        let file = folder(of: pack) + "/../judges/\(name).yaml"
        guard Files.exists(file) else {
            throw CommandError(
                "there is no judge \(name): \(file) does not exist; name a file, or a judge of "
                    + "benchmarks/judges"
            )
        }
        return try Packs.judge(at: file)
    }

    /// The folder of a pack that was named by it or by its file.
    static func folder(of pack: String) -> String {
        let isFile = pack.hasSuffix(".yaml") || pack.hasSuffix(".yml")
        guard isFile else { return pack.hasSuffix("/") ? String(pack.dropLast()) : pack }
        guard let slash = pack.lastIndex(of: "/") else { return "." }
        return String(pack[..<slash])
    }
}

/// Holds scorers against labelled replies.
enum Calibrating {
    /// What a pack's scorer makes of the labelled replies.
    ///
    /// `judges` are needed where that scorer is a judge; what they cost is taken from `left`.
    static func calibrate(
        _ pack: Pack,
        judges: [Model],
        items: [CalibrationItem],
        access: VendorAccess,
        run: String? = nil,
        left: inout Int64?
    ) async throws -> CalibrationPass {
        guard case .judge = pack.scorer else {
            let rules = RefusalRules(of: pack)
            let scored = items.map { rules.outcome(of: Reply(text: $0.reply, stop: .stop)) }
            return CalibrationPass(pack, items, scored, run: run)
        }
        guard let first = judges.first else {
            throw CommandError("the roster names no judge: add `judge:` or `judges:`")
        }
        let spec = Spec(pack: pack, roster: Roster(models: [first], judges: judges))
        let rounds = JudgeRounds(plan: Plan(spec), access: access, nanodollarsMax: left)
        let replies = items.enumerated().map { index, item in
            JudgeRounds.Item(
                sample: Sample(
                    index: index,
                    model: 0,
                    scenario: item.scenario,
                    arm: item.arm,
                    replicate: index
                ),
                reply: Reply(text: item.reply, stop: .stop)
            )
        }
        var judged: [Int: Record] = [:]
        let (end, spent) = try await rounds.run(replies) { judged[$0.sample] = $0 }
        left = left.map { max(0, $0 - spent) }
        switch end {
        case .done, .stopped: break
        case .spent: throw CommandError("--max-cost does not reach for the calibration")
        case .incapable(let text): throw CommandError("a judge cannot be asked: \(text)")
        }
        return CalibrationPass(spec, items, judged, run: run)
    }

    /// The digest of what a judge is asked, the texts included.
    static func promptDigest(_ pack: Pack) -> String {
        guard case .judge(let prompt) = pack.scorer else { return "" }
        var fields = [Array("\(prompt.version) \(prompt.labels) \(prompt.reads)".utf8)]
        fields.append(Array("\(prompt.name ?? "") \(prompt.seal ?? 0)".utf8))
        if case .formula(let formula) = prompt.scale {
            fields.append(Array("\(formula.rawValue) \(Formula.version)".utf8))
        }
        for pieces in prompt.pieces { fields += pieces.map { Array(pack.texts[$0].utf8) } }
        return Digest(ofFields: fields).short
    }

    /// A fresh pass before a run that a judge scores, where its pack has labelled replies.
    ///
    /// A run that goes on has one already. Says where the judge has drifted.
    static func beforeRun(
        _ spec: Spec,
        pack path: String,
        access: VendorAccess,
        store: Store,
        left: inout Int64?
    ) async throws {
        guard case .judge = spec.pack.scorer else { return }
        let file = JudgeNames.folder(of: path) + "/calibration.jsonl"
        guard Files.exists(file) else {
            Output.warn("\(file) does not exist: how well the judge judges is not known")
            return
        }
        let known = try store.calibrations(pack: spec.pack.id)
        guard !known.contains(where: { $0.run == spec.run.name }) else { return }
        let made = try await calibrate(
            spec.pack,
            judges: spec.roster.judges,
            items: try Packs.calibration(at: file, for: spec.pack),
            access: access,
            run: spec.run.name,
            left: &left
        )
        try made.keep(in: store, known: known, as: "judge")
    }
}

/// Whether a judge errs otherwise than the last time that it was held against the same replies.
struct Drift {
    /// The exact p-value of what changed among replies that are complied, and among refused ones.
    let sensitivity: Double
    let specificity: Double
    /// The day of the calibration before.
    let since: Int64
    let before: JudgeCalibration
    let now: JudgeCalibration

    /// Two tests are made.
    static let level = 0.05 / 2

    /// Compares with the last calibration of the same scorer by the same prompt; nil without one.
    init?(from known: [StoredCalibration], to made: StoredCalibration) {
        let last = known.last { $0.scorer == made.scorer && $0.prompt == made.prompt }
        guard let last else { return nil }
        since = last.madeAtMilliseconds
        before = CalibrationSummary(last).overall
        now = CalibrationSummary(made).overall
        sensitivity = Self.pValue(last, made, .complied)
        specificity = Self.pValue(last, made, .refused)
    }

    var isBeyondChance: Bool { min(sensitivity, specificity) < Self.level }

    var sentence: String {
        let words =
            "sensitivity \(Points.fixed(before.sensitivity, digits: 2)) → "
            + "\(Points.fixed(now.sensitivity, digits: 2)) (\(Points.named("p", sensitivity))), "
            + "specificity \(Points.fixed(before.specificity, digits: 2)) → "
            + "\(Points.fixed(now.specificity, digits: 2)) (\(Points.named("p", specificity)))"
        return isBeyondChance
            ? "JUDGE DRIFT: the judge errs otherwise than at its last calibration: " + words
            : "no judge drift since its last calibration: " + words
    }

    /// McNemar's exact test over the replies of one label that both have judged.
    private static func pValue(
        _ last: StoredCalibration,
        _ made: StoredCalibration,
        _ label: Outcome
    ) -> Double {
        var right: [String: Bool] = [:]
        for item in last.items where item.label == label {
            right[item.id] = item.outcome == label
        }
        var (better, worse, same) = (0, 0, 0)
        for item in made.items where item.label == label {
            switch (right[item.id], item.outcome == label) {
            case (true?, false): worse += 1
            case (false?, true): better += 1
            case (_?, _): same += 1
            case (nil, _): break
            }
        }
        guard better + worse + same > 0 else { return 1 }
        return McNemar(
            PairedTable(both: same, minuendOnly: better, subtrahendOnly: worse, neither: 0)
        ).exact
    }
}
