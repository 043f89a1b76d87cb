import Glibc

/// A file that only its owner may read, and that is whole or not there: a private key, a token.
///
/// The only place in this room that touches the operating system.
public enum SecretFile {
    /// The most bytes that such a file may have.
    public static let bytesMax = 65_536
    private static let ownerOnly: mode_t = 0o600
    private static let others: mode_t = 0o077

    /// Puts the bytes at `path` with mode 0600, in place of what was there, even a symbolic link.
    ///
    /// After a crash the path has the old bytes or the new ones. The folder must be there. Throws
    /// `tooLarge` or `file`.
    public static func write(_ bytes: [UInt8], to path: String) throws(MembershipError) {
        try write(bytes, to: path, through: "\(path).\(hexadecimal(randomBytes(8))).tmp")
    }

    /// The same, by way of that temporary file, which must not be there in any form.
    static func write(
        _ bytes: [UInt8],
        to path: String,
        through temporary: String
    ) throws(MembershipError) {
        guard bytes.count <= bytesMax else {
            throw .tooLarge(thing: "secret file", bytesMax: bytesMax)
        }
        // O_EXCL also refuses a symbolic link, wherever it leads (open(2)).
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = open(temporary, flags, ownerOnly)
        guard file >= 0 else { throw failure(temporary) }
        do throws(MembershipError) {
            try fill(file, with: bytes, path: temporary)
            guard rename(temporary, path) == 0 else { throw failure(path) }
        } catch {
            unlink(temporary)
            throw error
        }
        try sync(folderOf: path)
    }

    /// The bytes of a file that nobody but its owner may touch.
    ///
    /// Throws `openToOthers`, which says how to mend it, `tooLarge`, or `file`.
    public static func read(_ path: String) throws(MembershipError) -> [UInt8] {
        // Without O_NONBLOCK a pipe of that name would hold us until somebody writes to it.
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw failure(path) }
        defer { close(file) }
        // Asked of the open file: a path may mean another one a moment later.
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .file(path: path, detail: "this is no regular file")
        }
        guard status.st_mode & others == 0 else {
            throw .openToOthers(path: path, mode: status.st_mode & 0o7777)
        }
        return try contents(of: file, path: path)
    }

    private static func fill(
        _ file: Int32,
        with bytes: [UInt8],
        path: String
    ) throws(MembershipError) {
        var written = 0
        var code: Int32 = 0
        while written < bytes.count, code == 0 {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(file, $0.baseAddress, $0.count)
            }
            if count >= 0 { written += count } else if errno != EINTR { code = errno }
        }
        // The mask of the process may have taken bits away from 0600, never added any.
        if code == 0, fchmod(file, ownerOnly) != 0 || fsync(file) != 0 { code = errno }
        if close(file) != 0, code == 0 { code = errno }
        guard code == 0 else { throw failure(path, code) }
    }

    /// Without this the rename itself may be lost with the power (fsync(2)).
    private static func sync(folderOf path: String) throws(MembershipError) {
        let name = path.lastIndex(of: "/").map { String(path[..<$0]) }
        let folder = name.map { $0.isEmpty ? "/" : $0 } ?? "."
        let handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw failure(folder) }
        defer { close(handle) }
        guard fsync(handle) == 0 else { throw failure(folder) }
    }

    private static func contents(of file: Int32, path: String) throws(MembershipError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(file, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            guard count > 0 else { return bytes }
            bytes += piece.prefix(count)
            guard bytes.count <= bytesMax else {
                throw .tooLarge(thing: "secret file", bytesMax: bytesMax)
            }
        }
    }

    private static func failure(_ path: String, _ code: Int32 = errno) -> MembershipError {
        .file(path: path, detail: String(cString: strerror(code)))
    }
}
