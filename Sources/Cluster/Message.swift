import Bench

/// What coordinator, workers and clients say to each other.
///
/// One case a frame type.
public enum Message: Sendable, Equatable {
    /// Worker or client: who I am and what I hold.
    case hello(Hello)
    /// Coordinator: you are in, and this is judged of what you hold.
    case welcome(Welcome)
    /// Worker: I have room for so many samples.
    case ready(Ready)
    /// Coordinator: this shard is yours for a while.
    case grant(Grant)
    /// Worker: I still work on these.
    case renew([Progress])
    /// Worker: these batches are with their vendors, and it polls them.
    case batches([WaitingBatch])
    /// Coordinator: what became of each.
    case renewed([Renewal])
    /// Worker: one sample's record.
    case result(Delivery)
    /// Coordinator: every result up to that sequence is on disk.
    case acked(through: UInt32)
    /// Worker: all that was wanted is delivered; `root` is over the digests in sample order.
    case complete(Lease, count: Int, root: Digest, signature: String? = nil)
    /// Coordinator: the answer to `complete`.
    case completed(Lease, Completion)
    /// Worker: I cannot go on with this shard.
    case fail(Lease, Failure, text: String)
    /// Coordinator: a `fail` was noted.
    case noted(Lease)
    /// Are you there?
    case ping(nonce: UInt32)
    /// I am.
    case pong(nonce: UInt32)
    /// Worker: no more grants, please; I finish what I hold.
    case drain
    /// Coordinator: I stop; come back after so long.
    case goaway(reconnectMilliseconds: Int, endpoints: [String], text: String)
    /// Coordinator: stop working on this shard.
    case cancel(Lease, text: String)
    /// Something is wrong; the connection ends after a fatal one.
    case error(ErrorCode, text: String, isFatal: Bool)
    /// Worker: I need the specification with this digest.
    case fetch(Digest)
    /// A piece of something too long for a frame.
    case blob(BlobPiece)
    /// Client: the blob with this digest is a specification; run it.
    case submit(Submission)
    /// Coordinator: it is in the books.
    case submitted(RunID, isNew: Bool)
    /// Client: how far are you?
    case status
    /// Coordinator: so far.
    case report(StatusReport)
    /// Worker: the grant is on disk here.
    case hold(Lease)
    /// Worker: what I have used of an account, and what I want of it next.
    case spend(Spend)
    /// Coordinator: what you may use of it, and until when.
    case budget(Allotment)
    /// Worker: the vendor wants less, or nothing at all.
    case throttled(Throttle)
    /// Client: pause, resume, cancel, release or move up a run.
    case control(Control)
    /// Coordinator: it is done, in these words.
    case controlled(RunID, text: String)
    /// Newcomer or member: make this key a member's, for a token or for the certificate in use.
    case join(Join)
    /// Coordinator: the certificate, and whom it and its peers are from.
    case joined(Joined)
    /// Coordinator: a shard's root is leaf so many of the log, and this proves it.
    case receipt(Receipt)
}

/// A shard under one lease of it.
public struct Lease: Sendable, Hashable {
    /// The run.
    public var run: RunID
    /// The shard, by its place in the plan.
    public var shard: Int
    /// Which lease of the shard this is, from 1; a later one makes all before it stale.
    public var epoch: Int

    package init(run: RunID, shard: Int, epoch: Int) {
        self.run = run
        self.shard = shard
        self.epoch = epoch
    }
}

/// The first message of a worker or client.
public struct Hello: Sendable, Equatable {
    /// The lowest and highest protocol version spoken.
    public var versions: ClosedRange<Int>
    /// What the peer is.
    public var role: PeerRole
    /// 32 hexadecimal digits, new at each start of the process.
    public var instance: String
    /// A name for people, up to 64 bytes.
    public var name: String
    /// Program and version, for people.
    public var software: String
    /// 32 hexadecimal digits that outlive the process: leases belong to them, so that a worker that
    /// starts again from its spool goes on with what it held.
    public var home: String
    /// Samples that the worker can have in flight; 0 for a client.
    public var slots: Int
    /// The accounts that the worker can use: an address, and the variable of its key after an
    /// equals sign; nil where it would rather be tried.
    public var offers: [String]?
    /// Whether the worker keeps to what runs and their models may cost.
    public var paysPurses: Bool
    /// The leases that the worker still works on.
    public var held: [Lease]

    /// Leases that a greeting or a renewal may name.
    public static let heldMax = 128
    /// Offers that a greeting may name.
    public static let offersMax = 64

