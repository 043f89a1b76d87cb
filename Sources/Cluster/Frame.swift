import Bench

/// One message on the wire: a 12-byte header and a body, most often strict JSON.
///
///     u32be body length | u8 type | u8 flags | u16be 0 | u32be sequence | body
///
/// A connection starts with the preface `GWP1`. The sequence counts the frames of one direction
/// from 1. `docs/protocol.md` is the specification.
public struct Frame: Sendable, Equatable {
    /// What the body is.
    public var type: FrameType
    /// The sender's count of frames on this connection, from 1; wraps never: a connection that
    /// has sent 2³² − 1 frames is closed.
    public var sequence: UInt32
    /// The body.
    public var body: [UInt8]

    package init(type: FrameType, sequence: UInt32, body: [UInt8]) {
        self.type = type
        self.sequence = sequence
        self.body = body
    }

    /// What a client writes before its first frame.
    public static let preface = Array("GWP1".utf8)
    /// Bytes of a header.
    public static let headerBytes = 12
    /// The flag that says: close rather than ignore, if you do not know this type.
    public static let mustUnderstand: UInt8 = 1

    /// The frame as bytes.
    package func write(to out: inout [UInt8]) {
        precondition(body.count <= type.bodyBytesMax, "\(type) body of \(body.count) bytes")
        withUnsafeBytes(of: UInt32(body.count).bigEndian) { out.append(contentsOf: $0) }
        out.append(type.rawValue)
        out.append(type.isOptional ? 0 : Self.mustUnderstand)
        out.append(0)
        out.append(0)
        withUnsafeBytes(of: sequence.bigEndian) { out.append(contentsOf: $0) }
        out.append(contentsOf: body)
    }
}

/// A frame's header, checked before a byte of its body is kept.
public struct FrameHeader: Sendable, Equatable {
    /// The type; nil for one that this version does not know and may ignore.
    public var type: FrameType?
    /// Bytes of the body that follows.
    public var bodyBytes: Int
    /// The sender's count of frames.
    public var sequence: UInt32

    /// Reads and checks 12 bytes.
    ///
    /// A frame of unknown type may be as long as a small one.
    package init(_ bytes: some Collection<UInt8>) throws(FrameError) {
        precondition(bytes.count == Frame.headerBytes)
        let bytes = Array(bytes)
        func number(at offset: Int) -> UInt32 {
            bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        bodyBytes = Int(number(at: 0))
        sequence = number(at: 8)
        type = FrameType(rawValue: bytes[4])
        let flags = bytes[5]
        guard flags & ~Frame.mustUnderstand == 0, bytes[6] == 0, bytes[7] == 0 else {
            throw .reservedBits
        }
        guard type != nil || flags & Frame.mustUnderstand == 0 else {
            throw .unknownType(bytes[4])
        }
        let limit = type?.bodyBytesMax ?? FrameType.smallBodyBytesMax
        guard bodyBytes <= limit else { throw .tooLong(type: type, bytes: bodyBytes, limit: limit) }
    }
}

/// What a frame carries.
public enum FrameType: UInt8, Sendable, CaseIterable {
    case hello = 1, welcome, ready, grant, renew, renewed, result, acked, complete, completed
    case fail, noted, ping, pong, drain, goaway, cancel, error
    case fetch, blob, submit, submitted, status, report
    case hold, spend, budget, throttled, control, controlled, join, joined, receipt, batches

    /// The most bytes of a body, unless the type says otherwise.
    public static let smallBodyBytesMax = 64 << 10
    /// The data bytes of one piece of a blob, at most.
    public static let blobDataBytesMax = 64 << 10
    /// The bytes before the data in a piece of a blob.
    public static let blobHeaderBytes = 48

    /// The most bytes that a body of this type may have.
    public var bodyBytesMax: Int {
        switch self {
        case .hello: 16 << 10
        case .grant, .result: 256 << 10
        case .blob: Self.blobHeaderBytes + Self.blobDataBytesMax
        case .report: 1 << 20
        default: Self.smallBodyBytesMax
        }
    }

    /// Whether a peer that does not know it may go on without.
    var isOptional: Bool {
        [.goaway, .noted, .hold, .receipt, .batches].contains(self)
    }
}

/// Why a peer's bytes are no frame.
///
/// Each ends the connection.
public enum FrameError: Error, Equatable, CustomStringConvertible {
    /// The connection did not start with `GWP1`.
    case preface
    /// Bits that must be zero were set.
    case reservedBits
    /// A type that must be understood and is not.
    case unknownType(UInt8)
    /// A body beyond the limit of its type.
    case tooLong(type: FrameType?, bytes: Int, limit: Int)
    /// Frames whose count does not go up by one.
    case outOfSequence(expected: UInt32, got: UInt32)
    /// A body that is not what its type asks for.
    case body(type: FrameType, fault: String)

    /// One sentence.
    public var description: String {
        switch self {
        case .preface: "the peer does not speak GWP/1: its first bytes are not GWP1"
        case .reservedBits: "a frame header has reserved bits set"
        case .unknownType(let type): "a frame of unknown type \(type) must be understood"
        case .tooLong(let type, let bytes, let limit):
            "a \(type.map { "\($0)" } ?? "unknown") frame of \(bytes) bytes is over its limit of "
                + "\(limit)"
        case .outOfSequence(let expected, let got):
            "frame \(expected) was to come and \(got) came"
        case .body(let type, let fault): "\(type) frame: \(fault)"
        }
    }
}
