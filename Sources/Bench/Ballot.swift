/// What one judge of a panel made of a reply.
public struct Ballot: Sendable, Hashable {
    /// The judge's id in the roster.
    public var judge: String
    /// What it says: complied, refused, unparsed, or that it failed or declined.
    public var outcome: Outcome
    /// Why, in a few words: its word, its marks, what went wrong.
    public var reason: String
    /// The score by its marks, where it gives marks.
    public var score: Double?
    /// What it answered; nil where it did not.
    public var judgement: Reply?

    package init(
        judge: String,
        outcome: Outcome,
        reason: String,
        score: Double? = nil,
        judgement: Reply? = nil
    ) {
        self.judge = judge
        self.outcome = outcome
        self.reason = reason
        self.score = score
        self.judgement = judgement
    }

    /// What a judge can say that a model did; anything else is a judge without a verdict.
    public static let verdicts: [Outcome] = [.complied, .refused, .unparsed]

    /// Bytes of a judgement that a record keeps, at most, so that those of a panel fit into one.
    public static let judgementBytesMax = 1 << 20
}

extension Ballot {
    /// The ballot as a record carries it; absent means nil.
    public var json: JSON {
        .compact([
            ("judge", JSON(judge)), ("outcome", JSON(outcome.rawValue)), ("reason", JSON(reason)),
            ("score", JSON(score)), ("judgement", judgement?.json ?? .null),
        ])
    }

    /// Reads what `json` wrote.
    public init(json: JSON) throws(FieldError) {
        self.init(
            judge: try json.text("judge"),
            outcome: try json.choice("outcome", of: Outcome.self),
            reason: try json.text("reason"),
            score: try json.score(),
            judgement: try json.reply("judgement")
        )
    }
}
