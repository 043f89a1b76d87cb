import Bench

/// Proves from a run's journal alone that every planned sample has one record or is missing for
/// a reason, and that no lease overwrote a later one.
///
/// It is written against the plan and the promise, and shares no code with the coordinator's
/// bookkeeping: a mistake made there is not repeated here.
public struct Audit: Sendable {
    private let plan: Plan
    private var shards: [Int: ShardLog] = [:]
    private var recorded: [Int: Digest] = [:]
    private var stopped: [Int: String] = [:]
    private var isCancelled = false
    private var saidDone = false
    private var last: Int64 = 0
    private var tally = Finding.Tally()
    private var faults: [String] = []
    private var hidden = 0

    /// Faults that are written out; the rest is counted.
    public static let faultsMax = 50

    /// What the journal has said of one shard so far.
    private struct ShardLog {
        /// The highest epoch that was ever given out.
        var highest = 0
        /// The epoch whose records count.
        var current = 0
        var isHeld = false
        var shadow: Int?
        var givenUp: String?
        var records = 0
    }

    /// An audit of a run that was planned so.
    public init(_ plan: Plan) { self.plan = plan }

    private mutating func fault(_ number: Int64?, _ text: String) {
        guard faults.count < Self.faultsMax else {
            hidden += 1
            return
        }
        faults.append(number.map { "entry \($0): \(text)" } ?? text)
    }

    /// A fault that was found outside the journal, as a text that does not match its digest.
    public mutating func note(fault text: String) { fault(nil, text) }

    /// Reads the next entry; they come in the order of their numbers.
    public mutating func read(_ entry: Entry) {
        if let number = entry.number {
            if number <= last { fault(number, "comes after entry \(last)") }
            last = number
        }
        switch entry.event {
        case .record, .alternate: readReply(entry)
        case .granted, .shadowed, .promoted, .ended, .stored, .quarantined, .released:
            readLease(entry)
        case .stopped(let model, let why): stopped[model] = why
        case .paused, .resumed: break
        case .cancelled: isCancelled = true
        case .done:
            saidDone = true
            let open = unexplained()
            if open > 0 {
                fault(entry.number, "the run is said to be done with \(open) samples open")
            }
        }
    }

    private mutating func readReply(_ entry: Entry) {
        switch entry.event {
        case .record(let sample, let shard, let epoch, let key, let cost):
            tally.records += 1
            tally.nanodollars = tally.nanodollars.clampedSum(cost ?? 0)
            guard (0..<plan.samples).contains(sample), plan.shard(ofSample: sample) == shard else {
                fault(entry.number, "sample \(sample) is not one of shard \(shard)")
                return
            }
            if recorded[sample] != nil { fault(entry.number, "sample \(sample) has two records") }
            if key != plan.key(of: plan.sample(sample)) {
                fault(entry.number, "the record of sample \(sample) is of another sample")
            }
            recorded[sample] = key
            guard entry.number != nil else { return }
            let log = shards[shard] ?? ShardLog()
            if epoch != log.current {
                fault(
                    entry.number,
                    "sample \(sample) was recorded under lease \(epoch) of shard \(shard), whose "
                        + "last is \(log.current)"
                )
            }
            shards[shard, default: ShardLog()].records += 1
        case .alternate(let sample, _, let cost):
            tally.alternates += 1
            tally.alternateNanodollars = tally.alternateNanodollars.clampedSum(cost ?? 0)
            if !(0..<plan.samples).contains(sample) {
                fault(entry.number, "sample \(sample) is not in the plan")
            }
        default: break
        }
    }

    private mutating func readLease(_ entry: Entry) {
        switch entry.event {
        case .granted(let shard, let epoch, _):
            tally.leases += 1
            open(shard, epoch, entry) { log in
                if log.isHeld { return "shard \(shard) was leased while it was held" }
                if log.givenUp != nil { return "shard \(shard) was leased after it was given up" }
                log.current = epoch
                log.isHeld = true
                return nil
            }
        case .shadowed(let shard, let epoch, _):
            tally.shadows += 1
            open(shard, epoch, entry) { log in
                if !log.isHeld { return "shard \(shard) got a shadow and has no holder" }
                log.shadow = epoch
                return nil
            }
        case .promoted(let shard, let epoch):
            change(shard, entry) { log in
                if log.shadow != epoch { return "shard \(shard) has no shadow \(epoch)" }
                log.current = epoch
                log.isHeld = true
                log.shadow = nil
                return nil
            }
        case .ended(let shard, let epoch, let why):
            tally.ended[why, default: 0] += 1
            close(shard, epoch, entry)
        case .stored(let shard, let epoch):
            if (0..<plan.shards).contains(shard) {
                let missing = plan.shard(shard).samples.count { recorded[$0] == nil }
                if missing > 0 {
                    fault(
                        entry.number,
                        "shard \(shard) is called whole and lacks \(missing) samples"
                    )
                }
            }
            close(shard, epoch, entry)
        case .quarantined(let shard, let epoch, let why):
            close(shard, epoch, entry)
            shards[shard, default: ShardLog()].givenUp = why
        case .released(let shard): shards[shard, default: ShardLog()].givenUp = nil
        default: break
        }
    }

    private mutating func open(
        _ shard: Int,
        _ epoch: Int,
        _ entry: Entry,
        _ body: (inout ShardLog) -> String?
    ) {
        change(shard, entry) { log in
            if epoch != log.highest + 1 {
                return "lease \(epoch) of shard \(shard) follows lease \(log.highest)"
            }
            log.highest = epoch
            return body(&log)
        }
    }

    private mutating func close(_ shard: Int, _ epoch: Int, _ entry: Entry) {
        change(shard, entry) { log in
            defer { if epoch == log.current { log.isHeld = false } }
            if epoch == log.shadow {
                log.shadow = nil
                return nil
            }
            if epoch != log.current { return "lease \(epoch) of shard \(shard) was not the last" }
            return log.isHeld || epoch == 0 ? nil : "shard \(shard) ended twice"
        }
    }

    private mutating func change(
        _ shard: Int,
        _ entry: Entry,
        _ body: (inout ShardLog) -> String?
    ) {
        guard (0..<plan.shards).contains(shard) else {
            fault(entry.number, "shard \(shard) is not in the plan")
            return
        }
        var log = shards[shard] ?? ShardLog()
        if let text = body(&log) { fault(entry.number, text) }
        shards[shard] = log
    }

    /// Why a sample without a record may be missing; nil where nothing says so.
    private func reason(_ sample: Int) -> String? {
        let shard = plan.shard(ofSample: sample)
        if let why = shards[shard]?.givenUp { return "its shard was given up (\(why))" }
        if stopped[plan.shard(shard).model] != nil { return "its model was stopped early" }
        return isCancelled ? "the run was cancelled" : nil
    }

    private func unexplained() -> Int {
        (0..<plan.samples).count { recorded[$0] == nil && reason($0) == nil }
    }

    /// Ends the audit.
    public func finding() -> Finding {
        var missing: [String: Int] = [:]
        for sample in 0..<plan.samples where recorded[sample] == nil {
            let why =
                reason(sample)
                ?? (saidDone ? "nothing says why" : "not asked yet, or being asked")
            missing[why, default: 0] += 1
        }
        return Finding(
            planned: plan.samples,
            tally: tally,
            missing: missing,
            isDone: saidDone,
            faults: faults,
            faultsBeyond: hidden
        )
    }
}
