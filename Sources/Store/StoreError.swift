import GRDB

/// Why the store cannot do what it was asked.
public enum StoreError: Error, Equatable, CustomStringConvertible {
    /// There is no store at that path.
    case missing(path: String)
    /// The file exists and is no store, or is damaged.
    case notAStore(path: String, detail: String)
    /// The store was written by a later version.
    case newer(path: String)
    /// Another process writes to it.
    case inUse(path: String, process: String)
    /// Another coordinator has taken the store over.
    case deposed(path: String)
    /// The disk, or the quota on it, is full.
    case full(path: String)
    /// The file or its folder may not be written to.
    case readOnly(path: String)
    /// No run answers to that name.
    case noRun(name: String, path: String)
    /// Several runs do.
    case ambiguous(name: String, runs: [String])
    /// The settings that make a commit durable did not take.
    case notDurable(path: String, synchronous: Int)
    /// A row that this version cannot read.
    case row(table: String, detail: String)
    /// A member of that name is there, or was revoked.
    case nameTaken(String)
    /// A record under a lease that is not the shard's last.
    case superseded(run: String, shard: Int, epoch: Int)
    /// Anything else that SQLite says.
    case database(path: String, detail: String)

    /// One sentence: what failed, where, what to do.
    public var description: String {
        switch self {
        case .missing(let path):
            "no store at \(path): run something first, or name another one with --store"
        case .notAStore(let path, let detail):
            "\(path) is no Gapwatch store (\(detail)): name another file with --store"
        case .newer(let path):
            "\(path) was written by a later version of Gapwatch: update this one"
        case .inUse(let path, let process):
            "\(path) is being written to by process \(process): wait for it or stop it"
        case .deposed(let path):
            "another coordinator has taken over \(path): this one stops; nothing was lost"
        case .full(let path):
            "the disk of \(path) is full: free some space and start again; all that was "
                + "acknowledged is stored"
        case .readOnly(let path): "\(path) cannot be written to: check the folder's permissions"
        case .noRun(let name, let path):
            "no run in \(path) is called \(name): `gapwatch series` lists the runs"
        case .ambiguous(let name, let runs):
            "\(name) could be \(runs.joined(separator: " or ")): give more letters"
        case .notDurable(let path, let synchronous):
            "\(path): SQLite would not sync every commit (synchronous is \(synchronous))"
        case .row(let table, let detail): "a row of \(table) cannot be read: \(detail)"
        case .nameTaken(let name):
            "\(name) is a member already, or was revoked: choose another name, or let it in again "
                + "with `gapwatch enrol --name`"
        case .superseded(let run, let shard, let epoch):
            "\(run) shard \(shard): lease \(epoch) is not the last one; nothing was written"
        case .database(let path, let detail): "\(path): \(detail)"
        }
    }

    static func from(_ error: any Error, path: String) -> StoreError {
        if let error = error as? StoreError { return error }
        guard let error = error as? DatabaseError else {
            return .database(path: path, detail: "\(error)")
        }
        let detail = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL: return .full(path: path)
        case .SQLITE_IOERR where detail.contains("disk I/O"): return .full(path: path)
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: return .notAStore(path: path, detail: detail)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: return .readOnly(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .inUse(path: path, process: "another")
        default: return .database(path: path, detail: detail)
        }
    }
}
