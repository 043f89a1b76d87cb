import Batches
import Bench
import Glibc

/// The journal of batches in a worker's spool folder: one JSON a line, synced line by line.
final class BatchJournal: @unchecked Sendable {
    // Unchecked: touched by the worker's engine thread alone, after its making.
    /// What earlier processes have written.
    let recovered: [BatchEntry]
    private let path: String
    private let file: Int32

    /// The most bytes that are read at a start.
    static let bytesMax = 1 << 30

    /// Opens the journal of a folder whose spool is open, and makes it where there is none.
    init(folder: String) throws(CommandError) {
        path = folder + "/batches.jsonl"
        let old = try Files.exists(path) ? Files.bytes(at: path, bytesMax: Self.bytesMax) : []
        let bytes: Int
        do throws(BatchEntry.Unreadable) {
            (recovered, bytes) = try BatchEntry.read(old)
        } catch {
            throw CommandError(
                "\(path), line \(error.line): this is no entry of a journal of batches; it may name a "
                    + "batch that is paid for, so nothing is asked until the line is mended or the "
                    + "file is put aside"
            )
        }
        file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        // A torn end was never acted upon: its sync had not returned.
        guard file >= 0, ftruncate(file, bytes) == 0, lseek(file, 0, SEEK_END) >= 0 else {
            throw CommandError("\(path) cannot be written to: \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(file) }

    /// Appends, and returns when it is on disk.
    func append(_ entry: BatchEntry) throws(CommandError) {
        let bytes = entry.json.bytes + [UInt8(ascii: "\n")]
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes {
                Glibc.write(file, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw fault() }
            done += count
        }
        guard fdatasync(file) == 0 else { throw fault() }
    }

    private func fault() -> CommandError {
        CommandError("\(path) cannot be written to: \(String(cString: strerror(errno)))")
    }
}
