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
    var vendor: VendorSide
    var troubles: [String: Int] = [:]
    var faults: [String] = []
    var acknowledged: Set<Digest> = []
    let budgets: Budgets

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
        var connection: ConnectionID?
        var connectAt: Moment?
        var stopsUntil: Moment?
        var isSlow = false
        var asks: [(at: Moment, id: AskID, request: Int, isAgain: Bool)] = []
        var samples: [AskID: (plan: Plan, sample: Sample)] = [:]
        var waits: [(at: Moment, id: AskID)] = []
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
        budgets = Budgets([Account(name: "127.0.0.1:9"): limits])
        vendor = VendorSide(limits)
        coordinator = Coordinator(leaderEpoch: 1, terms: Self.terms, budgets: budgets)
        coordinator.load(books.run(of: plan), now: now)
        for _ in 0..<2 + generator.below(3) { sites.append(makeSite(home: nil)) }
    }

    /// Runs the drill to its end.
    public mutating func run() -> Report {
        var steps = 0
        while !isOver, steps < Self.stepsMax, faults.isEmpty {
            if steps >= Self.troubledSteps, steps % 500 == 0 { calm() }
            step(isTroubled: steps < Self.troubledSteps)
            steps += 1
        }
        if !isOver { faults.append("not done after \(steps) steps") }
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

    /// Done, and everybody knows: nothing is under way any more.
    private var isOver: Bool { books.isDone }

    /// The promises, once it is over.
    private mutating func check() {
        faults += books.faults + vendor.faults
        if books.isDone, books.state != .cancelled {
            let missing = (0..<plan.samples).count { books.records[$0] == nil }
            let givenUp = coordinator.report(now: now).runs.first?.quarantined ?? 0
            if missing > 0, givenUp == 0 { faults.append("\(missing) samples have no record") }
        }
        for (sample, delivery) in books.records.sorted(by: { $0.key < $1.key })
        where delivery.record.outcome != Self.outcome(of: plan.sample(sample)) {
            faults.append("sample \(sample) has another outcome than it would have undisturbed")
        }
        let kept = Set(books.records.values.map(\.digest)).union(books.alternates)
        let lost = acknowledged.subtracting(kept)
        if !lost.isEmpty { faults.append("\(lost.count) acknowledged results are lost") }
    }

    /// What a sample's reply comes to, whoever asks and whenever.
    static func outcome(of sample: Sample) -> Outcome {
        var draw = SeededGenerator(seed: UInt64(sample.index) &* 0x2545_f491_4f6c_dd1d)
        return draw.below(3) == 0 ? .refused : .complied
    }
}
