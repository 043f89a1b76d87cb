import Bench
import GRDB

extension Store {
    /// The runs that are not done, in the order in which they were entered.
    public func openRuns() throws(StoreError) -> [RunID] {
        try read { db in
            try String.fetchAll(
                db,
                sql: "SELECT id FROM run WHERE done_ms IS NULL AND kind = 'run' ORDER BY number"
            ).map { RunID($0) }
        }
    }

    /// The samples of a run that have a record, ascending.
    public func storedSamples(of run: RunID) throws(StoreError) -> [Int] {
        try read { db in
            try Int.fetchAll(
                db,
                sql: "SELECT sample FROM record WHERE run = ? ORDER BY sample",
                arguments: [try number(of: run, in: db)]
            )
        }
    }

    /// Every shard of a run that was ever leased.
    public func shards(of run: RunID) throws(StoreError) -> [ShardRow] {
        try read { db in
            let number = try number(of: run, in: db)
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT * FROM shard WHERE run = ? ORDER BY shard",
                arguments: [number]
            )
            return try rows.map { row in
                let state: String = row["state"]
                guard let state = ShardState(rawValue: state) else {
                    throw StoreError.row(table: "shard", detail: "state is \(state)")
                }
                return ShardRow(
                    shard: row["shard"],
                    epoch: row["epoch"],
                    attempts: row["attempts"],
                    state: state,
                    holder: row["holder"]
                )
            }
        }
    }

    /// The digests of the records that one lease of a shard has delivered.
    public func digests(
        of run: RunID,
        shard: Int,
        samples: Range<Int>,
        epoch: Int
    ) throws(StoreError) -> [Int: Digest] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT sample, digest FROM record
                    WHERE run = ? AND sample >= ? AND sample < ? AND epoch = ?
                    """,
                arguments: [
                    try number(of: run, in: db), samples.lowerBound, samples.upperBound, epoch,
                ]
            )
            var digests: [Int: Digest] = [:]
            for row in rows {
                let bytes: Data = row[1]
                digests[row[0]] = Digest(bytes: bytes)
            }
            return digests
        }
    }
}

import struct FoundationEssentials.Data

/// A shard as the books hold it.
public struct ShardRow: Sendable, Equatable {
    /// The place in the plan.
    public var shard: Int
    /// The last lease of it.
    public var epoch: Int
    /// Attempts that broke.
    public var attempts: Int
    /// What it is.
    public var state: ShardState
    /// The instance that has the lease.
    public var holder: String?
}
