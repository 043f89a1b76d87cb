import Glibc
import Synchronization

/// A lock that one process holds, and that the kernel takes back when the process dies.
final class FileLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Takes the lock of a store, or says who has it.
    init(path: String, of store: String) throws(StoreError) {
        let handle = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard handle >= 0 else {
            throw errno == ENOSPC ? .full(path: store) : .readOnly(path: store)
        }
        guard flock(handle, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.text(of: handle)
            Glibc.close(handle)
            throw .inUse(path: store, process: holder.isEmpty ? "another" : holder)
        }
        let name = Array("\(getpid())\n".utf8)
        // Who holds it is a courtesy to the next one: without it the lock is as good.
        if ftruncate(handle, 0) == 0 { _ = pwrite(handle, name, name.count, 0) }
        descriptor = Mutex(handle)
    }

    deinit { release() }

    /// Lets go of the lock.
    func release() {
        descriptor.withLock { handle in
            if let open = handle { Glibc.close(open) }
            handle = nil
        }
    }

    /// Whether anything is at that path.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func text(of handle: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(handle, &bytes, bytes.count, 0)
        guard count > 0 else { return "" }
        return String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
