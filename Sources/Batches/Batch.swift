import Bench
import Vendors

/// One batch on its way.
///
///     upload ─▶ create ─▶ poll ─▶ … ─▶ poll ─▶ fetch ─▶ (results)
///                 │  ▲                              │
///                 ▼  └── not found                  └─▶ poll, should anybody ask once more
///               search ── found ─▶ poll
struct Batch: Sendable {
    let intent: BatchEntry.Intent
    /// Whom to ask; nil after a start, until somebody wants something of it.
    var model: Model?
    var id: String?
    /// That `id` is a guess: a batch of that size and time, whose results will tell.
    var isGuess = false
    /// Batches that turned out to be others.
    var strangers: Set<String> = []
    var step: Step
    var file: String?
    /// Whether a call is under way.
    var isBusy = false
    var nextAt = 0
    var pollWait: Int
    /// Whether a poll has found it unfinished since the start of the process.
    var isUnfinished = false
    /// Whether a search has found nothing: one list may be a moment behind.
    var isMissed = false
    /// Failed calls in a row.
    var failures = 0
    var failingSince: Int?
    /// The requests that wait for it.
    var tickets: [Waiting] = []
    /// What has come and nobody has taken yet.
    var results: [String: BatchLine.Outcome] = [:]

    struct Waiting: Sendable {
        var ticket: BatchTicket
        var since: Int

        /// What it takes of a file of requests, with the words around it.
        var bytes: Int { ticket.body.count + 200 }
    }

    /// The next call.
    enum Step: Sendable, Hashable {
        case upload
        case create
        case search(cursor: String?, page: Int)
        case poll
        case fetch([BatchPlace], BatchEnding, [BatchLine])
    }

    /// Failed calls in a row after which a batch that is not taken yet is given up.
    static let failuresMax = 6
    /// The pages of a list that are searched.
    static let pagesMax = 5
    /// The longest pause of our own after a failure.
    static let pauseMillisecondsMax = 30_000

    /// A batch that is handed in now.
    init(_ intent: BatchEntry.Intent, _ tickets: [Waiting], of model: Model, _ pollWait: Int) {
        self.intent = intent
        self.model = model
        self.tickets = tickets
        self.pollWait = pollWait
        step = BatchDialect(model) == .openAI ? .upload : .create
    }

    /// A batch that an earlier process has handed in, or was about to.
    init(_ intent: BatchEntry.Intent, id: String?, _ pollWait: Int) {
        self.intent = intent
        self.id = id
        self.pollWait = pollWait
        step = id == nil ? .search(cursor: nil, page: 0) : .poll
    }

    /// Each request once, however many wait for it.
    var items: [BatchItem] {
        var names: Set<String> = []
        return tickets.map(\.ticket).filter { names.insert($0.customID).inserted }
            .map { BatchItem(customID: $0.customID, body: $0.body) }
    }

    /// The next call's request; nil where a vendor's answer left nothing that can be asked.
    func request(of requests: BatchRequests) -> VendorRequest? {
        switch step {
        case .upload: requests.upload(items, mark: intent.mark)
        case .create: requests.create(items, file: file, mark: intent.mark)
        case .search(let cursor, _): requests.list(after: cursor)
        case .poll: id.flatMap(requests.state)
        case .fetch(let places, _, _): places.first.flatMap(requests.lines)
        }
    }

    /// The pause after so many failures in a row.
    var pause: Int { min(Self.pauseMillisecondsMax, 500 << min(failures, 6)) }
}
