import Audit
import Bench
import Cluster

/// A store as the coordinator sees it: what was committed, and a journal of it.
///
/// It checks what the real one checks in its transactions, so that a decision that the real one
/// would refuse is found here too.
struct Books {
    private(set) var records: [Int: Delivery] = [:]
    private(set) var alternates: [Digest: Delivery] = [:]
    private var adopted: Set<Digest> = []
    private(set) var shards: [Int: StoredShard] = [:]
    private(set) var delivered: [Int: [Int: Digest]] = [:]
    private(set) var journal: [Entry] = []
    private(set) var allotted: [Account: [String: StoredShare]] = [:]
    private(set) var state = StoredRun.State.open
    private(set) var isDone = false
    private(set) var leaves: [(lease: Lease, root: Digest)] = []
    private(set) var faults: [String] = []

    /// Writes what a turn has decided; says how many alternates are replies bought again.
    mutating func commit(_ writes: [Write]) -> Int {
        var again = 0
        for write in writes { again += apply(write) }
        return again
    }

    private mutating func note(_ event: Entry.Event) {
        journal.append(Entry(Int64(journal.count + 1), event))
    }

    private mutating func apply(_ write: Write) -> Int {
        switch write {
        case .grant(let lease, let holder):
            note(.granted(shard: lease.shard, epoch: lease.epoch, holder: holder))
            hold(lease, holder)
        case .shadow(let lease, let holder):
            note(.shadowed(shard: lease.shard, epoch: lease.epoch, holder: holder))
            shards[lease.shard]?.highest = lease.epoch
        case .promote(let lease, let holder):
            note(.promoted(shard: lease.shard, epoch: lease.epoch))
            hold(lease, holder)
        case .shadowEnd(let lease, let why):
            note(.ended(shard: lease.shard, epoch: lease.epoch, why: why.rawValue))
        case .record(let delivery, let sample): record(delivery, sample)
        case .adopt(let lease, let sample, let digest):
            guard var delivery = alternates.removeValue(forKey: digest) else {
                faults.append("sample \(sample.index) takes over a reply that was not kept")
                return 0
            }
            delivery.lease = lease
            record(delivery, sample)
            adopted.insert(digest)
        case .alternate(let delivery):
            delivered[delivery.lease.shard, default: [:]][delivery.record.sample] = delivery.digest
            if records[delivery.record.sample]?.digest == delivery.digest
                || adopted.contains(delivery.digest)
            {
                return 0
            }
            guard alternates.updateValue(delivery, forKey: delivery.digest) == nil else { return 0 }
            note(
                .alternate(
                    sample: delivery.record.sample,
                    epoch: delivery.lease.epoch,
                    nanodollars: delivery.record.nanodollars
                )
            )
            return 1
        case .shard(let lease, let change, let why): end(lease, change, why)
        case .release(_, let released):
            for shard in released {
                note(.released(shard: shard))
                shards[shard]?.state = .ready
                shards[shard]?.attempts = 0
            }
        case .state(_, let value):
            state = value
            note(value == .cancelled ? .cancelled : value == .paused ? .paused : .resumed)
        case .priority: break
        case .allotted(let account, let process, let share):
            allotted[account, default: [:]][process] = share
        case .leaf(let number, let lease, let root):
            if number != leaves.count { faults.append("leaf \(number) after \(leaves.count)") }
            leaves.append((lease, root))
        // Made by a coordinator's shell, and there is none here.
        case .seal: break
        case .runDone:
            if !isDone { note(.done) }
            isDone = true
        }
        return 0
    }

    private mutating func hold(_ lease: Lease, _ holder: String) {
        let attempts = shards[lease.shard]?.attempts ?? 0
        let highest = max(shards[lease.shard]?.highest ?? 0, lease.epoch)
        shards[lease.shard] = StoredShard(
            shard: lease.shard,
            epoch: lease.epoch,
            highest: highest,
            attempts: attempts,
            state: .leased(home: holder, digests: [:]),
            lastHome: holder
        )
        if lease.epoch == highest { delivered[lease.shard] = [:] }
    }

    private mutating func record(_ delivery: Delivery, _ sample: Sample) {
        let lease = delivery.lease
        if records[sample.index] != nil { faults.append("sample \(sample.index) recorded twice") }
        if shards[lease.shard]?.epoch != lease.epoch {
            faults.append("sample \(sample.index) recorded under lease \(lease.epoch)")
        }
        records[sample.index] = delivery
        delivered[lease.shard, default: [:]][sample.index] = delivery.digest
        note(
            .record(
                sample: sample.index,
                shard: lease.shard,
                epoch: lease.epoch,
                key: delivery.record.key,
                nanodollars: delivery.record.nanodollars
            )
        )
    }

    private mutating func end(_ lease: Lease, _ change: ShardChange, _ why: LeaseEnd) {
        switch change {
        case .ready(let attempts):
            note(.ended(shard: lease.shard, epoch: lease.epoch, why: why.rawValue))
            shards[lease.shard]?.state = .ready
            shards[lease.shard]?.attempts = attempts
        case .stored:
            note(.stored(shard: lease.shard, epoch: lease.epoch))
            shards[lease.shard]?.state = .ready
        case .quarantined(let attempts):
            note(.quarantined(shard: lease.shard, epoch: lease.epoch, why: why.rawValue))
            shards[lease.shard]?.state = .quarantined
            shards[lease.shard]?.attempts = attempts
        }
    }

    /// The log of shards as a new coordinator finds it.
    var log: ShardLog {
        var log = ShardLog()
        for (lease, root) in leaves { log.append(lease, root: root) }
        return log
    }

    /// The run as a new coordinator finds it.
    func run(of plan: Plan, owner: String, shared: [String]) -> StoredRun {
        var stored = SampleSet(in: 0..<plan.samples)
        for sample in records.keys { stored.insert(sample) }
        let rows = shards.values.sorted { $0.shard < $1.shard }.map { row in
            var row = row
            if case .leased(let home, _) = row.state {
                let mine = delivered[row.shard] ?? [:]
                row.state = .leased(home: home, digests: mine)
            }
            return row
        }
        return StoredRun(
            run: plan.spec.run,
            spec: plan.spec,
            digest: plan.spec.digest,
            stored: stored,
            shards: rows,
            state: state,
            owner: owner,
            shared: shared
        )
    }
}
