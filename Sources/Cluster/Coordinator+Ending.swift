import Bench

/// How leases end.
extension Coordinator {
    mutating func giveBack(
        _ shard: Int,
        of place: Int,
        _ why: LeaseEnd,
        by organisation: String? = nil,
        now: Moment
    ) {
        let lease = lease(on: shard, of: place)
        if runs[place].shards[shard].shadow != nil, runs[place].state != .cancelled {
            promote(shard, of: place, from: lease, why, now: now)
            return
        }
        let change = runs[place].giveBack(shard, why, by: organisation, now: now)
        commit(change, lease, of: place, why: why)
    }

    private func lease(on shard: Int, of place: Int) -> Lease {
        Lease(run: runs[place].id, shard: shard, epoch: runs[place].epoch(of: shard) ?? 0)
    }

    /// The holder is lost and has a shadow: that one holds the shard now, and what it has
    /// delivered counts.
    private mutating func promote(
        _ shard: Int,
        of place: Int,
        from lost: Lease,
        _ why: LeaseEnd,
        now: Moment
    ) {
        guard let next = runs[place].promoteShadow(of: shard, now: now) else { return }
        let attempts = runs[place].shards[shard].attempts
        effects.append(.commit(.shard(lost, .ready(attempts: attempts), why: why)))
        effects.append(.commit(.promote(next.lease, holder: next.home)))
        for (sample, digest) in next.kept {
            effects.append(.commit(.adopt(next.lease, runs[place].plan.sample(sample), digest)))
        }
        if runs[place].wanted(in: runs[place].plan.shard(shard)).isEmpty {
            finish(next.lease, of: place, now: now)
        }
    }

    /// A shard is whole: its lease ends, and so does a shadow beside it.
    mutating func finish(_ lease: Lease, of place: Int, now: Moment) {
        endShadow(of: lease.shard, run: place, .superfluous)
        let change = runs[place].complete(lease.shard, now: now)
        commit(change, lease, of: place, why: .complete)
    }

    mutating func endShadow(of shard: Int, run place: Int, _ why: LeaseEnd) {
        guard let shadow = runs[place].dropShadow(of: shard) else { return }
        effects.append(.commit(.shadowEnd(shadow.lease, why: why)))
        guard why == .superfluous || why == .cancelled,
            let id = peers.first(where: { $0.value.home == shadow.home })?.key
        else { return }
        effects.append(.send(id, .cancel(shadow.lease, text: "its holder has finished")))
    }

    private mutating func commit(
        _ change: ShardChange,
        _ lease: Lease,
        of place: Int,
        why: LeaseEnd
    ) {
        effects.append(.commit(.shard(lease, change, why: why)))
        if runs[place].isDone { effects.append(.commit(.runDone(runs[place].id))) }
    }
}

extension LeaseEnd {
    /// Whether it counts towards giving the shard up.
    var countsAsAttempt: Bool { self == .expired || self == .stuck || self == .broken }
}

extension Failure {
    var end: LeaseEnd {
        switch self {
        case .released: .released
        case .incapable: .incapable
        case .broken: .broken
        }
    }
}
