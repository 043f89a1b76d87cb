import Bench
import GRDB

import struct FoundationEssentials.Data

/// One row of the books as an auditor reads it: a journal line, a record or an alternate.
public struct JournalRow: Sendable, Equatable {
    /// Its number in the store; nil for rows from before there was a journal.
    public var entry: Int64?
    /// A `JournalKind`'s name, `record` or `alternate`.
    public var kind: String
    /// The shard; the model for `stopped`.
    public var shard: Int?
    /// The lease.
    public var epoch: Int?
    /// Who was given the lease.
    public var holder: String?
    /// Why it happened.
    public var why: String?
    /// The sample of a record or alternate.
    public var sample: Int?
    /// What it cost in billionths of a dollar.
    public var nanodollars: Int64?
}

/// One record's row as an auditor reads it, with what was said.
public struct AuditedRow: Sendable {
    /// The sample's place in the plan.
    public var sample: Int
    /// The SHA-256 of the text.
    public var digest: Digest
    /// The record's canonical JSON; nil where it was taken out.
    public var text: String?
    /// The judge's score in its column; nil for none.
    public var score: Double?
    /// The row's other columns.
    public var values: [Int64?]

    /// What those columns are, in their order.
    public static let names = [
        "outcome", "model", "scenario", "arm", "replicate", "asked_ms", "duration_ms", "attempts",
        "retries", "output_tokens", "nanodollars", "input_tokens",
    ]
}

extension Store {
    /// The rows of a run in the order in which they were committed; those from before there was a
    /// journal come first.
    public func forEachEntry(
        of run: RunID,
        _ each: (JournalRow) throws -> Void
    ) throws(StoreError) {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT entry, kind, shard, epoch, holder, why, NULL AS sample, NULL AS cost
                        FROM journal WHERE run = ?1
                    UNION ALL SELECT entry, 'record', shard, epoch, NULL, NULL, sample, nanodollars
                        FROM record WHERE run = ?1
                    UNION ALL SELECT entry, 'alternate', NULL, epoch, NULL, NULL, sample, nanodollars
                        FROM alternate WHERE run = ?1 AND used = 0
                    ORDER BY 1
                    """,
                arguments: [try number(of: run, in: db)]
            )
            while let row = try rows.next() {
                try each(
                    JournalRow(
                        entry: row[0],
                        kind: row[1],
                        shard: row[2],
                        epoch: row[3],
                        holder: row[4],
                        why: row[5],
                        sample: row[6],
                        nanodollars: row[7]
                    )
                )
            }
        }
    }

    /// The log of shards, from its first leaf on.
    public func forEachLeaf(
        _ each: (_ number: Int, _ run: RunID, _ shard: Int, _ epoch: Int, _ root: Digest) throws
            -> Void
    ) throws(StoreError) {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT leaf.number, run.id, shard, epoch, root
                    FROM leaf JOIN run ON run.number = leaf.run ORDER BY 1
                    """
            )
            while let row = try rows.next() {
                let bytes: Data = row[4]
                guard let root = Digest(bytes: bytes) else {
                    throw StoreError.row(table: "leaf", detail: "a root has not 32 bytes")
                }
                try each(row[0], RunID(row[1] as String), row[2], row[3], root)
            }
        }
    }

    /// What members have signed of a run's shards, by leaf; the certificates are in DER.
    public func forEachSeal(
        of run: RunID,
        _ each: (_ leaf: Int, _ signature: String, _ certificate: [UInt8]) throws -> Void
    ) throws(StoreError) {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT leaf, signature, certificate FROM seal
                    JOIN leaf ON leaf.number = seal.leaf WHERE run = ? ORDER BY leaf
                    """,
                arguments: [try number(of: run, in: db)]
            )
            while let row = try rows.next() {
                let certificate: Data = row[2]
                try each(row[0], row[1], Array(certificate))
            }
        }
    }

    /// Each record's row, with its text, by sample.
    public func forEachText(
        of run: RunID,
        _ each: (AuditedRow) throws -> Void
    ) throws(StoreError) {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT sample, digest, outcome, json, model, scenario, arm, replicate, asked_ms,
                        duration_ms, attempts, retries, output_tokens, nanodollars, input_tokens,
                        score
                    FROM record
                    LEFT JOIN transcript USING (run, sample) WHERE run = ? ORDER BY sample
                    """,
                arguments: [try number(of: run, in: db)]
            )
            while let row = try rows.next() {
                let bytes: Data = row[1]
                guard let digest = Digest(bytes: bytes) else {
                    throw StoreError.row(table: "record", detail: "a digest has not 32 bytes")
                }
                var values: [Int64?] = [row[2]]
                for column in 4...14 { values.append(row[column]) }
                try each(
                    AuditedRow(
                        sample: row[0],
                        digest: digest,
                        text: row[3],
                        score: row[15],
                        values: values
                    )
                )
            }
        }
    }

    /// How many counts of outcomes recorded elsewhere a run has: none, where it was asked for.
    public func tallies(of run: RunID) throws(StoreError) -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM tally WHERE run = ?",
                arguments: [try number(of: run, in: db)]
            ) ?? 0
        }
    }

    /// Replies that were bought again, by entry; those that became a record later are `used`.
    public func forEachAlternate(
        of run: RunID,
        _ each: (
            _ sample: Int, _ digest: Digest, _ epoch: Int, _ isUsed: Bool, _ text: String
        ) throws -> Void
    ) throws(StoreError) {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT sample, digest, epoch, used, json FROM alternate WHERE run = ?
                    ORDER BY entry
                    """,
                arguments: [try number(of: run, in: db)]
            )
            while let row = try rows.next() {
                let bytes: Data = row[1]
                guard let digest = Digest(bytes: bytes) else {
                    throw StoreError.row(table: "alternate", detail: "a digest has not 32 bytes")
                }
                try each(row[0], digest, row[2], row[3], row[4])
            }
        }
    }

    /// The last entry that the books have numbered, and how many they hold: equal, unless a row
    /// was taken out or put in by hand.
    public func entries() throws(StoreError) -> (last: Int64, held: Int64) {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT (SELECT entry FROM leader),
                        (SELECT count(*) FROM journal) + (SELECT count(entry) FROM record)
                            + (SELECT count(entry) FROM alternate)
                    """
            )
            guard let row else { throw StoreError.row(table: "leader", detail: "is empty") }
            return (row[0], row[1])
        }
    }
}
