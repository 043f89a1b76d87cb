import Foundation

/// Files, read whole and bounded.
enum Disk {
    /// The bytes of a YAML file, at most: people write those by hand.
    static let yamlBytesMax = 4 << 20
    /// The bytes of a file of scenarios or of a table, at most.
    static let tableBytesMax = 256 << 20

    private static let pieceBytes = 1 << 20

    /// The text of a file, which must be UTF-8; a byte-order mark is left out.
    static func text(at file: String, bytesMax: Int) throws(PackError) -> String {
        let bytes = try bytes(at: file, bytesMax: bytesMax)
        let start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        if let text = String(validating: bytes[start...], as: UTF8.self) { return text }
        let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
        let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        throw PackError(
            file: file,
            line: bad.map { $0 + 1 },
            fault: "is not UTF-8: save the file with that encoding"
        )
    }

    /// Whether there is a file.
    static func exists(_ file: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
            && !isFolder.boolValue
    }

    private static func bytes(at file: String, bytesMax: Int) throws(PackError) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            defer { try? handle.close() }
            // The size that a file claims is not asked: a pipe claims none, a device lies.
            while bytes.count <= bytesMax, let piece = try handle.read(upToCount: pieceBytes),
                !piece.isEmpty
            {
                bytes.append(contentsOf: piece)
            }
        } catch {
            throw PackError(file: file, fault: words(for: file))
        }
        guard bytes.count <= bytesMax else {
            throw PackError(file: file, fault: "is larger than \(bytesMax >> 20) MiB")
        }
        return bytes
    }

    private static func words(for file: String) -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
            return "there is no such file"
        }
        return isFolder.boolValue ? "is a folder, and a file is needed" : "cannot be read"
    }
}
