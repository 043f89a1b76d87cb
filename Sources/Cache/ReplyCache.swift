import Bench
import Glibc
import Vendors

/// Replies on disk, for development: what was asked before is not bought again.
///
/// A file a reply, named by the digest of everything that matters. Files are written beside and
/// renamed, so that a reader finds a whole one or none; processes may share a folder. No request
/// is kept, so no key is.
public struct ReplyCache: Sendable {
    private let folder: String
    private let bytesMax: Int
    private var bytes: Int

    /// Bytes of all files together, from which on the oldest go.
    public static let bytesMax = 512 << 20
    /// Bytes of one file; a longer reply is not kept.
    public static let replyBytesMax = 8 << 20
    /// Files that a folder may have, so that looking through it stays quick.
    static let filesMax = 200_000

    /// Opens a folder, and makes it where there is none.
    public init(folder: String, bytesMax: Int = Self.bytesMax) throws(CacheError) {
        self.folder = folder
        self.bytesMax = bytesMax
        bytes = 0
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw CacheError(folder, "cannot be made: \(String(cString: strerror(errno)))")
        }
        guard access(folder, R_OK | W_OK | X_OK) == 0 else {
            throw CacheError(folder, "cannot be used: \(String(cString: strerror(errno)))")
        }
        bytes = files().reduce(0) { $0 + $1.bytes }
    }

    /// The digest of everything that matters: address, headers and body of the request, and what
    /// tells it from others that are the same letter for letter, as a replicate's number.
    public static func key(of request: VendorRequest, apart: [String]) -> Digest {
        var fields = [Array("gapwatch cache 1".utf8), Array(request.url.utf8), request.body]
        fields += request.headers.flatMap { [Array($0.name.utf8), Array($0.value.utf8)] }
        fields.append(Array("apart".utf8))
        fields += apart.map { Array($0.utf8) }
        return Digest(ofFields: fields)
    }

    /// The reply that is kept under a key; nil for none, and for a file that is not whole.
    public func reply(_ key: Digest) -> VendorResponse? {
        guard let bytes = contents(of: path(key)),
            let json = try? JSON(parsing: bytes, rules: .file),
            let status = json["status"]?.integer, let body = json["body"]?.string
        else { return nil }
        let headers = (json["headers"]?.object ?? []).compactMap { member in
            member.value.string.map { VendorHeader(member.key, $0) }
        }
        return VendorResponse(
            status: status,
            headers: headers,
            body: Array(body.utf8),
            isCached: true
        )
    }

    /// The headers that say something of a reply; others may be of the connection or the account.
    private static let headers = ["content-type", "x-request-id", "request-id", "x-amzn-requestid"]

    /// Keeps a reply, and lets the oldest go where there are too many.
    ///
    /// A reply that is no text or too long is not kept.
    public mutating func keep(_ response: VendorResponse, under key: Digest) throws(CacheError) {
        guard let body = String(validating: response.body, as: UTF8.self) else { return }
        let headers = response.headers.filter { Self.headers.contains($0.name.lowercased()) }
        let json: JSON = [
            "status": JSON(response.status),
            "headers": .object(headers.map { JSON.Member($0.name, JSON($0.value)) }),
            "body": JSON(body),
        ]
        let text = json.bytes
        guard text.count <= Self.replyBytesMax else { return }
        try write(text, to: path(key))
        bytes += text.count
        if bytes > bytesMax { shrink() }
    }

    private func path(_ key: Digest) -> String { "\(folder)/\(key.hex).reply" }

    /// Nine tenths stay, so that not every reply that comes looks through the folder.
    private mutating func shrink() {
        let files = files().sorted { ($0.changedAt, $0.name) < ($1.changedAt, $1.name) }
        bytes = files.reduce(0) { $0 + $1.bytes }
        for file in files where bytes > bytesMax / 10 * 9 {
            // Another process may have been quicker.
            unlink("\(folder)/\(file.name)")
            bytes -= file.bytes
        }
    }
}

/// Why a cache cannot be used.
public struct CacheError: Error, Equatable, CustomStringConvertible {
    private let folder: String
    private let detail: String

    init(_ folder: String, _ detail: String) {
        self.folder = folder
        self.detail = detail.lowercased()
    }

    /// One sentence.
    public var description: String { "the cache \(folder) \(detail)" }
}

// MARK: - Files

extension ReplyCache {
    private struct File {
        var name: String
        var bytes: Int
        /// Nanoseconds since 1970.
        var changedAt: Int
    }

    private func files() -> [File] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var files: [File] = []
        while files.count < Self.filesMax, let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            guard name.hasSuffix(".reply"), stat("\(folder)/\(name)", &status) == 0 else {
                continue
            }
            let changedAt = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
            files.append(File(name: name, bytes: Int(status.st_size), changedAt: changedAt))
        }
        return files
    }

    private func contents(of path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= Self.replyBytesMax {
            let count = read(file, &piece, piece.count)
            if count == 0 { return bytes }
            guard count > 0 else { return nil }
            bytes += piece[..<count]
        }
        return nil
    }

    private func write(_ bytes: [UInt8], to path: String) throws(CacheError) {
        let draft = "\(path).\(getpid()).part"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure() }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(file, $0.baseAddress, $0.count)
            }
            guard count > 0 else {
                let error = failure()
                close(file)
                unlink(draft)
                throw error
            }
            written += count
        }
        close(file)
        guard rename(draft, path) == 0 else {
            let error = failure()
            unlink(draft)
            throw error
        }
    }

    private func failure() -> CacheError {
        CacheError(folder, "cannot be written to: \(String(cString: strerror(errno)))")
    }
}
