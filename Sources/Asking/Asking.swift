import Bench
import Scoring
import Vendors

/// The way of one sample: asked, asked again where that may help, judged, scored.
///
///     subject ──reply──▶ scored by rules ─────────────────────────▶ record
///        │  ▲      └────▶ judge ──reply──▶ scored by its word ────▶ record
///     failure │ wait        │ ▲
///        └────┴─▶ …         └─┴─▶ gives up ─▶ record without behaviour, or «cannot ask at all»
///
/// A pure state machine: the shell makes the requests and takes the waits that it asks for.
public struct Asking: Sendable {
    private let plan: Plan
    private let sample: Sample
    private let key: Digest
    private let draw: Digest
    private let askedAtMilliseconds: Int64
    private let retries: RetryPolicy
    private var stage = Stage.subject
    private var attempt = 0
    private var attempts: [Attempt] = []
    private var elapsed = 0
    /// Whether what is at hand was bought before: it costs nothing now.
    private var isCached = false
    private var isSubjectCached = false
    /// What models are known to reject, with what this sample has taught.
    public private(set) var learnt: Learnt
    /// What the last request has used.
    public private(set) var lastUse = Use()
    /// How long the vendor has asked to wait, the last time that it did.
    public private(set) var waitAsked = 0

    private enum Stage {
        case subject
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
        // By label and seed, not by the run's name: that covers the port of a rehearsal's server,
        // and the same rehearsal would draw anew each time.
        draw = Digest(ofFields: [
            Array(plan.spec.label.utf8), Array("\(plan.spec.seed)".utf8), key.bytes,
        ])
        askedAtMilliseconds = nowMilliseconds
        self.retries = retries
    }

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

    private var model: Model {
        guard case .judge = stage, let judge = plan.spec.roster.judge else {
            return plan.spec.roster.models[sample.model]
        }
        return judge
    }

    /// The request to make now.
    ///
    /// The same stage of the same sample gives the same bytes.
    public func request() -> Step {
        let model = model
        if plan.spec.isStrict, let why = learnt.distrust(of: model) { return notAsked(why) }
        var request = Vendors.request(
            to: model,
            messages: messages,
            sampling: sampling,
            rejected: learnt[model]
        )
        if model.isSimulated {
            // A simulated vendor draws its answer from this, so that neither the order of
            // requests nor a retry changes what it says. No real vendor is sent it.
            request.headers.append(VendorHeader("x-gapwatch-draw", drawText))
        }
        return .send(request, model)
    }

    /// Whether the last request had a reply, and not an error.
    public var isAnswered: Bool { attempts.last.map { $0.error == nil } ?? false }

    /// The model of the next request.
    public var asked: Model { model }

    /// What tells the request from others that are the same letter for letter.
    public var apart: [String] {
        let pack = plan.spec.pack
        var stageName = "subject"
        if case .judge = stage { stageName = "judge" }
        return [
            pack.id, pack.scenarios[sample.scenario].id, pack.arms[sample.arm].id,
            "\(sample.replicate)", stageName,
        ]
    }

    /// The tokens that the next reply may have.
    public var outputTokensMax: Int? { sampling.outputTokensMax }

    private var drawText: String {
        if case .judge = stage { return draw.hex + "-judge" }
        return draw.hex
    }

    private var messages: [Message] {
        guard case .judge(let reply) = stage, case .judge(let prompt) = plan.spec.pack.scorer else {
            return plan.spec.pack.messages(scenario: sample.scenario, arm: sample.arm)
        }
        return JudgeScoring.prompt(
            prompt,
            pack: plan.spec.pack,
            scenario: sample.scenario,
            reply: reply
        )
    }

    private var sampling: Sampling {
        if case .judge = stage {
            return model.sampling(
                over: Sampling(temperature: 0, outputTokensMax: Self.judgeTokensMax)
            )
        }
        return model.sampling(over: plan.spec.pack.sampling)
    }

    /// A response came, or none did, after so many milliseconds.
    public mutating func answered(
        _ response: Result<VendorResponse, NoResponse>,
        durationMilliseconds: Int,
        nowMilliseconds: Int64
    ) -> Step {
        attempt += 1
        elapsed += durationMilliseconds
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
                lastUse =
                    isCached
                    ? Use(tokens: 0, nanodollars: 0)
                    : Use(
                        tokens: reply.usage.total,
                        nanodollars: model.price?.nanodollars(for: reply.usage)
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

    private func gaveUp(_ failure: VendorFailure, _ decision: RetryPolicy.Decision) -> Step {
        var words = "\(failure)"
        switch decision {
        case .giveUp(let reason):
            switch reason {
            case .waitTooLong, .patienceUsed: words += "; \(reason)"
            case .final, .attemptsUsed: break
            }
        case .retry, .park: break
        }
        if case .judge(let reply) = stage {
            return .done(record(.init(.judgeFailed, "the judge: \(words)"), reply: reply))
        }
        return .done(record(.init(.targetError, words), reply: nil))
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

    private func distrusted(_ reply: Reply, _ why: String) -> Step {
        if case .judge(let subject) = stage {
            let scored = Scored(.judgeFailed, "the judge: \(why)")
            return .done(record(scored, reply: subject, judgement: reply))
        }
        return .done(record(Scored(.targetError, why), reply: reply))
    }

    private func notAsked(_ why: String) -> Step {
        if case .judge(let subject) = stage {
            return .done(
                record(Scored(.judgeFailed, "the judge was not asked: \(why)"), reply: subject)
            )
        }
        return .done(record(Scored(.notRun, "not asked: \(why)"), reply: nil))
    }

    private mutating func replied(_ reply: Reply) -> Step {
        switch (stage, plan.spec.pack.scorer) {
        case (.judge(let subject), .judge(let prompt)):
            let scored = JudgeScoring.outcome(of: reply, labels: prompt.labels)
            return .done(record(scored, reply: subject, judgement: reply))
        case (.subject, .judge):
            if let scored = Scoring.needsJudge(reply) {
                return .done(record(scored, reply: reply))
            }
            stage = .judge(reply)
            isSubjectCached = isCached
            attempt = 0
            return request()
        case (_, .rules):
            return .done(record(RefusalRules().outcome(of: reply), reply: reply))
        }
    }

    private func record(_ scored: Scored, reply: Reply?, judgement: Reply? = nil) -> Record {
        let subject = plan.spec.roster.models[sample.model]
        var isFree = isCached
        if case .judge = stage { isFree = isSubjectCached }
        var cost = isFree ? 0 : reply.flatMap { subject.price?.nanodollars(for: $0.usage) }
        if let judgement {
            let judge =
                isCached ? 0 : plan.spec.roster.judge?.price?.nanodollars(for: judgement.usage)
            cost = cost.flatMap { cost in judge.map { cost + $0 } }
        }
        return Record(
            sample: sample.index,
            key: key,
            outcome: scored.outcome,
            reason: scored.reason,
            reply: reply,
            judgement: judgement,
            attempts: attempts,
            nanodollars: cost,
            askedAtMilliseconds: askedAtMilliseconds,
            durationMilliseconds: elapsed
        )
    }
}