    package init(
        versions: ClosedRange<Int> = 1...1,
        role: PeerRole,
        instance: String,
        home: String? = nil,
        slots: Int = 0,
        offers: [String]? = nil,
        paysPurses: Bool = false,
        name: String,
        software: String,
        held: [Lease] = []
    ) {
        self.versions = versions
        self.role = role
        self.instance = instance
        self.home = home ?? instance
        self.slots = slots
        self.offers = offers
        self.paysPurses = paysPurses
        self.name = name
        self.software = software
        self.held = held
    }
}

/// What a peer of the coordinator is.
public enum PeerRole: String, Sendable, CaseIterable { case worker, client }

/// The coordinator's answer to a good `hello`.
public struct Welcome: Sendable, Equatable {
    /// The protocol version of this connection.
    public var version: Int
    /// How often this coordinator's store has been taken over; a lower one is a ghost.
    public var leaderEpoch: Int
    /// The clocks and windows of this connection.
    public var terms: Terms
    /// What became of each lease that `hello` named.
    public var verdicts: [Renewal]

    package init(version: Int, leaderEpoch: Int, terms: Terms, verdicts: [Renewal]) {
        self.version = version
        self.leaderEpoch = leaderEpoch
        self.terms = terms
        self.verdicts = verdicts
    }
}

/// Clocks and windows that the coordinator sets.
public struct Terms: Sendable, Equatable {
    /// How long a lease runs without renewal.
    public var leaseMilliseconds: Int
    /// How long a lease may go without one more sample done.
    public var progressMilliseconds: Int
    /// How often an idle peer pings.
    public var pingMilliseconds: Int
    /// How long a silent peer is believed in.
    public var deadMilliseconds: Int
    /// Results that a worker may have sent without an acknowledgement.
    public var windowResults: Int
    /// The least time that a shard must have been held before its holder is called slow; the
    /// coordinator's own, not on the wire.
    public var slowMilliseconds: Int

    package init(
        leaseMilliseconds: Int = 30_000,
        progressMilliseconds: Int = 900_000,
        pingMilliseconds: Int = 5_000,
        deadMilliseconds: Int = 15_000,
        windowResults: Int = 512,
        slowMilliseconds: Int = 10_000
    ) {
        self.leaseMilliseconds = leaseMilliseconds
        self.progressMilliseconds = progressMilliseconds
        self.pingMilliseconds = pingMilliseconds
        self.deadMilliseconds = deadMilliseconds
        self.windowResults = windowResults
        self.slowMilliseconds = slowMilliseconds
    }
}

/// What a worker has room for.
public struct Ready: Sendable, Equatable {
    /// Samples that it would take on; a shard may bring a few more.
    public var samples: Int
    /// Models that it has enough of for now, as run and place in the roster.
    public var without: [ModelID]

    package init(samples: Int, without: [ModelID] = []) {
        self.samples = samples
        self.without = without
    }
}

/// A model of a run, by its place in the run's roster.
public struct ModelID: Sendable, Hashable {
    /// The run.
    public var run: RunID
    /// The place in its roster.
    public var model: Int

    package init(run: RunID, model: Int) {
        self.run = run
        self.model = model
    }
}

/// A lease, given.
public struct Grant: Sendable, Equatable {
    /// Run, shard and epoch.
    public var lease: Lease
    /// The specification that the shard is planned from.
    public var spec: Digest
    /// The samples of the shard that have no record yet.
    public var wanted: SampleSet
    /// Whether another worker holds the shard too: these replies count only if it is lost.
    public var isShadow: Bool
    /// What pays for each request besides the model's account: accounts of this run alone, which
    /// bound its cost.
    public var purses: [String]

    package init(
        lease: Lease,
        spec: Digest,
        wanted: SampleSet,
        isShadow: Bool = false,
        purses: [String] = []
    ) {
        self.lease = lease
        self.spec = spec
        self.wanted = wanted
        self.isShadow = isShadow
        self.purses = purses
    }
}

/// How far a worker is with a shard.
public struct Progress: Sendable, Equatable {
    /// Run, shard and epoch.
    public var lease: Lease
    /// Samples done under this lease, delivered or about to be.
    public var done: Int
    /// Samples that wait long for their vendor, without a slot; while there are any, a lease
    /// without progress is not stuck.
    public var parked: Int
    /// Whether its samples are in batches that are polled, so that it makes no progress for hours and
    /// is well.
    public var isWaiting: Bool

    package init(lease: Lease, done: Int, parked: Int = 0, isWaiting: Bool = false) {
        self.lease = lease
        self.done = done
        self.parked = parked
        self.isWaiting = isWaiting
    }
}

