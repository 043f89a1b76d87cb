import Bench
import Cluster
import Store

extension Store {
    /// Writes what a turn has decided, in one transaction.
    ///
    /// Returns the run of each alternate that is a reply bought again, and no delivery repeated.
    func commit(_ writes: [Write], at now: Int64) throws(StoreError) -> [RunID] {
        try commit { transaction throws(StoreError) in
            var facts: [RunID: [Fact: Int]] = [:]
            var again: [RunID] = []
            for write in writes {
                switch write {
                case .record(let delivery, let sample):
                    try transaction.put(delivery, sample)
                    Self.count(delivery.record, of: delivery.lease.run, sample, &facts)
                case .adopt(let lease, let sample, let digest):
                    let record = try transaction.adopt(
                        digest,
                        sample: sample,
                        run: lease.run,
                        shard: lease.shard,
                        epoch: lease.epoch
                    )
                    Self.count(record, of: lease.run, sample, &facts)
                case .alternate(let delivery):
                    let isNew = try transaction.alternate(
                        delivery.record,
                        run: delivery.lease.run,
                        epoch: delivery.lease.epoch,
                        digest: delivery.digest,
                        bytes: delivery.bytes
                    )
                    if isNew { again.append(delivery.lease.run) }
                default: try transaction.put(write, at: now)
                }
            }
            for (run, counts) in facts.sorted(by: { $0.key < $1.key }) {
                try transaction.facts(counts, run: run)
            }
            return again
        }
    }

    private static func count(
        _ record: Record,
        of run: RunID,
        _ sample: Sample,
        _ facts: inout [RunID: [Fact: Int]]
    ) {
        for fact in Fact.of(record, model: sample.model) {
            facts[run, default: [:]][fact, default: 0] += 1
        }
    }
}

extension Transaction {
    fileprivate func put(_ delivery: Delivery, _ sample: Sample) throws(StoreError) {
        try record(
            delivery.record,
            sample: sample,
            run: delivery.lease.run,
            shard: delivery.lease.shard,
            epoch: delivery.lease.epoch,
            digest: delivery.digest,
            bytes: delivery.bytes
        )
    }

    /// What happens to leases, runs and accounts.
    fileprivate func put(_ write: Write, at now: Int64) throws(StoreError) {
        switch write {
        case .grant(let lease, let holder):
            try grant(
                run: lease.run,
                shard: lease.shard,
                epoch: lease.epoch,
                holder: holder,
                atMilliseconds: now
            )
        case .shadow(let lease, let holder):
            try shadow(
                run: lease.run,
                shard: lease.shard,
                epoch: lease.epoch,
                holder: holder,
                atMilliseconds: now
            )
        case .promote(let lease, let holder):
            try promote(
                run: lease.run,
                shard: lease.shard,
                epoch: lease.epoch,
                holder: holder,
                atMilliseconds: now
            )
        case .shadowEnd(let lease, let why):
            try note(
                .ended,
                run: lease.run,
                shard: lease.shard,
                epoch: lease.epoch,
                why: why.rawValue,
                atMilliseconds: now
            )
        case .shard(let lease, let change, let why): try put(lease, change, why, at: now)
        case .release(let run, let shards):
            try release(shards, run: run, atMilliseconds: now)
        case .state(let run, let value):
            let kind: JournalKind =
                switch value {
                case .open: .resumed
                case .paused: .paused
                case .cancelled: .cancelled
                }
            try state(kind, value.rawValue, run: run, atMilliseconds: now)
        case .priority(let run, let value): try treat(run, priority: value)
        case .allotted(let account, let process, let share):
            try allotted(
                AllottedRow(
                    organisation: account.organisation,
                    account: account.name,
                    process: process,
                    home: share.home,
                    inFlight: share.inFlight,
                    nanodollars: share.nanodollars
                )
            )
        case .leaf(let number, let lease, let root):
            try leaf(
                number,
                run: lease.run,
                shard: lease.shard,
                epoch: lease.epoch,
                root: root
            )
        case .seal(let leaf, let seal):
            try self.seal(leaf, signature: seal.signature, certificate: seal.certificate)
        case .runDone(let run): try done(run, atMilliseconds: now)
        case .record, .adopt, .alternate: break
        }
    }

    private func put(
        _ lease: Lease,
        _ change: ShardChange,
        _ why: LeaseEnd,
        at now: Int64
    ) throws(StoreError) {
        let (state, attempts): (ShardState, Int?) =
            switch change {
            case .ready(let attempts): (.ready, attempts)
            case .stored: (.stored, nil)
            case .quarantined(let attempts): (.quarantined, attempts)
            }
        try shard(
            run: lease.run,
            shard: lease.shard,
            epoch: lease.epoch,
            state: state,
            attempts: attempts,
            why: why.rawValue,
            atMilliseconds: now
        )
    }
}
