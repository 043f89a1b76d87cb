import Bench
import Vendors

/// One request that is to go by batch.
public struct BatchTicket: Sendable, Hashable {
    /// The number by which the shell knows it.
    public var ask: Int
    /// The run that it is for: another run asks anew.
    public var run: RunID
    /// What it is called in the batch.
    public var customID: String
    /// Which batch it is for this sample, from 1.
    public var round: Int
    /// What the arms of a pair have in common: they go in one batch.
    public var pair: Int
    /// Whom it asks.
    public var model: Model
    /// What it says.
    public var body: [UInt8]
    /// The parameters that it leaves out, since the model rejects them.
    public var leftOut: [String]

    package init(
        ask: Int,
        run: RunID,
        customID: String,
        round: Int,
        pair: Int,
        model: Model,
        body: [UInt8],
        leftOut: [String] = []
    ) {
        self.ask = ask
        self.run = run
        self.customID = customID
        self.round = round
        self.pair = pair
        self.model = model
        self.body = body
        self.leftOut = leftOut
    }
}

/// How a desk waits.
public struct BatchClocks: Sendable, Hashable {
    /// How long nothing must have come for a model before its batch is closed.
    public var quietMilliseconds: Int
    /// How long a batch is gathered at most.
    public var gatherMilliseconds: Int
    /// The wait before the first poll; each further one is twice as long.
    public var pollMilliseconds: Int
    /// The longest wait between two polls.
    public var pollMillisecondsMax: Int
    /// After which time a vendor is no longer waited for, whatever it says: twice its day, and two
    /// hours.
    public var patienceMilliseconds: Int64

    /// A second of quiet; polls after 5 s, growing to 5 minutes; given up after 50 hours.
    public static let standard = BatchClocks()

    package init(
        quietMilliseconds: Int = 1_000,
        gatherMilliseconds: Int = 30_000,
        pollMilliseconds: Int = 5_000,
        pollMillisecondsMax: Int = 300_000,
        patienceMilliseconds: Int64 = 180_000_000
    ) {
        self.quietMilliseconds = quietMilliseconds
        self.gatherMilliseconds = gatherMilliseconds
        self.pollMilliseconds = pollMilliseconds
        self.pollMillisecondsMax = pollMillisecondsMax
        self.patienceMilliseconds = patienceMilliseconds
    }
}

/// What a desk wants done, in this order.
public enum BatchEffect: Sendable {
    /// Have this on disk before anything that follows.
    case keep(BatchEntry)
    /// Make a request about the batch of that mark; `answered` follows.
    case call(mark: String, VendorRequest, Model)
    /// This came for a request after so many milliseconds, words where nothing did; the request left
    /// these parameters out.
    case answer(
        ask: Int,
        Result<VendorResponse, Unanswered>,
        milliseconds: Int,
        leftOut: [String]
    )
    /// A request cannot go by batch, and why; `isLasting` says that waiting will not help.
    case refuse(ask: Int, String, isLasting: Bool)
    /// Tell the operator.
    case log(String)

    /// That a request had no turn in its batch.
    public struct Unanswered: Error, Sendable, Hashable {
        /// One sentence.
        public var message: String

        package init(message: String) { self.message = message }
    }
}

/// A batch that is with its vendor.
public struct BatchNote: Sendable, Hashable {
    /// The run whose samples are in it.
    public var run: RunID
    /// The model's id.
    public var model: String
    /// The vendor's name.
    public var vendor: String
    /// The vendor's id of it; empty while it has none.
    public var id: String
    /// The requests in it.
    public var requests: Int
    /// When it was handed in, in milliseconds since 1970.
    public var sinceMilliseconds: Int64
}
