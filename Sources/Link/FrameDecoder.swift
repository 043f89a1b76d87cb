import Cluster
import NIOCore

/// Bytes into frames.
///
/// Nothing of a body is kept before its length has been checked.
struct FrameDecoder: ByteToMessageDecoder {
    typealias InboundOut = Received

    /// What came off the wire.
    enum Received: Sendable {
        case frame(Frame)
        /// A frame of a type that this version does not know and may ignore.
        case ignored(sequence: UInt32)
    }

    var awaitsPreface: Bool

    mutating func decode(
        context: ChannelHandlerContext,
        buffer: inout ByteBuffer
    ) throws -> DecodingState {
        if awaitsPreface {
            let begun = buffer.readableBytesView.prefix(Frame.preface.count)
            guard Frame.preface.starts(with: begun) else { throw FrameError.preface }
            guard buffer.readableBytes >= Frame.preface.count else { return .needMoreData }
            buffer.moveReaderIndex(forwardBy: Frame.preface.count)
            awaitsPreface = false
        }
        guard buffer.readableBytes >= Frame.headerBytes else { return .needMoreData }
        let header = try FrameHeader(buffer.readableBytesView.prefix(Frame.headerBytes))
        guard buffer.readableBytes >= Frame.headerBytes + header.bodyBytes else {
            return .needMoreData
        }
        buffer.moveReaderIndex(forwardBy: Frame.headerBytes)
        guard let body = buffer.readBytes(length: header.bodyBytes) else { return .needMoreData }
        if let type = header.type {
            let frame = Frame(type: type, sequence: header.sequence, body: body)
            context.fireChannelRead(wrapInboundOut(.frame(frame)))
        } else {
            context.fireChannelRead(wrapInboundOut(.ignored(sequence: header.sequence)))
        }
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext,
        buffer: inout ByteBuffer,
        seenEOF: Bool
    ) throws -> DecodingState {
        try decode(context: context, buffer: &buffer)
    }
}
