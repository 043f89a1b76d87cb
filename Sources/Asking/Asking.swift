import Bench
import Scoring
import Vendors

/// The way of one sample: asked, asked again where that may help, judged, scored.
///
///     beliefs ──▶ turn, turn, … ──last reply──▶ scored without a judge ─────▶ record
///                  │  ▲     │        └────▶ judge, judge, … ──▶ scored by their words ──▶ record
///               failure │ wait └─ refused, filtered, not eligible ─▶ record
///                  └────┴─▶ gives up ─▶ record without behaviour, or «cannot ask at all»
///
/// Each belief is asked for in a conversation of its own; each turn has all turns and replies before
/// it. Every request has its own attempts; costs and durations add up. The judges of a panel are
/// asked one after the other, each of them whatever the others say.
/// A pure state machine: the shell makes the requests and takes the waits that it asks for.
public struct Asking: Sendable {
    let plan: Plan
    let sample: Sample
    let key: Digest
    let draw: Digest
    private let askedAtMilliseconds: Int64
    private let retries: RetryPolicy
    private let scoring: SampleScoring
    /// What the sample says, turn by turn.
    let questions: [[Message]]
    var stage: Stage
    /// The replies to the belief question so far.
    var beliefs: [Reply] = []
    /// The replies to the turns so far.
    var turns: [Reply] = []
    private var attempt = 0
    private var attempts: [Attempt] = []
    private var elapsed = 0
    /// Whether what is at hand was bought before: it costs nothing now.
    private var isCached = false
    /// The same of each reply so far, beliefs first.
    private var areCached: [Bool] = []
    /// What the judges before this one have said, where there are several.
    var ballots: [Ballot] = []
    /// What each judge's reply has cost; nil where nobody knows.
    private var judgingCosts: [Int64?] = []
    /// What batches took: no patience of ours is measured against a vendor's day.
    private var batchMilliseconds = 0
    /// Whether no reply has come yet: what is asked now may go by batch.
    public private(set) var isOpening = true
    /// Whether the reply was bought here, so that its cost is this sample's.
    private var paysSubject = true
    /// What models are known to reject, with what this sample has taught.
    public internal(set) var learnt: Learnt
    /// What the last request has used.
    public private(set) var lastUse = Use()
    /// How long the vendor has asked to wait, the last time that it did.
    public private(set) var waitAsked = 0

    enum Stage {
        case belief
        case turn
        case judge(Reply)
    }

    /// The tokens that a judge may answer with, unless the roster says otherwise.
    public static let judgeTokensMax = 1024

    /// A sample that has not been asked; `nowMilliseconds` is wall time since 1970.
    public init(
        _ sample: Sample,
        of plan: Plan,
        nowMilliseconds: Int64,
        retries: RetryPolicy = .standard,
        learnt: Learnt = Learnt()
    ) {
        self.learnt = learnt
        self.plan = plan
        self.sample = sample
        key = plan.key(of: sample)
        draw = plan.draw(of: key)
        askedAtMilliseconds = nowMilliseconds
        self.retries = retries
        let pack = plan.spec.pack
        scoring = SampleScoring(pack, scenario: sample.scenario, arm: sample.arm)
        questions = pack.turns(scenario: sample.scenario, arm: sample.arm)
        stage = pack.belief == nil ? .turn : .belief
    }

    /// A sample whose reply is at hand, to be judged by the plan's scorer.
    ///
    /// The record has what the judging has cost and how long it took, not the asking.
    public init(
        judging reply: Reply,
        _ sample: Sample,
        of plan: Plan,
        nowMilliseconds: Int64,
        retries: RetryPolicy = .standard,
        learnt: Learnt = Learnt()
    ) {
        self.init(
            sample,
            of: plan,
            nowMilliseconds: nowMilliseconds,
            retries: retries,
            learnt: learnt
        )
        turns = [reply]
        areCached = [false]
        stage = .judge(reply)
        paysSubject = false
    }

    /// The first request of a sample whose reply is at hand.
    public mutating func start() -> Step { next(stage) }

    /// What the shell is to do next.
    public enum Step: Sendable {
        /// Make this request and tell `answered` what came.
        case send(VendorRequest, Model)
        /// Wait so long, then call `request`. `isThrottled` says that the vendor wants fewer
        /// requests at once.
        case wait(milliseconds: Int, isThrottled: Bool)
        /// The same for a wait so long that no slot should be held for it.
        case park(milliseconds: Int)
        /// The sample is through.
        case done(Record)
        /// This worker cannot ask the model at all; `isLasting` says that waiting will not help, and
        /// `isSpent` that the account has no credit left.
        case incapable(String, isLasting: Bool, isSpent: Bool)
    }

    /// What the last request has used; nil members are not known.
    public struct Use: Sendable, Equatable {
        /// Input and output tokens.
        public var tokens: Int?
        /// The cost in billionths of a dollar.
        public var nanodollars: Int64?
    }

