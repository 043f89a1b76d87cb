import Audit
import Bench
import Cluster

/// The whole cluster in one value, with everything that can go wrong, replayed from a seed.
///
/// The machines are the real ones, frames and spool included; clock, network, disks and vendor are
/// simulated. What is checked at the end and on the way are the promises of `docs/protocol.md`.
public struct Drill {
    /// What happened to a drill.
    public struct Report: Sendable, Equatable {
        /// The seed that replays it.
        public var seed: UInt64
        /// What was broken, a sentence each; empty when all promises were kept.
        public var faults: [String]
        /// How often each kind of trouble was made.
        public var troubles: [String: Int]
        /// Samples of the plan.
        public var samples: Int
        /// Replies that were bought twice.
        public var alternates: Int
        /// Shards that were leased a second time.
        public var shadows: Int
        /// Of these, taken over by the second holder.
        public var promotions: Int
        /// Simulated milliseconds until the run was done.
        public var milliseconds: Int
    }

    let seed: UInt64
    let plan: Plan
    var generator: SeededGenerator
    var now = Moment(milliseconds: 1_000)
    var books = Books()
    var coordinator: Coordinator
    var leaderEpoch = 1
    var coordinatorStopsUntil: Moment?
    var crash: CrashPoint?
    var sites: [Site] = []
    var connections: [ConnectionID: Connection] = [:]
    var lastConnection = 0
    var lastStart = 0
    var lastRequest = 0
    var lastMember = 0
    /// What each organisation's account sees.
    var vendors: [String: VendorSide]
    /// What the run and each of its models have cost, whoever paid.
    var purses = Purses()
    var troubles: [String: Int] = [:]
    var faults: [String] = []
    var acknowledged: Set<Digest> = []
    var lastAskedAt: Moment?
    let budgets: Budgets
    /// Whose run it is, and who else takes part; nobody in particular in every second drill.
    let owner: String
    let shared: [String]

    /// A simulated step.
    static let stepMilliseconds = 30
    /// Steps with trouble, and steps after that in which all must come to its end.
    static let troubledSteps = 1_000
    static let stepsMax = 60_000
    static let terms = Terms(
        leaseMilliseconds: 1_500,
        progressMilliseconds: 6_000,
        pingMilliseconds: 300,
        deadMilliseconds: 900,
        windowResults: 16,
        slowMilliseconds: 1_000
    )

    /// A worker's place: its disk outlives its processes.
    struct Site {
        var worker: Worker
        var disk = Disk()
        var home: String
        var member: Member
        var connection: ConnectionID?
        var connectAt: Moment?
        var stopsUntil: Moment?
        var isSlow = false
        var asks: [Ask] = []
        var samples: [AskID: (plan: Plan, sample: Sample)] = [:]
        var waits: [(at: Moment, id: AskID)] = []

        /// A request in flight.
        struct Ask {
            /// When the reply comes.
            var at: Moment
            var id: AskID
            var request: Int
            var model: Int
        }
    }

    /// One connection, with both directions and what each end has read.
    struct Connection {
        var site: Int
        var up = Wire()
        var down = Wire()
        var toWorker = Inbox(.peer)
        var fromWorker = Inbox(.coordinator)
        var outbox = Outbox()
        var results: [(sequence: UInt32, digest: Digest)] = []
        var isOpenBelow = true
        var isOpenAbove = true
    }

    /// A drill that has not begun.
    public init(seed: UInt64) {
        self.seed = seed
        generator = SeededGenerator(seed: seed &* 0x9e37_79b9_7f4a_7c15)
        plan = Plan(Self.spec(&generator))
        let limits = Self.limits(&generator, samples: plan.samples)
        var budgets = Budgets([Account(name: "127.0.0.1:9"): limits])
        budgets.perRun = Self.money(&generator, samples: plan.samples, oneOf: 8)
        budgets.perModel = Self.money(&generator, samples: plan.samples, oneOf: 8)
        self.budgets = budgets
        (owner, shared) = generator.below(2) == 0 ? ("", []) : ("north", ["south"])
        let organisations = owner.isEmpty ? [""] : [owner] + shared
        vendors = [:]
        for organisation in organisations { vendors[organisation] = VendorSide(limits) }
        coordinator = Coordinator(leaderEpoch: 1, terms: Self.terms, budgets: budgets)
        coordinator.load(books.run(of: plan, owner: owner, shared: shared), now: now)
        for place in 0..<2 + generator.below(3) {
            let organisation = organisations[place % organisations.count]
            sites.append(makeSite(home: nil, member: newMember(of: organisation)))
        }
    }

