import Bench
import Packs
import Scoring
import Store

/// What came of one pass over labelled replies: the scorer's calibration, or that of each judge of a
/// panel and that of their vote.
struct CalibrationPass {
    /// Each scorer that judged alone, in the order of the roster.
    private(set) var alone: [StoredCalibration]
    /// The vote, where there are several judges.
    private(set) var vote: StoredCalibration?

    var all: [StoredCalibration] { alone + (vote.map { [$0] } ?? []) }

    /// What the refusal rules make of replies, a value for each.
    init(_ pack: Pack, _ items: [CalibrationItem], _ scored: [Scored], run: String?) {
        let version = RefusalRules(of: pack).version
        let name = Name(scorer: "rules \(version)", judge: "rules", isSimulated: false)
        alone = [Self.stored(pack, items, name, run) { scored[$0] }]
    }

    /// What judges make of replies: the records by the replies' places.
    ///
    /// A reply that no judge had to see is the same for all of them.
    init(_ spec: Spec, _ items: [CalibrationItem], _ records: [Int: Record], run: String?) {
        func voted(_ index: Int) -> Scored? {
            records[index].map { Scored($0.outcome, $0.reason) }
        }
        alone = spec.roster.judges.enumerated().map { seat, judge in
            var single = spec
            single.roster.judges = [judge]
            return Self.stored(spec.pack, items, Name(single), run) { index in
                guard let ballots = records[index]?.ballots, ballots.indices.contains(seat) else {
                    return voted(index)
                }
                return Scored(ballots[seat].outcome, ballots[seat].reason)
            }
        }
        guard spec.roster.hasPanel else { return }
        vote = Self.stored(spec.pack, items, Name(spec), run, voted)
    }

    /// What a calibration says of whose it is.
    private struct Name {
        var scorer: String
        var judge: String
        var isSimulated: Bool

        init(scorer: String, judge: String, isSimulated: Bool) {
            self.scorer = scorer
            self.judge = judge
            self.isSimulated = isSimulated
        }

        init(_ spec: Spec) {
            let judges = spec.roster.judges
            self.init(
                scorer: spec.scorerIdentity,
                judge: judges.map(\.id).joined(separator: " + "),
                isSimulated: judges.contains(where: \.isSimulated)
            )
        }
    }

    private static func stored(
        _ pack: Pack,
        _ items: [CalibrationItem],
        _ name: Name,
        _ run: String?,
        _ scored: (Int) -> Scored?
    ) -> StoredCalibration {
        StoredCalibration(
            run: run,
            pack: pack.id,
            scorer: name.scorer,
            judge: name.judge,
            prompt: Calibrating.promptDigest(pack),
            isSimulated: name.isSimulated,
            madeAtMilliseconds: Clocks.wallMilliseconds(),
            items: items.enumerated().map { index, item in
                let scored = scored(index)
                return StoredCalibration.Item(
                    id: item.id,
                    scenario: pack.scenarios[item.scenario].id,
                    arm: pack.arms[item.arm].id,
                    label: item.label,
                    outcome: scored?.outcome ?? .notRun,
                    reason: scored?.reason ?? ""
                )
            }.sorted { $0.id < $1.id }
        )
    }
}

extension CalibrationPass {
    /// Puts all of it into the books and says what it shows, against what is `known` there.
    func keep(in store: Store, known: [StoredCalibration], as word: String) throws {
        try store.commit { transaction throws(StoreError) in
            for made in all { try transaction.calibration(made) }
        }
        for made in all {
            var name = word
            if vote != nil { name = made == vote ? "the vote" : "\(word) \(made.judge)" }
            Output.warn("\(name): " + CalibrationSummary(made).sentence)
            guard let drift = Drift(from: known, to: made) else { continue }
            Output.warn(vote == nil ? drift.sentence : "\(name): \(drift.sentence)")
        }
    }
}
