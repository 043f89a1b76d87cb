import Asking
import Batches
import Bench
import Cluster
import Vendors

/// What a worker that asks by batch has besides: the desk, its journal, and a bound on what goes out
/// directly.
///
/// The first requests of a sample go by batch, twice at most; what follows them, a judge's among
/// it, is asked directly.
struct BatchPost: Sendable {
    private var desk: BatchDesk
    private let journal: BatchJournal
    private let directMax: Int
    private var direct = 0
    private var queue: [AskID] = []
    private var rounds: [AskID: Int] = [:]
    private var cells: [AskID: Int] = [:]
    private var isDraining = false

    /// Samples that a worker has out at once: they burden nobody.
    static let slots = 4096
    /// Bytes of a batch's results in one piece, at most.
    static let resultBytesMax = 1 << 30

    /// Which way a request goes.
    enum Way {
        case directly, byBatch, later, abandoned
        case never(String)
    }

    init(_ journal: BatchJournal, clocks: BatchClocks, directMax: Int) {
        desk = BatchDesk(journal.recovered, clocks: clocks)
        self.journal = journal
        self.directMax = directMax
    }

    /// What earlier processes have handed in, as the worker's machine wants it.
    var bought: [RunID: Set<Digest>] {
        desk.bought.mapValues { ids in Set(ids.compactMap { Digest(hex: $0) }) }
    }

    var wakeAt: Moment? { desk.wakeAt.map { Moment(milliseconds: Int64($0)) } }

    mutating func note(_ id: AskID, _ sample: Sample, of plan: Plan) {
        cells[id] = sample.index / plan.arms
    }

    mutating func forget(_ id: AskID) {
        rounds[id] = nil
        cells[id] = nil
    }

    /// Decides which way a sample's next request goes, and takes it where it goes by batch.
    mutating func way(of asking: Asking, _ id: AskID, under lease: Lease?, now: Moment) -> Way {
        // After a start the round is that in which an earlier process has handed it in.
        let known = lease.flatMap { desk.round(of: asking.customID, in: $0.run) }
        let round = rounds[id].map { $0 + 1 } ?? known ?? 1
        guard asking.isOpening, round <= BatchDesk.roundsMax, let lease else {
            guard direct < directMax else {
                queue.append(id)
                return .later
            }
            direct += 1
            return .directly
        }
        if isDraining { return .abandoned }
        if let refusal = BatchDialect.refusal(of: asking.asked) { return .never(refusal) }
        rounds[id] = round
        desk.put(
            BatchTicket(
                ask: id.number,
                run: lease.run,
                customID: asking.customID,
                round: round,
                pair: cells[id] ?? id.number,
                model: asking.asked,
                body: asking.batchBody,
                leftOut: asking.leavesOut
            ),
            now: Int(now.milliseconds)
        )
        return .byBatch
    }

    /// A direct request has ended.
    mutating func directEnded() { direct = max(0, direct - 1) }

    /// The next sample that waits to be asked directly; nil while there is none, or no room.
    mutating func nextDirect() -> AskID? {
        direct < directMax && !queue.isEmpty ? queue.removeFirst() : nil
    }

    mutating func answered(
        _ mark: String,
        _ result: Result<VendorResponse, BatchEffect.Unanswered>,
        now: Moment
    ) {
        desk.answered(mark, result, now: Int(now.milliseconds))
    }

    mutating func settle(now: Moment) -> [BatchEffect] {
        desk.settle(now: Int(now.milliseconds), wallMilliseconds: Clocks.wallMilliseconds())
    }

    func keep(_ entry: BatchEntry) throws(CommandError) { try journal.append(entry) }

    /// The batches that are waited for.
    func notes(now: Moment) -> [WaitingBatch] {
        desk.notes(now: Int(now.milliseconds)).map { note in
            WaitingBatch(
                run: note.run,
                model: note.model,
                vendor: note.vendor,
                batch: note.id,
                requests: note.requests,
                sinceMilliseconds: note.sinceMilliseconds
            )
        }
    }

    /// Nothing more goes by batch; the asks that are let go, since their batches outlive the process.
    mutating func drain(log: (String) -> Void) -> [AskID] {
        isDraining = true
        let waiting = desk.waiting
        if !waiting.isEmpty {
            log(
                "\(waiting.count) requests stay with their vendors or wait to be handed in; a "
                    + "worker with the same spool goes on with them"
            )
        }
        return waiting.map { AskID(number: $0) }
    }
}