    /// A member with a certificate of its own.
    mutating func newMember(of organisation: String) -> Member {
        lastMember += 1
        guard !organisation.isEmpty else { return Member() }
        return Member(
            organisation: organisation,
            name: "w-\(lastMember)",
            role: .worker,
            serial: String(lastMember, radix: 16)
        )
    }

    /// Runs the drill to its end.
    public mutating func run() -> Report {
        var steps = 0
        while !isOver, !isOutOfMoney(after: steps), steps < Self.stepsMax, faults.isEmpty {
            if steps >= Self.troubledSteps, steps % 500 == 0 { calm() }
            step(isTroubled: steps < Self.troubledSteps)
            steps += 1
        }
        if !isOver, !isOutOfMoney(after: steps) { faults.append("not done after \(steps) steps") }
        check()
        var audit = Audit(plan)
        for entry in books.journal { audit.read(entry) }
        let finding = audit.finding()
        faults += finding.faults.map { "audit: " + $0 }
        return Report(
            seed: seed,
            faults: faults,
            troubles: troubles,
            samples: plan.samples,
            alternates: finding.tally.alternates,
            shadows: finding.tally.shadows,
            promotions: books.journal.count {
                if case .promoted = $0.event { true } else { false }
            },
            milliseconds: Int(now.milliseconds)
        )
    }

    /// More than a request is taken to cost at most.
    static let costMax: Int64 = 1_000_000
    /// Longer than any wait of a worker for money: what a process that is gone was lent is spent at once.
    static let patienceMilliseconds = 30_000

    /// Done, and everybody knows: nothing is under way any more.
    private var isOver: Bool { books.isDone }

    /// Whether the trouble is over, a limit of money has stopped what is left, and nothing has been
    /// asked for so long that nothing will be.
    ///
    /// Only what a limit is for: less is left of it than one more request may cost, which what was
    /// lent to the lost counts towards.
    private func isOutOfMoney(after steps: Int) -> Bool {
        guard steps > Self.troubledSteps, now - (lastAskedAt ?? now) > Self.patienceMilliseconds
        else {
            return false
        }
        let accounts = coordinator.report(now: now).accounts
        return accounts.contains { account in
            account.nanodollarsMax.map { $0 - account.nanodollars < Self.costMax } ?? false
        }
    }

    /// The promises, once it is over.
    private mutating func check() {
        faults += books.faults + purses.faults(budgets)
        faults += vendors.sorted { $0.key < $1.key }.flatMap(\.value.faults)
        if books.isDone, books.state != .cancelled {
            let missing = (0..<plan.samples).count { books.records[$0] == nil }
            let givenUp = coordinator.report(now: now).runs.first?.quarantined ?? 0
            if missing > 0, givenUp == 0 { faults.append("\(missing) samples have no record") }
        }
        for (sample, delivery) in books.records.sorted(by: { $0.key < $1.key })
        where delivery.record.outcome != Self.outcome(of: plan.sample(sample)) {
            faults.append("sample \(sample) has another outcome than it would have undisturbed")
        }
        let kept = Set(books.records.values.map(\.digest)).union(books.alternates.keys)
        let lost = acknowledged.subtracting(kept)
        if !lost.isEmpty { faults.append("\(lost.count) acknowledged results are lost") }
    }

    /// What a sample's reply comes to, whoever asks and whenever.
    static func outcome(of sample: Sample) -> Outcome {
        var draw = SeededGenerator(seed: UInt64(sample.index) &* 0x2545_f491_4f6c_dd1d)
        return draw.below(3) == 0 ? .refused : .complied
    }
}
