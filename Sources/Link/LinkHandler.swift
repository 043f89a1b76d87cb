import Cluster
import NIOCore

/// What a connection tells its owner, in order, from the connection's event loop.
public enum LinkEvent: Sendable {
    /// The connection is up and, where it is protected, the peer has proved who it is.
    /// A server also hears the peer's certificate, DER, where it has shown one.
    case opened(LinkConnection, certificate: [UInt8]?)
    /// Something whole has come.
    case received(Inbox.Item)
    /// The peer sent what is no frame; the connection is read no further.
    case fault(FrameError)
    /// The connection is gone; nothing follows.
    case closed
}

/// The end of a channel's pipeline: frames into items, and a brake.
///
/// The owner says how many items it has dealt with; while too many wait, nothing more is read
/// from the socket, so a fast peer fills its own buffers and not ours.
final class LinkHandler: ChannelDuplexHandler {
    typealias InboundIn = FrameDecoder.Received
    typealias OutboundIn = ByteBuffer

    /// Items that may wait for the owner.
    static let waitingMax = 1_024
    /// Until when a peer must have made itself known.
    static let greetingSeconds: Int64 = 10

    private var inbox: Inbox
    private let tell: @Sendable (LinkEvent) -> Void
    private var waiting = 0
    private var isReadHeld = false
    private var isOver = false

    init(_ role: Inbox.Role, tell: @escaping @Sendable (LinkEvent) -> Void) {
        inbox = Inbox(role)
        self.tell = tell
    }

    func open(_ channel: any Channel, certificate: [UInt8]?) {
        tell(.opened(LinkConnection(channel), certificate: certificate))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        do throws(FrameError) {
            switch unwrapInboundIn(data) {
            case .ignored(let sequence): try inbox.count(sequence)
            case .frame(let frame):
                guard let item = try inbox.read(frame) else { return }
                waiting += 1
                tell(.received(item))
            }
        } catch { fault(error) }
    }

    private func fault(_ error: FrameError) {
        isOver = true
        tell(.fault(error))
    }

    func read(context: ChannelHandlerContext) {
        if isOver { return }
        if waiting < Self.waitingMax { context.read() } else { isReadHeld = true }
    }

    /// The owner has dealt with so many items.
    func handled(_ count: Int, context: ChannelHandlerContext) {
        waiting -= count
        guard isReadHeld, waiting < Self.waitingMax / 2 else { return }
        isReadHeld = false
        context.read()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? FrameError, !isOver {
            fault(error)
        } else {
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        tell(.closed)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? Handled {
            handled(event.count, context: context)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    struct Handled: Sendable { let count: Int }
}

/// One connection, for whoever holds it: send and close, from any thread.
public struct LinkConnection: Sendable {
    private let channel: any Channel

    /// The bytes that may wait to be sent before the peer counts as stuck.
    static let unsentBytesMax = 128 << 20

    init(_ channel: any Channel) { self.channel = channel }

    /// Sends bytes in order; lost without a word if the connection is gone, which `closed` tells.
    public func send(_ bytes: [UInt8]) {
        channel.writeAndFlush(channel.allocator.buffer(bytes: bytes), promise: nil)
    }

    /// Closes after what was sent.
    public func close() {
        let channel = channel
        channel.eventLoop.execute {
            channel.writeAndFlush(channel.allocator.buffer(capacity: 0)).whenComplete { _ in
                channel.close(promise: nil)
            }
        }
    }

    /// The owner has dealt with so many items.
    public func handled(_ count: Int) {
        channel.pipeline.fireUserInboundEventTriggered(LinkHandler.Handled(count: count))
    }
}
