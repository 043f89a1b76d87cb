import Bench
import GRDB
import GRDBSQLite

/// The writes of one commit.
public struct Transaction {
    let db: Database
    let store: Store
    let journal: Journal

    /// The number of the last entry: every record, alternate and event of a lease has one, without
    /// a gap, so that what was taken out of the books shows.
    final class Journal {
        private(set) var last: Int64
        /// Epochs of the shards that this transaction has looked up.
        var epochs: [RunID: [Int: Int]] = [:]

        init(last: Int64) { self.last = last }

        func next() -> Int64 {
            last += 1
            return last
        }
    }

    /// Enters a run with its specification.
    ///
    /// False where it is in the books already.
    public func register(_ run: RunEntry, spec: Spec) throws(StoreError) -> Bool {
        let bytes = spec.json.canonicalBytes
        return try register(run, spec: Digest(of: bytes), bytes: bytes)
    }

    /// The same for a specification whose canonical JSON and its digest are at hand.
    public func register(
        _ run: RunEntry,
        spec: Digest,
        bytes: [UInt8]
    ) throws(StoreError) -> Bool {
        try attempt {
            try db.execute(
                sql: "INSERT OR IGNORE INTO spec VALUES (?, ?)",
                arguments: [
                    spec.hex, String(decoding: bytes, as: UTF8.self),
                ]
            )
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO run (id, spec, label, pack, kind, simulated, planned,
                        registered_ms, as_of_ms, confirms, done_ms)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run.id.name, spec.hex, run.label, run.pack, run.kind.rawValue,
                    run.isSimulated, run.planned, run.registeredAtMilliseconds,
                    run.asOfMilliseconds, run.confirms?.name, run.doneAtMilliseconds,
                ]
            )
            return db.changesCount > 0
        }
    }

    /// Writes down what happened to a run or to one of its shards.
    public func note(
        _ kind: JournalKind,
        run: RunID,
        shard: Int? = nil,
        epoch: Int? = nil,
        holder: String? = nil,
        why: String? = nil,
        atMilliseconds: Int64
    ) throws(StoreError) {
        try execute(
            """
            INSERT INTO journal (run, entry, leader, at_ms, kind, shard, epoch, holder, why)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            run,
            [
                journal.next(), store.leaderEpoch, atMilliseconds, kind.rawValue, shard, epoch,
                holder, why,
            ]
        )
    }

    /// A shard was leased.
    public func grant(
        run: RunID,
        shard: Int,
        epoch: Int,
        holder: String,
        atMilliseconds: Int64
    ) throws(StoreError) {
        try note(
            .granted,
            run: run,
            shard: shard,
            epoch: epoch,
            holder: holder,
            atMilliseconds: atMilliseconds
        )
        journal.epochs[run, default: [:]][shard] = epoch
        try execute(
            """
            INSERT INTO shard (run, shard, epoch, highest, state, holder)
            VALUES (?1, ?2, ?3, ?3, 'leased', ?4)
            ON CONFLICT DO UPDATE SET epoch = excluded.epoch, state = 'leased',
                highest = max(highest, excluded.epoch), holder = excluded.holder
            """,
            run,
            [shard, epoch, holder]
        )
    }

    /// A lease has ended.
    public func shard(
        run: RunID,
        shard: Int,
        epoch: Int,
        state: ShardState,
        attempts: Int?,
        why: String,
        atMilliseconds: Int64
    ) throws(StoreError) {
        try note(
            state == .ready ? .ended : state == .stored ? .stored : .quarantined,
            run: run,
            shard: shard,
            epoch: epoch,
            why: why,
            atMilliseconds: atMilliseconds
        )
        try execute(
            """
            INSERT INTO shard (run, shard, epoch, state, attempts)
            VALUES (?1, ?2, 0, ?3, coalesce(?4, 0))
            ON CONFLICT DO UPDATE SET state = ?3,
                attempts = coalesce(?4, attempts)
            """,
            run,
            [shard, state.rawValue, attempts]
        )
    }

    /// A sample's record and what was said, with the place that the plan gives the sample.
    ///
    /// `bytes` is the record's canonical JSON and `digest` its SHA-256. The first record of a
    /// sample stays: a second one throws, and so does one under another lease than the shard's last.
    public func record(
        _ record: Bench.Record,
        sample: Sample,
        run: RunID,
        shard: Int,
        epoch: Int,
        digest: Digest,
        bytes: [UInt8]
    ) throws(StoreError) {
        guard try epochOf(shard, run: run) == epoch else {
            throw .superseded(run: run.name, shard: shard, epoch: epoch)
        }
        let usage = record.reply?.usage
        try execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            run,
            [
                record.sample, sample.model, sample.scenario, sample.arm, sample.replicate,
                record.outcome.code, shard, epoch, record.askedAtMilliseconds,
                record.durationMilliseconds, record.attempts.count,
                record.attempts.count { $0.error != nil }, usage?.inputTotal, usage?.outputTotal,
                record.nanodollars, digest.data, record.score, journal.next(),
            ]
        )
        try execute(
            "INSERT INTO transcript VALUES (?, ?, ?)",
            run,
            [record.sample, String(decoding: bytes, as: UTF8.self)]
        )
    }

    /// The last lease of a shard, read in this very transaction, once a shard.
    private func epochOf(_ shard: Int, run: RunID) throws(StoreError) -> Int? {
        if let known = journal.epochs[run]?[shard] { return known }
        let found: Int? = try attempt {
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT epoch FROM shard WHERE run = ? AND shard = ?"),
                arguments: [try store.number(of: run, in: db), shard]
            )
        }
        journal.epochs[run, default: [:]][shard] = found
        return found
    }

    /// A reply that came for a sample that has a record.
    ///
    /// False where it is that very record, or one that came before: delivered again, not bought
    /// again.
    public func alternate(
        _ record: Bench.Record,
        run: RunID,
        epoch: Int,
        digest: Digest,
        bytes: [UInt8]
    ) throws(StoreError) -> Bool {
        try execute(
            """
            INSERT OR IGNORE INTO alternate SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, 0
            WHERE NOT EXISTS
                (SELECT 1 FROM record WHERE run = ?1 AND sample = ?2 AND digest = ?3)
            """,
            run,
            [
                record.sample, digest.data, epoch, record.nanodollars,
                String(decoding: bytes, as: UTF8.self), journal.last + 1,
            ]
        )
        guard db.changesCount > 0 else { return false }
        _ = journal.next()
        return true
    }

    /// Adds to the facts that were observed of a model.
    public func facts(
        _ counts: [Fact: Int],
        run: RunID
    ) throws(StoreError) {
        for (fact, samples) in counts.sorted(by: { $0.key < $1.key }) {
            try execute(
                """
                INSERT INTO fact VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET samples = samples + excluded.samples
                """,
                run,
                [fact.model, fact.name, fact.value, samples]
            )
        }
    }

    /// Nothing of a run is left to do.
    ///
    /// The first time counts.
    public func done(_ run: RunID, atMilliseconds: Int64) throws(StoreError) {
        try execute(
            "UPDATE run SET done_ms = ?2 WHERE number = ?1 AND done_ms IS NULL",
            run,
            [atMilliseconds]
        )
        if db.changesCount > 0 { try note(.done, run: run, atMilliseconds: atMilliseconds) }
    }

    func execute(
        _ sql: String,
        _ run: RunID,
        _ arguments: [(any DatabaseValueConvertible)?]
    ) throws(StoreError) {
        try attempt {
            let number = try store.number(of: run, in: db)
            let statement = try db.cachedStatement(sql: sql)
            try statement.execute(arguments: StatementArguments([number] + arguments))
        }
    }

    func attempt<Value>(_ work: () throws -> Value) throws(StoreError) -> Value {
        do { return try work() } catch { throw StoreError.from(error, path: store.path) }
    }
}

/// What the journal tells of.
public enum JournalKind: String, Sendable, CaseIterable {
    /// A shard was leased.
    case granted
    /// A shard was leased a second time, beside a holder that is slow.
    case shadowed
    /// The holder was lost and its shadow has taken its place.
    case promoted
    /// A lease has ended with samples missing; the shard is to be given out again.
    case ended
    /// All samples of the shard have records.
    case stored
    /// The shard was given up.
    case quarantined
    /// A quarantined shard was let go again.
    case released
    /// A model is asked no further.
    case stopped
    /// The run waits until it is resumed.
    case paused
    /// The run goes on.
    case resumed
    /// The run asks nothing more.
    case cancelled
    /// Nothing of the run is left to do.
    case done
}

/// What a shard can be in the books.
public enum ShardState: String, Sendable { case ready, leased, stored, quarantined }

/// Something observed of a model while it was asked.
public struct Fact: Sendable, Hashable, Comparable {
    /// The model, by its place in the roster.
    public var model: Int
    /// What it is, as in `served model`.
    public var name: String
    /// What was seen.
    public var value: String

    package init(model: Int, name: String, value: String) {
        self.model = model
        self.name = name
        self.value = value
    }

    /// By model, name and value.
    public static func < (left: Fact, right: Fact) -> Bool {
        if left.model != right.model { return left.model < right.model }
        if left.name != right.name {
            return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        return left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
    }
}

extension Fact {
    /// What is observed of replies that nobody was asked for.
    package static let cached = "from a cache"

    /// The facts of one record: whatever can make the model that answered another one.
    package static func of(_ record: Bench.Record, model: Int) -> [Fact] {
        guard let reply = record.reply else { return [] }
        let pairs: [(String, String?)] = [
            ("served model", reply.servedModel), ("api version", reply.apiVersion),
            ("service tier", reply.serviceTier),
            ("system fingerprint", reply.systemFingerprint),
            ("upstream provider", reply.upstreamProvider),
            ("reasoning", reply.reasoningVisibility.rawValue),
            ("dropped", reply.droppedParameters.sorted().joined(separator: ", ")),
            ("fallback", reply.refusal?.category == "fallback" ? "another model answered" : nil),
            (judgeServed(), record.judgement?.servedModel),
            ("replies", record.attempts.contains(where: \.isCached) ? Fact.cached : nil),
        ]
        let judges = record.ballots.map { (judgeServed($0.judge), $0.judgement?.servedModel) }
        return (pairs + judges).compactMap { name, value in
            guard let value, !value.isEmpty else { return nil }
            return Fact(model: model, name: name, value: value)
        }
    }

    /// The name of the fact who answered as the judge, or as that judge of a panel.
    package static func judgeServed(_ judge: String? = nil) -> String {
        judge.map { "judge \($0) served as" } ?? "judge served as"
    }
}

import struct FoundationEssentials.Data

extension Digest {
    var data: Data { Data(bytes) }
}

extension Transaction {
    /// An outcome that was recorded elsewhere: it has a place, a category and perhaps a score, and
    /// no reply.
    public func imported(
        _ outcome: Outcome,
        score: Double? = nil,
        sample: Sample,
        run: RunID
    ) throws(StoreError) {
        try execute(
            """
            INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, ?,
                ?, NULL)
            """,
            run,
            [
                sample.index, sample.model, sample.scenario, sample.arm, sample.replicate,
                outcome.code, Digest(of: [UInt8]()).data, score,
            ]
        )
    }
}

extension Transaction {
    /// How the samples of one cell of an imported run came out.
    public struct CellTally: Sendable {
        /// The model, by its place in the roster.
        public var model: Int
        /// The scenario, by its place in the pack.
        public var scenario: Int
        /// The arm, by its place in the pack.
        public var arm: Int
        /// Samples by `Outcome.code`.
        public var counts: [Int]

        package init(model: Int, scenario: Int, arm: Int, counts: [Int]) {
            self.model = model
            self.scenario = scenario
            self.arm = arm
            self.counts = counts
        }
    }

    /// The outcomes of an imported run, ascending by model, scenario and arm.
    public func tallies(_ cells: some Sequence<CellTally>, run: RunID) throws(StoreError) {
        try attempt {
            let number = try store.number(of: run, in: db)
            let statement = try db.cachedStatement(
                sql: "INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            )
            // Bound by hand: a value made of each argument took longer than the insertion.
            let row = statement.sqliteStatement
            for cell in cells {
                sqlite3_bind_int64(row, 1, number)
                sqlite3_bind_int64(row, 2, Int64(cell.model))
                sqlite3_bind_int64(row, 3, Int64(cell.scenario))
                sqlite3_bind_int64(row, 4, Int64(cell.arm))
                for (code, count) in cell.counts.enumerated() {
                    sqlite3_bind_int64(row, Int32(5 + code), Int64(count))
                }
                let code = sqlite3_step(row)
                sqlite3_reset(row)
                guard code == SQLITE_DONE else {
                    throw DatabaseError(
                        resultCode: ResultCode(rawValue: code),
                        message: String(cString: sqlite3_errmsg(sqlite3_db_handle(row)))
                    )
                }
            }
        }
    }
}
