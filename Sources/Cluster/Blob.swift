import Bench

/// Something too long for a frame, put together piece by piece.
public struct BlobAssembly: Sendable {
    /// The bytes of a blob, at most.
    public static let bytesMax = 64 << 20

    /// The digest that the whole must have.
    public let digest: Digest
    private let total: Int
    private var bytes: [UInt8] = []

    /// Begins with the first piece.
    package init(first piece: BlobPiece) throws(FieldError) {
        guard piece.total <= Self.bytesMax else {
            throw FieldError("total", "a blob has \(Self.bytesMax) bytes at most")
        }
        digest = piece.digest
        total = piece.total
    }

    /// Adds the next piece.
    ///
    /// Returns the whole once it is complete and has its digest; throws on a piece out of order, of
    /// another blob, or too long.
    package mutating func add(_ piece: BlobPiece) throws(FieldError) -> [UInt8]? {
        guard piece.digest == digest, piece.total == total else {
            throw FieldError("digest", "a piece of another blob came before this one was complete")
        }
        guard piece.offset == bytes.count, piece.offset + piece.data.count <= total else {
            throw FieldError("offset", "byte \(bytes.count) was to come")
        }
        guard !piece.data.isEmpty || total == 0 else { throw FieldError("data", "is empty") }
        bytes.append(contentsOf: piece.data)
        guard bytes.count == total else { return nil }
        guard Digest(of: bytes) == digest else {
            throw FieldError("digest", "the blob has another one")
        }
        return bytes
    }

    /// The pieces of a whole, in order; one empty piece for an empty whole.
    package static func pieces(of bytes: [UInt8]) -> [BlobPiece] {
        let digest = Digest(of: bytes)
        let step = FrameType.blobDataBytesMax
        return stride(from: 0, to: max(bytes.count, 1), by: step).map { offset in
            BlobPiece(
                digest: digest,
                offset: offset,
                total: bytes.count,
                data: Array(bytes[offset..<min(offset + step, bytes.count)])
            )
        }
    }
}
