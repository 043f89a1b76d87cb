import Bench
import GRDB
import Synchronization

/// The durable truth: runs, records and what was said, in one SQLite file.
///
/// One process writes and holds a lock while it does; any number may read, also with the
/// `sqlite3` shell. Every commit is on disk before it returns (WAL, `synchronous = FULL`).
public final class Store: Sendable {
    /// Where the file is, as the user named it.
    public let path: String
    /// How often the store has been opened for writing, this time included; 0 for a reader.
    public let leaderEpoch: Int

    let database: DatabasePool
    /// What is read from: the database as it stands, or one moment of it.
    private let reader: any DatabaseReader
    private let lock: FileLock?
    private let numbers = Mutex<[RunID: Int64]>([:])

    private init(
        path: String,
        database: DatabasePool,
        reader: (any DatabaseReader)? = nil,
        lock: FileLock?,
        leaderEpoch: Int
    ) {
        self.path = path
        self.database = database
        self.reader = reader ?? database
        self.lock = lock
        self.leaderEpoch = leaderEpoch
    }

    /// Opens the store for the one process that writes, and makes it where there is none.
    ///
    /// Takes the lock (`inUse` if another process has it), brings old tables up to date, and
    /// counts the leader epoch up, so that a coordinator that still believes in the store from
    /// before cannot write to it.
    public static func openForWriting(at path: String) throws(StoreError) -> Store {
        let lock = try FileLock(path: path + ".lock", of: path)
        do {
            let pool = try DatabasePool(path: path, configuration: configuration())
            let migrator = Schema.migrator
            guard try pool.read({ db in try !migrator.hasBeenSuperseded(db) }) else {
                throw StoreError.newer(path: path)
            }
            try migrator.migrate(pool)
            // GRDB sets NORMAL when it prepares a connection, so FULL comes after.
            let synchronous = try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
                return try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? 0
            }
            guard synchronous == 2 else {
                throw StoreError.notDurable(path: path, synchronous: synchronous)
            }
            let epoch = try pool.write { db in
                try db.execute(sql: "UPDATE leader SET epoch = epoch + 1")
                return try Int.fetchOne(db, sql: "SELECT epoch FROM leader") ?? 0
            }
            return Store(path: path, database: pool, lock: lock, leaderEpoch: epoch)
        } catch { throw StoreError.from(error, path: path) }
    }

    /// Opens an existing store to read from it, also while another process writes.
    public static func openForReading(at path: String) throws(StoreError) -> Store {
        guard FileLock.exists(path) else { throw .missing(path: path) }
        do {
            var settings = configuration()
            settings.readonly = true
            let pool = try DatabasePool(path: path, configuration: settings)
            let migrator = Schema.migrator
            let isNewer = try pool.read { db in try migrator.hasBeenSuperseded(db) }
            if isNewer { throw StoreError.newer(path: path) }
            let applied = try pool.read { db in try migrator.appliedMigrations(db) }
            guard !applied.isEmpty else {
                throw StoreError.notAStore(path: path, detail: "it has none of the tables")
            }
            guard try pool.read({ db in try migrator.hasCompletedMigrations(db) }) else {
                // From an earlier version: brought up to date by whoever may write, then read.
                try pool.close()
                try openForWriting(at: path).close()
                return try openForReading(at: path)
            }
            return Store(path: path, database: pool, lock: nil, leaderEpoch: 0)
        } catch { throw StoreError.from(error, path: path) }
    }

    /// Opens an existing store to note what a person decides, also while a coordinator writes.
    ///
    /// Such notes touch no table that a coordinator writes to, so they need neither the lock nor a
    /// leader epoch.
    public static func openForNotes(at path: String) throws(StoreError) -> Store {
        try openForReading(at: path).close()
        do {
            let pool = try DatabasePool(path: path, configuration: configuration())
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
            }
            return Store(path: path, database: pool, lock: nil, leaderEpoch: 0)
        } catch { throw StoreError.from(error, path: path) }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 2
        return configuration
    }

    /// Runs one transaction: all of it is on disk when this returns, or nothing is.
    ///
    /// Throws `deposed` where another process has opened the store for writing since.
    public func commit<Value>(
        _ work: (Transaction) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        do {
            return try database.write { db in
                let row = try Row.fetchOne(db, sql: "SELECT epoch, entry FROM leader")
                guard let row, row["epoch"] == leaderEpoch else {
                    throw StoreError.deposed(path: path)
                }
                let last: Int64 = row["entry"]
                let journal = Transaction.Journal(last: last)
                let value = try work(Transaction(db: db, store: self, journal: journal))
                if journal.last != last {
                    try db.execute(
                        sql: "UPDATE leader SET entry = ?",
                        arguments: [journal.last]
                    )
                }
                return value
            }
        } catch { throw StoreError.from(error, path: path) }
    }

    /// Reads from one snapshot, whatever is written meanwhile.
    func read<Value>(_ work: (Database) throws -> Value) throws(StoreError) -> Value {
        do { return try reader.read(work) } catch { throw StoreError.from(error, path: path) }
    }

    /// The store as it stands now, whatever is written meanwhile: all that is read of what comes
    /// back is of one moment.
    ///
    /// It holds a transaction open as long as it lives.
    public func moment() throws(StoreError) -> Store {
        do {
            let snapshot = try database.makeSnapshot()
            return Store(
                path: path,
                database: database,
                reader: snapshot,
                lock: nil,
                leaderEpoch: 0
            )
        } catch { throw StoreError.from(error, path: path) }
    }

    func number(of run: RunID, in db: Database) throws -> Int64 {
        if let known = numbers.withLock({ $0[run] }) { return known }
        let found = try Int64.fetchOne(
            db,
            sql: "SELECT number FROM run WHERE id = ?",
            arguments: [run.name]
        )
        guard let found else { throw StoreError.noRun(name: run.name, path: path) }
        numbers.withLock { $0[run] = found }
        return found
    }

    /// Ends the process's hold on the store; what was committed stays.
    public func close() throws(StoreError) {
        do { try database.close() } catch { throw StoreError.from(error, path: path) }
        lock?.release()
    }
}