    /// Why no response came.
    public struct NoResponse: Error, Sendable, Equatable {
        /// One sentence without secrets.
        public var message: String
        /// Whether the address itself is out of reach, so that other samples will fare no better.
        public var isUnreachable: Bool
        /// Whether the same request would fail in the same way, so that it is not made again.
        public var isFinal: Bool

        package init(message: String, isUnreachable: Bool, isFinal: Bool = false) {
            self.message = message
            self.isUnreachable = isUnreachable
            self.isFinal = isFinal
        }
    }

    /// Whether the last request had a reply, and not an error.
    public var isAnswered: Bool { attempts.last.map { $0.error == nil } ?? false }

    /// A response came, or none did, after so many milliseconds; `inBatch` says that it was asked for
    /// in one.
    public mutating func answered(
        _ response: Result<VendorResponse, NoResponse>,
        inBatch: Bool = false,
        durationMilliseconds: Int,
        nowMilliseconds: Int64
    ) -> Step {
        attempt += 1
        if inBatch {
            batchMilliseconds += durationMilliseconds
        } else {
            elapsed += durationMilliseconds
        }
        switch response {
        case .failure(let error):
            lastUse = Use()
            let failure = VendorFailure(.transient, status: nil, message: error.message)
            return failed(failure, durationMilliseconds, error)
        case .success(let response):
            switch Vendors.read(response, from: model, nowMilliseconds: nowMilliseconds) {
            case .failure(let failure):
                lastUse = Use(tokens: 0, nanodollars: 0)
                waitAsked = failure.waitMilliseconds ?? 0
                return failed(failure, durationMilliseconds, nil)
            case .reply(var reply):
                reply.droppedParameters += learnt.dropped(from: sampling, of: model)
                isCached = response.isCached
                reply.isBatched = inBatch
                isOpening = false
                lastUse =
                    isCached
                    ? Use(tokens: 0, nanodollars: 0)
                    : Use(
                        tokens: reply.usage.total,
                        nanodollars: model.price?.nanodollars(for: reply)
                    )
                attempts.append(
                    Attempt(
                        status: response.status,
                        durationMilliseconds: durationMilliseconds,
                        isCached: isCached
                    )
                )
                if plan.spec.isStrict, let why = strangeness(of: reply) {
                    learnt.distrust(model, why)
                    return distrusted(reply, why)
                }
                return replied(reply)
            }
        }
    }

    private mutating func failed(
        _ failure: VendorFailure,
        _ duration: Int,
        _ unanswered: NoResponse?
    ) -> Step {
        if let parameter = failure.rejected, learnt.learn(parameter, of: model, from: sampling) {
            // The next request leaves it out, and so do all others to this model.
            attempt -= 1
            attempts.append(
                Attempt(
                    status: failure.status,
                    error: failure.message,
                    durationMilliseconds: duration
                )
            )
            return request()
        }
        let decision =
            unanswered?.isFinal == true
            ? .giveUp(.final(failure.kind))
            : retries.next(
                after: failure,
                attempt: attempt,
                seed: draw.seed,
                elapsedMilliseconds: elapsed
            )
        var wait: Int?
        switch decision {
        case .retry(let milliseconds), .park(let milliseconds): wait = milliseconds
        case .giveUp: break
        }
        attempts.append(
            Attempt(
                status: failure.status,
                error: failure.message,
                waitAskedMilliseconds: failure.waitMilliseconds,
                waitTakenMilliseconds: wait,
                durationMilliseconds: duration
            )
        )
        if let wait {
            elapsed += wait
            if case .park = decision { return .park(milliseconds: wait) }
            return .wait(milliseconds: wait, isThrottled: failure.kind == .rateLimited)
        }
        switch failure.kind {
        case .authentication, .quota, .noSuchModel:
            return .incapable(
                model.sentence("\(failure)"),
                isLasting: true,
                isSpent: failure.kind == .quota
            )
        case _ where unanswered?.isUnreachable == true:
            return .incapable(
                model.sentence(failure.message),
                isLasting: false,
                isSpent: false
            )
        default: return gaveUp(failure, decision)
        }
    }

    private mutating func gaveUp(
        _ failure: VendorFailure,
        _ decision: RetryPolicy.Decision
    ) -> Step {
        var words = "\(failure)"
        switch decision {
        case .giveUp(let reason):
            switch reason {
            case .waitTooLong, .patienceUsed: words += "; \(reason)"
            case .final, .attemptsUsed: break
            }
        case .retry, .park: break
        }
        if case .judge = stage {
            return voted(Judged(Scored(.judgeFailed, "the judge: \(words)")))
        }
        return .done(record(.init(.targetError, words), isAnswered: false))
    }

    // MARK: Strict identities

