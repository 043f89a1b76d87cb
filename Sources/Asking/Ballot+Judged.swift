import Bench
import Scoring

extension Ballot {
    /// What that judge's answer counts for, with as much of the answer as a record keeps.
    ///
    /// An answer beyond `judgementBytesMax` is no verdict, and only what it has cost is kept of it.
    init(_ judged: Judged, by judge: Model, _ judgement: Reply?) {
        guard let judgement, judgement.json.bytes.count > Self.judgementBytesMax else {
            self.init(
                judge: judge.id,
                outcome: judged.scored.outcome,
                reason: judged.scored.reason,
                score: judged.score,
                judgement: judgement
            )
            return
        }
        self.init(
            judge: judge.id,
            outcome: .judgeFailed,
            reason: "the judge said more than \(Self.judgementBytesMax) bytes",
            judgement: Reply(text: "", stop: judgement.stop, usage: judgement.usage)
        )
    }
}
