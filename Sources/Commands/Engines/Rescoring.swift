import Bench
import Scoring
import Store

/// Scores the stored replies of one run as another run.
///
/// Shard by shard, in the new plan's order: what has a record already is left alone, so that a
/// second start judges only what is left. Each record is on disk before the next is looked at.
struct Rescoring {
    let store: Store
    let origin: RunEntry
    let spec: Spec
    private let plan: Plan
    /// The name under which leases are taken.
    private static let holder = "rescore"

    init(store: Store, origin: RunEntry, spec: Spec) {
        self.store = store
        self.origin = origin
        self.spec = spec
        plan = Plan(spec)
    }

    func work(
        access: VendorAccess,
        nanodollarsMax: Int64?,
        isStopped: () -> Bool
    ) async throws -> JudgeRounds.End {
        let now = Clocks.wallMilliseconds()
        let entry = RunEntry(
            id: spec.run,
            label: spec.label,
            pack: spec.pack.id,
            kind: .run,
            isSimulated: spec.isSimulated,
            planned: plan.samples,
            registeredAtMilliseconds: now,
            // The replies are of the day on which they were asked for.
            asOfMilliseconds: origin.asOfMilliseconds
        )
        try store.commit { transaction throws(StoreError) in
            _ = try transaction.register(entry, spec: spec)
            try transaction.rescore(spec.run, of: origin.id)
        }
        let done = Set(try store.storedSamples(of: spec.run))
        var shards: [Int: ShardRow] = [:]
        for row in try store.shards(of: spec.run) { shards[row.shard] = row }
        var left = try nanodollarsMax.map { max(0, $0 - (try spentBefore(access))) }
        for shard in 0..<plan.shards where shards[shard]?.state != .stored {
            if isStopped() { return .stopped }
            let end = try await self.work(
                shard,
                after: shards[shard]?.highest ?? 0,
                done,
                access,
                &left,
                isStopped
            )
            guard end == .done else { return end }
        }
        try store.commit { transaction throws(StoreError) in
            try transaction.done(spec.run, atMilliseconds: Clocks.wallMilliseconds())
        }
        return .done
    }

    private func work(
        _ shard: Int,
        after highest: Int,
        _ done: Set<Int>,
        _ access: VendorAccess,
        _ left: inout Int64?,
        _ isStopped: () -> Bool
    ) async throws -> JudgeRounds.End {
        let epoch = highest + 1
        let lease = Lease(shard: shard, epoch: epoch)
        let (items, settled, earlier, lacking) = try replies(of: plan.shard(shard), except: done)
        try store.commit { transaction throws(StoreError) in
            try transaction.grant(
                run: spec.run,
                shard: shard,
                epoch: epoch,
                holder: Self.holder,
                atMilliseconds: Clocks.wallMilliseconds()
            )
        }
        for record in settled { try keep(record, earlier, lease) }
        var spent: Int64 = 0
        var end = JudgeRounds.End.done
        if case .judge = spec.pack.scorer {
            let rounds = JudgeRounds(plan: plan, access: access, nanodollarsMax: left)
            (end, spent) = try await rounds.run(items, isStopped: isStopped) { record in
                try keep(record, earlier, lease)
            }
        } else {
            let rules = RefusalRules(of: spec.pack)
            for item in items {
                try keep(item.record(rules.outcome(of: item.reply), of: plan), earlier, lease)
            }
        }
        left = left.map { max(0, $0 - spent) }
        let state: (ShardState, String) =
            end != .done
            ? (.ready, "interrupted")
            : lacking > 0 ? (.quarantined, "never asked in \(origin.id)") : (.stored, "done")
        try store.commit { transaction throws(StoreError) in
            try transaction.shard(
                run: spec.run,
                shard: shard,
                epoch: epoch,
                state: state.0,
                attempts: nil,
                why: state.1,
                atMilliseconds: Clocks.wallMilliseconds()
            )
        }
        return end
    }

    /// What an earlier start has spent; where nobody knows what a judgement has cost, what it could
    /// have cost at most.
    private func spentBefore(_ access: VendorAccess) throws -> Int64 {
        var spent = try store.totals(of: spec.run).nanodollars
        let rounds = JudgeRounds(plan: plan, access: access)
        try store.forEachRecord(of: spec.run) { row in
            guard row.nanodollars == nil, let text = row.json else { return }
            let record = try Record(json: try JSON(parsing: Array(text.utf8), rules: .file))
            guard let reply = record.reply else { return }
            spent = spent.clampedSum(rounds.costMax(of: .init(sample: row.sample, reply: reply)))
        }
        return spent
    }

    private struct Lease {
        var shard: Int
        var epoch: Int
    }

    /// Writes a record down, with the replies before its last as the first run has them.
    private func keep(_ made: Record, _ earlier: [Int: [Reply]], _ lease: Lease) throws {
        var record = made
        record.earlier = earlier[record.sample] ?? []
        let kept = record
        let bytes = kept.json.canonicalBytes
        let sample = plan.sample(kept.sample)
        try store.commit { transaction throws(StoreError) in
            try transaction.record(
                kept,
                sample: sample,
                run: spec.run,
                shard: lease.shard,
                epoch: lease.epoch,
                digest: Digest(of: bytes),
                bytes: bytes
            )
            var facts: [Fact: Int] = [:]
            for fact in Fact.of(kept, model: sample.model) { facts[fact, default: 0] += 1 }
            try transaction.facts(facts, run: spec.run)
        }
    }

    /// What the first run has of a shard's samples: replies to judge, records without an answer to
    /// the last question to take over as they are, and how many samples it has nothing of.
    ///
    /// The two plans have different orders, since the scorer is part of what orders them: a sample
    /// is found by its model, scenario, arm and replicate.
    private func replies(
        of shard: Shard,
        except done: Set<Int>
    ) throws -> (
        items: [JudgeRounds.Item], settled: [Record], earlier: [Int: [Reply]], lacking: Int
    ) {
        var items: [JudgeRounds.Item] = []
        var settled: [Record] = []
        var earlier: [Int: [Reply]] = [:]
        var lacking = 0
        var cells: [[Int]: [RecordRow]] = [:]
        for index in shard.samples where !done.contains(index) {
            let sample = plan.sample(index)
            let cell = [sample.scenario, sample.arm]
            if cells[cell] == nil {
                cells[cell] = try store.records(
                    of: origin.id,
                    model: sample.model,
                    scenario: sample.scenario,
                    arm: sample.arm
                )
            }
            let row = cells[cell]?.first { $0.sample.replicate == sample.replicate }
            guard let text = row?.json else {
                lacking += 1
                continue
            }
            let first = try Record(json: try JSON(parsing: Array(text.utf8), rules: .file))
            earlier[index] = first.earlier
            if let reply = first.reply, first.isAnswered(in: spec.pack, sample) {
                items.append(JudgeRounds.Item(sample: sample, reply: reply))
            } else {
                settled.append(
                    Record(
                        sample: index,
                        key: plan.key(of: sample),
                        outcome: first.outcome,
                        reason: first.reason,
                        reply: first.reply,
                        score: first.score,
                        nanodollars: 0,
                        askedAtMilliseconds: first.askedAtMilliseconds
                    )
                )
            }
        }
        return (items, settled, earlier, lacking)
    }
}
