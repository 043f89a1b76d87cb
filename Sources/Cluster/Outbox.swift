import Bench

/// One side's writing on a connection: messages in, bytes out, frames counted.
public struct Outbox: Sendable {
    private var last: UInt32 = 0

    /// An outbox of a new connection.
    package init() {}

    /// Appends a message as one frame, or, for a record that is too long for one, as the pieces of
    /// a blob and the frame that names it.
    ///
    /// Returns the sequence of the message's own frame.
    @discardableResult
    package mutating func write(_ message: Message, to out: inout [UInt8]) -> UInt32 {
        if case .result(let delivery) = message,
            delivery.bytes.count > Delivery.inlineBytesMax
        {
            write(blob: delivery.bytes, to: &out)
        }
        append(message, to: &out)
        return last
    }

    /// Appends a blob as its pieces.
    package mutating func write(blob: [UInt8], to out: inout [UInt8]) {
        for piece in BlobAssembly.pieces(of: blob) { append(.blob(piece), to: &out) }
    }

    private mutating func append(_ message: Message, to out: inout [UInt8]) {
        precondition(last < .max, "a connection has sent its last frame")
        last += 1
        let frame = message.frame(sequence: last)
        guard frame.body.count <= frame.type.bodyBytesMax else {
            // Whatever a peer has made us want to say: it must not be able to end us with it.
            let text = "a \(frame.type) would be longer than such frames are"
            Message.error(.unexpected, text: text, isFatal: true).frame(sequence: last)
                .write(to: &out)
            return
        }
        frame.write(to: &out)
    }
}
