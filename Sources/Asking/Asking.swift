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
    /// What batches took: no patience of ours is measured against a vendor's day.
    private var batchMilliseconds = 0
    /// Whether no reply has come yet: what is asked now may go by batch.
    public private(set) var isOpening = true
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
        draw = plan.draw(of: key)
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

        package init(message: String, isUnreachable: Bool) {
            self.message = message
            self.isUnreachable = isUnreachable
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

    /// What the next request says, for a batch: nothing in a batch is streamed.
    public var batchBody: [UInt8] {
        var model = model
        model.isStreamed = false
        return Vendors.request(
            to: model,
            messages: messages,
            sampling: sampling,
            rejected: learnt[model]
        ).body
    }

    /// What the sample is called in a batch: 64 hexadecimal digits, the same in every process.
    public var customID: String { draw.hex }

    /// The model of the next request.
    public var asked: Model { model }

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
            return failed(failure, durationMilliseconds, isUnreachable: error.isUnreachable)
        case .success(let response):
            switch Vendors.read(response, from: model, nowMilliseconds: nowMilliseconds) {
            case .failure(let failure):
                lastUse = Use(tokens: 0, nanodollars: 0)
                waitAsked = failure.waitMilliseconds ?? 0
                return failed(failure, durationMilliseconds, isUnreachable: false)
            case .reply(var reply):
                reply.droppedParameters += learnt.dropped(from: sampling, of: model)
                reply.isBatched = inBatch
                isOpening = false
                lastUse = Use(
                    tokens: reply.usage.total,
                    nanodollars: model.price?.nanodollars(for: reply)
                )
                attempts.append(
                    Attempt(
                        status: response.status,
                        durationMilliseconds: durationMilliseconds
                    )
                )
                return replied(reply)
            }
        }
    }

    private mutating func failed(
        _ failure: VendorFailure,
        _ duration: Int,
        isUnreachable: Bool
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
        let decision = retries.next(after: failure, attempt: attempt, seed: draw.seed)
        var wait: Int?
        if case .retry(let milliseconds) = decision { wait = milliseconds }
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
            return .wait(milliseconds: wait, isThrottled: failure.kind == .rateLimited)
        }
        switch failure.kind {
        case .authentication, .quota, .noSuchModel:
            return .incapable(
                "\(model.id): \(failure)",
                isLasting: true,
                isSpent: failure.kind == .quota
            )
        case _ where isUnreachable:
            return .incapable(
                "\(model.id): \(failure.message)",
                isLasting: false,
                isSpent: false
            )
        default: return gaveUp(failure)
        }
    }

    private func gaveUp(_ failure: VendorFailure) -> Step {
        if case .judge(let reply) = stage {
            return .done(record(.init(.judgeFailed, "the judge: \(failure)"), reply: reply))
        }
        return .done(record(.init(.targetError, "\(failure)"), reply: nil))
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
            attempt = 0
            return request()
        case (_, .rules):
            return .done(record(RefusalRules().outcome(of: reply), reply: reply))
        }
    }

    private func record(_ scored: Scored, reply: Reply?, judgement: Reply? = nil) -> Record {
        let subject = plan.spec.roster.models[sample.model]
        var cost = reply.flatMap { subject.price?.nanodollars(for: $0) }
        if let judgement {
            let judge = plan.spec.roster.judge?.price?.nanodollars(for: judgement)
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
            durationMilliseconds: elapsed + batchMilliseconds
        )
    }
}
