import Bench

/// One side's reading of a connection: frames in, whole messages out.
///
/// It keeps the sequence, puts blobs together and gives a long record back to the result that
/// names it, and a specification to the submission that names it. At most one blob is held.
public struct Inbox: Sendable {
    private let role: Role
    private var last: UInt32 = 0
    private var assembly: BlobAssembly?
    private var whole: (digest: Digest, bytes: [UInt8])?
    /// The bytes of a blob that the peer may send: none before it has made itself known.
    private var blobBytesMax: Int

    /// The bytes of a record, at most: a vendor's reply has 16 MiB at most.
    public static let recordBytesMax = 40 << 20

    /// Whose inbox it is.
    public enum Role: Sendable {
        /// Blobs wait for the result or submission that names them.
        case coordinator
        /// Blobs are handed over as they arrive.
        case peer
    }

    /// What a frame brought.
    public enum Item: Sendable, Equatable {
        /// A message with the sequence of its frame.
        case message(Message, sequence: UInt32)
        /// A specification that a worker fetched.
        case spec(Digest, [UInt8])
        /// A specification that a client submits.
        case submission(Submission, [UInt8])

        /// The bytes that it keeps, where they are more than its frame's.
        package var bytes: Int {
            switch self {
            case .message(.result(let delivery), _): delivery.bytes.count
            case .message: 0
            case .spec(_, let bytes), .submission(_, let bytes): bytes.count
            }
        }
    }

    /// An inbox of a new connection.
    package init(_ role: Role) {
        self.role = role
        blobBytesMax = role == .peer ? BlobAssembly.bytesMax : 0
    }

    /// Reads the next frame; nil while a blob is under way.
    package mutating func read(_ frame: Frame) throws(FrameError) -> Item? {
        try count(frame.sequence)
        if role == .coordinator, frame.sequence == 1, ![.hello, .join].contains(frame.type) {
            throw .body(type: frame.type, fault: "hello or join comes first")
        }
        let message: Message
        switch frame.type {
        case .blob:
            guard case .blob(let piece) = try Message(frame) else { return nil }
            try keep(piece)
            guard role == .peer, let blob = whole else { return nil }
            whole = nil
            return .spec(blob.digest, blob.bytes)
        case .result where whole != nil: message = try result(frame)
        default: message = try Message(frame)
        }
        if role == .coordinator, case .hello(let hello) = message {
            blobBytesMax = hello.role == .worker ? Self.recordBytesMax : BlobAssembly.bytesMax
        }
        if case .submit(let submission) = message, let bytes = take(submission.spec) {
            return .submission(submission, bytes)
        }
        return .message(message, sequence: frame.sequence)
    }

    /// Counts a frame that is ignored.
    package mutating func count(_ sequence: UInt32) throws(FrameError) {
        guard last < .max, sequence == last + 1 else {
            throw .outOfSequence(expected: last &+ 1, got: sequence)
        }
        last = sequence
    }

    /// The bytes of the last blob, if it has that digest; gives up its hold on them.
    private mutating func take(_ digest: Digest) -> [UInt8]? {
        guard let blob = whole, blob.digest == digest else { return nil }
        whole = nil
        return blob.bytes
    }

    private mutating func keep(_ piece: BlobPiece) throws(FrameError) {
        do throws(FieldError) {
            guard piece.total <= blobBytesMax else {
                throw FieldError("total", "a blob has \(blobBytesMax) bytes at most here")
            }
            var current: BlobAssembly
            if let assembly {
                current = assembly
            } else {
                current = try BlobAssembly(first: piece)
            }
            // Let go of here, so that adding to it copies nothing.
            assembly = nil
            whole = nil
            let bytes = try current.add(piece)
            assembly = bytes == nil ? current : nil
            whole = bytes.map { (piece.digest, $0) }
        } catch { throw .body(type: .blob, fault: error.description) }
    }

    private mutating func result(_ frame: Frame) throws(FrameError) -> Message {
        do throws(FieldError) {
            let json = try Message.json(frame)
            let digest = try json.digest("digest")
            guard json["record"] == nil, let bytes = take(digest) else {
                return .result(try Delivery(json: json))
            }
            let record: JSON
            do throws(JSONError) {
                record = try JSON(parsing: bytes, rules: .wire)
            } catch { throw FieldError("record", "\(error)") }
            return .result(
                try Delivery(lease: Lease(json: json), json: record, digest: digest)
            )
        } catch { throw .body(type: .result, fault: error.description) }
    }
}
