import Bench
import Cluster
import Glibc

/// A worker's spool on disk: what it holds and what it has not delivered outlive its process.
///
/// One file that is appended to, and a name of its own for the folder, the home. One process at a
/// time: a lock is held while it is open.
final class Spool: @unchecked Sendable {
    // Unchecked: touched by the worker's engine thread alone, after its making.
    /// 32 hexadecimal digits that name the folder for good.
    let home: String
    /// What an earlier process has left.
    let recovered: Recovered
    private let path: String
    private var file: Int32
    private let lock: Int32
    private let receipts: String
    private var bytes: Int
    private var compactAt = Spool.compactBytes

    /// Bytes from which the file is written anew with what is still worth keeping.
    static let compactBytes = 16 << 20
    /// The most bytes that are read at a start.
    static let bytesMax = 4 << 30

    /// Opens the spool of a folder, and makes it where there is none.
    init(folder: String) throws(CommandError) {
        try Files.makeFolder(folder, mode: 0o700)
        path = folder + "/spool"
        receipts = folder + "/receipts.jsonl"
        lock = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw Self.fault(folder, "cannot be written to") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw CommandError("\(folder) is the spool of a worker that runs: name another --spool")
        }
        home = try Self.home(in: folder)
        let old = try Files.exists(path) ? Files.bytes(at: path, bytesMax: Self.bytesMax) : []
        recovered = Recovered(old)
        file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.fault(path, "cannot be written to") }
        // A torn end was never delivered: its sync had not returned.
        guard ftruncate(file, recovered.bytes) == 0, lseek(file, 0, SEEK_END) >= 0 else {
            throw Self.fault(path, "cannot be written to")
        }
        bytes = recovered.bytes
    }

    deinit {
        close(file)
        close(lock)
    }

    private static func fault(_ path: String, _ text: String) -> CommandError {
        CommandError("\(path) \(text): \(String(cString: strerror(errno)))")
    }

    private static func home(in folder: String) throws(CommandError) -> String {
        let path = folder + "/home"
        if Files.exists(path) {
            let text = try Files.text(at: path).filter { !$0.isWhitespace }
            guard text.utf8.count == 32, text.allSatisfy(\.isHexDigit) else {
                throw CommandError("\(path): 32 hexadecimal digits are needed")
            }
            return text
        }
        let made = Identity.instance()
        try Files.write(Array((made + "\n").utf8), to: path)
        return made
    }

    /// Appends, and returns when it is on disk.
    func append(_ entries: [SpoolEntry]) throws(CommandError) {
        var out: [UInt8] = []
        for entry in entries { entry.write(to: &out) }
        try Self.write(out, to: file, path)
        bytes += out.count
        // What only says that something may be forgotten can be lost: it is then delivered again.
        let needsSync = entries.contains { entry in
            switch entry {
            case .grant, .result: true
            case .acked, .forget, .done: false
            }
        }
        if needsSync, fdatasync(file) != 0 { throw Self.fault(path, "cannot be synced") }
        if bytes > compactAt { try compact() }
    }

    /// Adds a receipt to the file of receipts, one JSON a line.
    ///
    /// Not synced: the coordinator's log holds its leaf.
    func append(_ receipt: Receipt) throws(CommandError) {
        let out = open(receipts, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard out >= 0 else { throw Self.fault(receipts, "cannot be written to") }
        defer { close(out) }
        try Self.write(receipt.json.canonicalBytes + [0x0a], to: out, receipts)
    }

    private static func write(
        _ bytes: [UInt8],
        to file: Int32,
        _ path: String
    ) throws(CommandError) {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes {
                Glibc.write(file, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw fault(path, "cannot be written to") }
            done += count
        }
    }

    /// Writes the file anew, with what is still worth keeping.
    private func compact() throws(CommandError) {
        let content = try Files.bytes(at: path, bytesMax: Self.bytesMax)
        var out: [UInt8] = []
        for entry in Recovered(content).entries { entry.write(to: &out) }
        let next = path + ".next"
        let new = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard new >= 0 else { throw Self.fault(next, "cannot be written to") }
        try Self.write(out, to: new, next)
        guard fdatasync(new) == 0, rename(next, path) == 0 else {
            close(new)
            throw Self.fault(next, "cannot take the place of the spool")
        }
        close(file)
        file = new
        bytes = out.count
        compactAt = max(Self.compactBytes, 2 * bytes)
    }
}