    /// Why a reply is not of the model that was asked for; nil where it is, as far as anyone can say.
    private func strangeness(of reply: Reply) -> String? {
        let served = reply.servedModel ?? ""
        if reply.refusal?.category == "fallback" {
            return "\(model.name) declined and another model answered (--strict-identity)"
        }
        return switch ServedName(asked: model, served: reply.servedModel) {
        case .same, .unknown: nil
        case .snapshot:
            "asked for \(model.name), which is an alias: \(served) answered; name that one in the "
                + "roster (--strict-identity)"
        case .other: "asked for \(model.name), \(served) answered (--strict-identity)"
        }
    }

    private mutating func distrusted(_ reply: Reply, _ why: String) -> Step {
        if case .judge = stage {
            return voted(Judged(Scored(.judgeFailed, "the judge: \(why)")), reply)
        }
        keep(reply)
        return .done(record(Scored(.targetError, why)))
    }

    func notAsked(_ why: String) -> Step {
        if case .judge = stage {
            return .done(record(Scored(.judgeFailed, "the judge was not asked: \(why)")))
        }
        return .done(record(Scored(.notRun, "not asked: \(why)"), isAnswered: false))
    }

    private mutating func replied(_ reply: Reply) -> Step {
        switch stage {
        case .belief:
            keep(reply)
            if beliefs.count < plan.spec.pack.belief?.times ?? 0 { return next(.belief) }
            if let scored = scoring.outcome(afterBeliefs: beliefs) { return .done(record(scored)) }
            return next(.turn)
        case .turn:
            keep(reply)
            if turns.count < questions.count {
                if let scored = scoring.outcome(afterTurns: turns) {
                    return .done(record(scored))
                }
                return next(.turn)
            }
            if let scored = scoring.outcome(ofTurns: turns, beliefs: beliefs) {
                return .done(record(scored))
            }
            return next(.judge(reply))
        case .judge(let subject):
            guard case .judge(let prompt) = plan.spec.pack.scorer else {
                return voted(Judged(Scored(.judgeFailed, "the pack has no judge")), reply)
            }
            let judged = JudgeScoring.judged(
                reply,
                by: prompt,
                pack: plan.spec.pack,
                scenario: sample.scenario,
                reply: subject,
                key: key
            )
            return voted(judged, reply)
        }
    }

    /// One judge is through: the next one is asked, or the sample is.
    private mutating func voted(_ judged: Judged, _ judgement: Reply? = nil) -> Step {
        let model = model
        if let judgement {
            judgingCosts.append(isCached ? 0 : model.price?.nanodollars(for: judgement))
        }
        let judges = plan.spec.roster.judges
        guard judges.count > 1 else {
            return .done(record(judged.scored, judgement: judgement, score: judged.score))
        }
        ballots.append(Ballot(judged, by: model, judgement))
        if ballots.count < judges.count { return next(stage) }
        let verdict = Panel.verdict(ballots)
        return .done(record(verdict.scored, score: verdict.score))
    }

    private mutating func keep(_ reply: Reply) {
        areCached.append(isCached)
        if case .belief = stage { beliefs.append(reply) } else { turns.append(reply) }
    }

    /// The first request of a further step, with attempts of its own.
    private mutating func next(_ stage: Stage) -> Step {
        self.stage = stage
        attempt = 0
        if case .judge = stage, plan.spec.isStrict, let why = learnt.distrust(of: model) {
            return voted(Judged(Scored(.judgeFailed, "the judge was not asked: \(why)")))
        }
        return request()
    }

    /// The record of all that was said; the last question has no reply where not `isAnswered`.
    private func record(
        _ scored: Scored,
        judgement: Reply? = nil,
        score: Double? = nil,
        isAnswered: Bool = true
    ) -> Record {
        let heard = beliefs + turns
        return Record(
            sample: sample.index,
            key: key,
            outcome: scored.outcome,
            reason: scored.reason,
            reply: isAnswered ? heard.last : nil,
            earlier: isAnswered ? heard.dropLast() : heard,
            judgement: judgement,
            ballots: ballots,
            score: score,
            attempts: attempts,
            nanodollars: cost(heard),
            askedAtMilliseconds: askedAtMilliseconds,
            durationMilliseconds: elapsed + batchMilliseconds
        )
    }

    /// The cost of all replies; nil where that of one is not known, or there is none.
    private func cost(_ heard: [Reply]) -> Int64? {
        guard !heard.isEmpty else { return nil }
        let subject = plan.spec.roster.models[sample.model]
        var sum: Int64 = 0
        for (reply, isFree) in zip(heard, areCached) where !isFree && paysSubject {
            guard let cost = subject.price?.nanodollars(for: reply) else { return nil }
            sum += cost
        }
        for cost in judgingCosts {
            guard let cost else { return nil }
            sum += cost
        }
        return sum
    }
}
