import Bench

/// One request of a batch.
struct BatchItem: Sendable {
    /// What the client calls it: `custom_id`, or Gemini's `metadata.key`.
    var customID: String
    /// What it asks; nil where the body is not what the vendor's clients send.
    var asked: Asked?

    /// `model` overrides the body's own where the vendor names it elsewhere.
    init(customID: String, _ format: WireFormat, model: String? = nil, body: JSON) {
        self.customID = customID
        var body = body
        if let model, format == .chat, let members = body.object {
            body = .object(members.filter { $0.key != "model" } + [.init("model", JSON(model))])
        }
        asked = Asked(format, model: model, body: body.bytes)
        // Only the words are needed from here on; the body would be held for hours.
        asked?.body = []
    }

    /// What came of it.
    enum Fate {
        case answered(Answer)
        case failed(status: Int, message: String)
        case expired
    }

    /// Of a hundred replies of a flaky subject, those that fail.
    static let failing: Range<UInt64> = 0..<8
    /// Of a hundred replies of a flaky subject, those that are not made in time.
    static let expiring: Range<UInt64> = 8..<12

    /// The same as for a direct call whose draw is the custom id.
    func fate(seed: UInt64, phase: Int) -> Fate {
        guard let asked else {
            return .failed(status: 400, message: "the request is not understood")
        }
        let everyone = Subject.all + Subject.judges
        guard let subject = everyone.first(where: { $0.name == asked.model }) else {
            return .failed(status: 404, message: "the model `\(asked.model)` does not exist")
        }
        let acting = Acting(subject: subject, seed: seed, phase: phase)
        if subject.quirk == .judge {
            let draw = Digest(ofFields: [Array(asked.user.utf8), Array(customID.utf8)]).seed
            return .answered(
                Answer(
                    subject: subject,
                    asked: asked,
                    text: acting.judge(prompt: asked.user, draw: customID),
                    thought: nil,
                    isBlocked: false,
                    draw: draw
                )
            )
        }
        let act = acting.act(system: asked.system, user: asked.user, draw: customID)
        if subject.quirk == .flaky {
            if Self.failing.contains(act.draw % 100) {
                return .failed(status: 500, message: "the server had an error")
            }
            if Self.expiring.contains(act.draw % 100) { return .expired }
        }
        return .answered(
            Answer(
                subject: subject,
                asked: asked,
                text: act.text,
                thought: act.thought,
                isBlocked: act.isBlocked,
                draw: act.draw
            )
        )
    }

    /// The bytes that it takes up, about.
    var byteCount: Int {
        let words = asked.map { $0.model.utf8.count + $0.system.utf8.count + $0.user.utf8.count }
        return 64 + customID.utf8.count + (words ?? 0)
    }
}

/// Why a batch is rejected as a whole.
struct BatchFault: Sendable, Equatable {
    var code: String
    /// Counted from 1; nil where the fault is the whole file's.
    var line: Int?
    var message: String
}

/// A batch, from the moment it is taken.
///
///     begun --poll--> under way --poll--> under way --poll--> ended, or rejected
struct BatchJob: Sendable {
    /// In whose shapes a batch is sent and shown.
    enum Dialect: Sendable { case openAI, anthropic, gemini, mistral }

    enum Stage { case begun, underWay, ended, rejected }

    /// What became of the items.
    struct Tally: Sendable, Equatable {
        var answered = 0
        var failed = 0
        var expired = 0
    }

    /// What the client said of the batch.
    struct Order: Sendable {
        var dialect: Dialect
        var format: WireFormat
        /// `metadata`, or Gemini's `displayName`; echoed.
        var label: JSON = .null
        var endpoint = ""
        var model = ""
        var inputFile = ""
    }

    let id: String
    let order: Order
    let items: [BatchItem]
    let faults: [BatchFault]
    let seed: UInt64
    let phase: Int
    let tally: Tally
    let byteCount: Int
    /// Seconds since 1970.
    let createdAt: Int64
    private(set) var endedAt: Int64?
    private(set) var polls = 0

    /// Polls that find a batch under way.
    static let pollsUnderWay = 2
    /// The requests of a batch, at most.
    static let itemsMax = 10_000
    /// Seconds after which a vendor gives up on a batch.
    static let windowSeconds: Int64 = 86_400

    /// `mark` tells this batch from all others of a server.
    init(
        _ order: Order,
        _ items: [BatchItem],
        faults: [BatchFault] = [],
        seed: UInt64,
        phase: Int,
        mark: Digest,
        now: Int64
    ) {
        self.order = order
        self.items = items
        self.faults = faults
        self.seed = seed
        self.phase = phase
        createdAt = now
        id = Self.id(order.dialect, mark.hex)
        var tally = Tally()
        for item in items {
            switch item.fate(seed: seed, phase: phase) {
            case .answered: tally.answered += 1
            case .failed: tally.failed += 1
            case .expired: tally.expired += 1
            }
        }
        self.tally = tally
        byteCount = items.reduce(1_024) { $0 + $1.byteCount }
    }

    mutating func poll(at now: Int64) {
        polls += 1
        if polls > Self.pollsUnderWay, endedAt == nil { endedAt = now }
    }

    var stage: Stage {
        if endedAt != nil { return faults.isEmpty ? .ended : .rejected }
        return polls == 0 ? .begun : .underWay
    }

    private static func id(_ dialect: Dialect, _ hex: String) -> String {
        switch dialect {
        case .openAI: "batch_" + hex.prefix(32)
        case .anthropic: "msgbatch_" + hex.prefix(24)
        case .gemini: String(hex.prefix(32))
        case .mistral: Self.uuid(hex)
        }
    }

    static func uuid(_ hex: String) -> String {
        var text = ""
        for (index, digit) in hex.prefix(32).enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }
}