/// What became of a lease.
public struct Renewal: Sendable, Equatable {
    /// Run, shard and epoch, as the worker named them.
    public var lease: Lease
    /// The verdict.
    public var verdict: LeaseVerdict

    package init(lease: Lease, verdict: LeaseVerdict) {
        self.lease = lease
        self.verdict = verdict
    }
}

/// What a worker is to do with a shard that it holds.
public enum LeaseVerdict: String, Sendable, CaseIterable {
    /// Go on: the lease runs anew.
    case kept
    /// Stop: the shard is another's, done, or unknown here. Results that exist are still welcome.
    case lost
}

/// One record on its way into the books.
public struct Delivery: Sendable, Equatable {
    /// The lease under which the sample was asked.
    public var lease: Lease
    /// The record.
    public var record: Record
    /// The record's canonical JSON, whose SHA-256 is `digest`.
    public var bytes: [UInt8]
    /// The digest that both sides compare.
    public var digest: Digest

    /// A record that was made here.
    package init(lease: Lease, record: Record) {
        self.lease = lease
        self.record = record
        bytes = record.json.canonicalBytes
        digest = Digest(of: bytes)
    }

    /// A record that came over the wire, with the digest that it was announced under.
    package init(lease: Lease, json: JSON, digest: Digest) throws(FieldError) {
        self.lease = lease
        do throws(FieldError) { record = try Record(json: json) } catch {
            throw error.inside("record")
        }
        bytes = json.canonicalBytes
        guard Digest(of: bytes) == digest else {
            throw FieldError("digest", "the record has another one")
        }
        self.digest = digest
    }

    /// The most bytes of a record that travel inside its own frame; longer ones go as a blob.
    public static let inlineBytesMax = 192 << 10
}

/// The answer to `complete`.
public enum Completion: Sendable, Equatable {
    /// The shard is stored.
    case done
    /// These samples have no record yet.
    case incomplete(SampleSet)
    /// The lease is no longer the worker's, or the root differs.
    case stale
}

/// Why a worker gives a shard back.
public enum Failure: String, Sendable, CaseIterable {
    /// It is not the shard's fault: the worker stops, or lost its footing.
    case released
    /// The worker cannot ask this model: no key, no permission, no credit, no such model.
    case incapable
    /// Working on the shard broke something.
    case broken
}

/// What went wrong on a connection.
public enum ErrorCode: String, Sendable, CaseIterable {
    /// No protocol version in common.
    case version
    /// A frame that does not belong here.
    case unexpected
    /// A frame or field over its limit, or not what it should be.
    case malformed
    /// More results without acknowledgement than the window allows.
    case window
    /// A digest that nobody here knows.
    case unknownBlob
    /// A specification that cannot be run.
    case badSpec
    /// The coordinator is full.
    case busy
    /// The peer's certificate or token does not allow this.
    case forbidden
}

/// A specification that a client wants run, and what belongs to the run but changes no number.
public struct Submission: Sendable, Equatable {
    /// The specification's digest; its blob comes before the submission.
    public var spec: Digest
    /// When the run counts as made, in milliseconds since 1970; nil means now.
    public var asOfMilliseconds: Int64?
    /// The run whose flags this one confirms; it stays out of the history then.
    public var confirms: RunID?
    /// Runs with a higher one go first; 0 unless said.
    public var priority: Int
    /// Organisations besides the submitter's whose workers may take part and who may look.
    public var shared: [String]

    /// Priorities that may be asked for.
    public static let priorities = -100...100
    /// Organisations that a run may be shared with.
    public static let sharedMax = 64

    package init(
        spec: Digest,
        asOfMilliseconds: Int64? = nil,
        confirms: RunID? = nil,
        priority: Int = 0,
        shared: [String] = []
    ) {
        self.spec = spec
        self.asOfMilliseconds = asOfMilliseconds
        self.confirms = confirms
        self.priority = priority
        self.shared = shared
    }
}

/// A piece of a blob, in the order of its bytes.
public struct BlobPiece: Sendable, Equatable {
    /// The digest of the whole.
    public var digest: Digest
    /// Where the piece starts.
    public var offset: Int
    /// The bytes of the whole.
    public var total: Int
    /// The bytes of the piece; 64 KiB at most.
    public var data: [UInt8]

    package init(digest: Digest, offset: Int, total: Int, data: [UInt8]) {
        self.digest = digest
        self.offset = offset
        self.total = total
        self.data = data
    }
}
