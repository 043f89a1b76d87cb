import Glibc
import Packs

/// Small files, read and written whole.
enum Files {
    /// Whether something is there.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The bytes of a file, of 64 MiB at most unless said.
    static func bytes(at path: String, bytesMax: Int = 64 << 20) throws(CommandError) -> [UInt8] {
        let handle = open(path, O_RDONLY | O_CLOEXEC)
        guard handle >= 0 else { throw CommandError("\(path): \(reason())") }
        defer { close(handle) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(handle, &piece, piece.count)
            if count < 0 { throw CommandError("\(path): \(reason())") }
            if count == 0 { return bytes }
            bytes += piece[..<count]
            guard bytes.count <= bytesMax else {
                throw CommandError("\(path): is larger than \(bytesMax >> 20) MiB")
            }
        }
    }

    /// The text of a file in UTF-8.
    static func text(at path: String) throws(CommandError) -> String {
        guard let text = String(validating: try bytes(at: path), as: UTF8.self) else {
            throw CommandError("\(path): is not UTF-8")
        }
        return text
    }

    /// Writes a file so that a reader sees the old one or the new one and nothing between.
    static func write(_ bytes: [UInt8], to path: String) throws(CommandError) {
        let draft = "\(path).\(getpid()).part"
        let handle = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard handle >= 0 else { throw CommandError("\(path): \(reason())") }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(handle, $0.baseAddress, $0.count)
            }
            if count < 0 {
                let reason = reason()
                close(handle)
                unlink(draft)
                throw CommandError("\(path): \(reason)")
            }
            written += count
        }
        let isSynced = fsync(handle) == 0
        close(handle)
        guard isSynced, rename(draft, path) == 0 else {
            let reason = reason()
            unlink(draft)
            throw CommandError("\(path): \(reason)")
        }
    }

    /// Makes a folder and those above it.
    static func makeFolder(_ path: String, mode: mode_t = 0o755) throws(CommandError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made == "/" ? "\(part)" : "/\(part)"
            guard mkdir(made, mode) == 0 || errno == EEXIST else {
                throw CommandError("\(path): \(reason())")
            }
        }
    }

    /// Whether a folder is there and has no pack in it.
    static func isFolderWithoutPack(_ path: String) -> Bool {
        exists(path + "/.") && !exists(Packs.file(of: path))
    }

    private static func reason() -> String { String(cString: strerror(errno)).lowercased() }
}
