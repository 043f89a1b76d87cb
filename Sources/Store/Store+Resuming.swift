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
                    highest: row["highest"],
                    attempts: row["attempts"],
                    state: state,
                    holder: row["holder"]
                )
            }
        }
    }

    /// How a run is to be treated.
    public func treatment(of run: RunID) throws(StoreError) -> RunTreatment {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT state, priority, owner, shared FROM run WHERE id = ?",
                arguments: [run.name]
            )
            guard let row else { throw StoreError.noRun(name: run.name, path: path) }
            let shared: String = row["shared"]
            return RunTreatment(
                state: row["state"],
                priority: row["priority"],
                owner: row["owner"],
                shared: shared.split(separator: " ").map(String.init)
            )
        }
    }

    /// What each process of each account may use, and has spent.
    ///
    /// With `named`, only of the account of that name and of those whose name goes on behind it with
    /// a blank.
    public func allotted(named name: String? = nil) throws(StoreError) -> [AllottedRow] {
        try read { db in
            let sql = "SELECT * FROM allotted"
            let rows =
                try name.map { name in
                    // «!» follows the blank.
                    try Row.fetchAll(
                        db,
                        sql: sql + " WHERE account = ?1"
                            + " OR (account > ?1 || ' ' AND account < ?1 || '!')",
                        arguments: [name]
                    )
                } ?? Row.fetchAll(db, sql: sql)
            return rows.map { row in
                AllottedRow(
                    organisation: row["organisation"],
                    account: row["account"],
                    process: row["process"],
                    home: row["home"],
                    inFlight: row["in_flight"],
                    nanodollars: row["nanodollars"]
                )
            }
        }
    }

    /// When anything was last written to the journal or asked of a vendor, in milliseconds since
    /// 1970; nil for a new store.
    public func lastActivity() throws(StoreError) -> Int64? {
        try read { db in
            try Int64.fetchOne(
                db,
                sql:
                    "SELECT max(at_ms) FROM journal WHERE entry > (SELECT entry FROM leader) - 100000"
            )
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
                    SELECT sample, digest, entry FROM record
                    WHERE run = ?1 AND sample >= ?2 AND sample < ?3 AND epoch = ?4
                    UNION ALL SELECT sample, digest, entry FROM alternate
                    WHERE run = ?1 AND sample >= ?2 AND sample < ?3 AND epoch = ?4 AND used = 0
                    ORDER BY entry
                    """,
                arguments: [
                    try number(of: run, in: db), samples.lowerBound, samples.upperBound, epoch,
                ]
            )
            var digests: [Int: Digest] = [:]
            for row in rows {
                let bytes: Data = row[1]
                let sample: Int = row[0]
                // What came first under a lease is what counts of it.
                if digests[sample] == nil { digests[sample] = Digest(bytes: bytes) }
            }
            return digests
        }
    }
}

import struct FoundationEssentials.Data

/// How a run is to be treated.
public struct RunTreatment: Sendable, Equatable {
    /// `open`, `paused` or `cancelled`.
    public var state: String
    /// Runs with a higher one go first.
    public var priority: Int
    /// The organisation that submitted it; empty for everybody's.
    public var owner: String
    /// The organisations that it is shared with.
    public var shared: [String]

    package init(
        state: String = "open",
        priority: Int = 0,
        owner: String = "",
        shared: [String] = []
    ) {
        self.state = state
        self.priority = priority
        self.owner = owner
        self.shared = shared
    }
}

/// What a worker's process may use of an account, and has spent.
public struct AllottedRow: Sendable, Equatable {
    /// Whose key it is.
    public var organisation: String
    /// Address and variable.
    public var account: String
    /// The instance.
    public var process: String
    /// The folder that the instance belongs to.
    public var home: String
    /// Requests that it may have in flight.
    public var inFlight: Int
    /// Money that it has spent or may have, in billionths of a dollar.
    public var nanodollars: Int64

    package init(
        organisation: String,
        account: String,
        process: String,
        home: String,
        inFlight: Int,
        nanodollars: Int64
    ) {
        self.organisation = organisation
        self.account = account
        self.process = process
        self.home = home
        self.inFlight = inFlight
        self.nanodollars = nanodollars
    }
}

/// A shard as the books hold it.
public struct ShardRow: Sendable, Equatable {
    /// The place in the plan.
    public var shard: Int
    /// The last lease whose records count.
    public var epoch: Int
    /// The highest epoch that was ever given out.
    public var highest: Int
    /// Attempts that broke.
    public var attempts: Int
    /// What it is.
    public var state: ShardState
    /// The home that has the last lease, or had it.
    public var holder: String?
}
