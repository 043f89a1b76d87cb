/// What is kept of one sample: asked once, answered once, scored once.
public struct Record: Sendable, Hashable {
    /// The sample's place in the plan.
    public var sample: Int
    /// The digest of all that identifies the sample.
    public var key: Digest
    /// What came of it.
    public var outcome: Outcome
    /// Why, in a few words: the rule that matched, the judge's word, the vendor's error.
    public var reason: String
    /// What the vendor answered last; nil where it did not.
    public var reply: Reply?
    /// What it answered before that, in the order of the questions: beliefs, then earlier turns.
    public var earlier: [Reply]
    /// What the judge answered, where one was asked.
    public var judgement: Reply?
    /// What each judge of a panel said, in the order of the roster; empty with one judge or none.
    public var ballots: [Ballot]
    /// The score that the judge or the panel gave, where it gives one.
    public var score: Double?
    /// Every try, the judges' included, in the order in which they were made.
    public var attempts: [Attempt]
    /// The cost of subject and judges in billionths of a dollar; nil where it is not known.
    public var nanodollars: Int64?
    /// When the sample was first asked, in milliseconds since 1970 by the worker's clock.
    public var askedAtMilliseconds: Int64
    /// How long it took from the first try to the outcome, in milliseconds.
    public var durationMilliseconds: Int

    package init(
        sample: Int,
        key: Digest,
        outcome: Outcome,
        reason: String,
        reply: Reply? = nil,
        earlier: [Reply] = [],
        judgement: Reply? = nil,
        ballots: [Ballot] = [],
        score: Double? = nil,
        attempts: [Attempt] = [],
        nanodollars: Int64? = nil,
        askedAtMilliseconds: Int64 = 0,
        durationMilliseconds: Int = 0
    ) {
        self.sample = sample
        self.key = key
        self.outcome = outcome
        self.reason = reason
        self.reply = reply
        self.earlier = earlier
        self.judgement = judgement
        self.ballots = ballots
        self.score = score
        self.attempts = attempts
        self.nanodollars = nanodollars
        self.askedAtMilliseconds = askedAtMilliseconds
        self.durationMilliseconds = durationMilliseconds
    }

    /// Whether the last question of its sample was answered, so that its reply can be scored anew.
    ///
    /// A reply to a belief question or an earlier turn ended a sample that was settled before; what a
    /// vendor blocked, or failed, or was not eligible, is no answer whoever scores it.
    public func isAnswered(in pack: Pack, _ sample: Sample) -> Bool {
        switch outcome {
        case .targetError, .ineligible, .notRun, .vendorBlocked: return false
        case .complied, .refused, .unparsed, .truncated, .judgeRefused, .judgeFailed: break
        }
        let questions =
            pack.turns(scenario: sample.scenario, arm: sample.arm).count + (pack.belief?.times ?? 0)
        return reply != nil && earlier.count + 1 == questions
    }
}
