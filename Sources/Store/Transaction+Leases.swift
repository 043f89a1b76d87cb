import Bench
import Foundation

extension Transaction {
    /// A shard was leased a second time, beside its holder.
    public func shadow(
        run: RunID,
        shard: Int,
        epoch: Int,
        holder: String,
        atMilliseconds: Int64
    ) throws(StoreError) {
        try note(
            .shadowed,
            run: run,
            shard: shard,
            epoch: epoch,
            holder: holder,
            atMilliseconds: atMilliseconds
        )
        try execute(
            "UPDATE shard SET highest = max(highest, ?3) WHERE run = ?1 AND shard = ?2",
            run,
            [shard, epoch]
        )
    }

    /// The shadow has taken its holder's place.
    public func promote(
        run: RunID,
        shard: Int,
        epoch: Int,
        holder: String,
        atMilliseconds: Int64
    ) throws(StoreError) {
        try note(
            .promoted,
            run: run,
            shard: shard,
            epoch: epoch,
            holder: holder,
            atMilliseconds: atMilliseconds
        )
        journal.epochs[run, default: [:]][shard] = epoch
        try execute(
            """
            UPDATE shard SET epoch = ?3, state = 'leased', holder = ?4
            WHERE run = ?1 AND shard = ?2
            """,
            run,
            [shard, epoch, holder]
        )
    }

    /// A shard is the log's leaf of that number, from 0.
    public func leaf(
        _ leaf: Int,
        run: RunID,
        shard: Int,
        epoch: Int,
        root: Digest
    ) throws(StoreError) {
        try execute(
            "INSERT INTO leaf (run, number, shard, epoch, root) VALUES (?, ?, ?, ?, ?)",
            run,
            [leaf, shard, epoch, root.data]
        )
    }

    /// A member's signature over the shard of that leaf, with its certificate in DER.
    public func seal(
        _ leaf: Int,
        signature: String,
        certificate: [UInt8]
    ) throws(StoreError) {
        try attempt {
            try db.execute(
                sql: "INSERT INTO seal VALUES (?, ?, ?)",
                arguments: [leaf, signature, Data(certificate)]
            )
        }
    }

    /// A reply that was kept as an alternate becomes its sample's record, which is returned.
    ///
    /// Throws where no alternate of that digest is there.
    public func adopt(
        _ digest: Digest,
        sample: Sample,
        run: RunID,
        shard: Int,
        epoch: Int
    ) throws(StoreError) -> Bench.Record {
        let text: String? = try attempt {
            try String.fetchOne(
                db.cachedStatement(
                    sql: "SELECT json FROM alternate WHERE run = ? AND sample = ? AND digest = ?"
                ),
                arguments: [try store.number(of: run, in: db), sample.index, digest.data]
            )
        }
        let bytes = Array((text ?? "").utf8)
        guard !bytes.isEmpty, let json = try? JSON(parsing: bytes, rules: .file),
            let kept = try? Bench.Record(json: json)
        else {
            throw .row(
                table: "alternate",
                detail: "sample \(sample.index) of \(run) has no reply \(digest.short) to take over"
            )
        }
        try record(
            kept,
            sample: sample,
            run: run,
            shard: shard,
            epoch: epoch,
            digest: digest,
            bytes: bytes
        )
        try execute(
            "UPDATE alternate SET used = 1 WHERE run = ? AND sample = ? AND digest = ?",
            run,
            [sample.index, digest.data]
        )
        return kept
    }

    /// Shards that were given up are let go.
    public func release(
        _ shards: [Int],
        run: RunID,
        atMilliseconds: Int64
    ) throws(StoreError) {
        for shard in shards {
            try note(.released, run: run, shard: shard, atMilliseconds: atMilliseconds)
            try execute(
                "UPDATE shard SET state = 'ready', attempts = 0 WHERE run = ? AND shard = ?",
                run,
                [shard]
            )
        }
        try execute("UPDATE run SET done_ms = NULL WHERE number = ?", run, [])
    }

    /// A run is paused, resumed or cancelled.
    public func state(
        _ kind: JournalKind,
        _ state: String,
        run: RunID,
        atMilliseconds: Int64
    ) throws(StoreError) {
        try note(kind, run: run, atMilliseconds: atMilliseconds)
        try execute("UPDATE run SET state = ?2 WHERE number = ?1", run, [state])
    }

    /// A run's place among others, and whose it is, where that is not nil.
    public func treat(
        _ run: RunID,
        priority: Int,
        owner: String? = nil,
        shared: [String] = []
    ) throws(StoreError) {
        try execute(
            """
            UPDATE run SET priority = ?2, owner = coalesce(?3, owner),
                shared = CASE WHEN ?3 IS NULL THEN shared ELSE ?4 END
            WHERE number = ?1
            """,
            run,
            [priority, owner, shared.joined(separator: " ")]
        )
    }

    /// What a worker's process may use of an account, and has spent.
    public func allotted(_ row: AllottedRow) throws(StoreError) {
        try attempt {
            try db.execute(
                sql: """
                    INSERT INTO allotted VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET in_flight = excluded.in_flight,
                        nanodollars = excluded.nanodollars
                    """,
                arguments: [
                    row.organisation, row.account, row.process, row.home, row.inFlight,
                    row.nanodollars,
                ]
            )
        }
    }
}
