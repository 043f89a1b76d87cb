import Cluster
import NIOCore

/// What a connection tells its owner, in order, from the connection's event loop.
public enum LinkEvent: Sendable {
    /// The connection is up and, where it is protected, the peer has proved who it is.
    /// A server also hears the peer's certificate, DER, where it has shown one.
    case opened(LinkConnection, certificate: [UInt8]?)
    /// Something whole has come.
    case received(Inbox.Item)
    /// A piece of something larger has come: the peer is alive.
    case progress
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
    /// Bytes of items that may wait for the owner, one item more.
    static let waitingBytesMax = 8 << 20
    /// How often the pieces of a blob are told of.
    static let progressMilliseconds: Int64 = 1_000

    private var inbox: Inbox
    private let tell: @Sendable (LinkEvent) -> Void
    private let role: Inbox.Role
    private var waiting: [Int] = []
    private var waitingBytes = 0
    private var unsentBytes = 0
    private var isReadHeld = false
    private var isOver = false
    private var isGreeted = false
    private var toldAt = NIODeadline.distantPast

    private let greetingSeconds: Int64

    init(
        _ role: Inbox.Role,
        greetingSeconds: Int64 = Listener.greetingSeconds,
        tell: @escaping @Sendable (LinkEvent) -> Void
    ) {
        self.greetingSeconds = greetingSeconds
        inbox = Inbox(role)
        self.role = role
        self.tell = tell
    }

    /// The clock of a peer's first frame runs from the start, its handshake included.
    func handlerAdded(context: ChannelHandlerContext) {
        guard role == .coordinator else { return }
        let channel = context.channel
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .seconds(greetingSeconds)) {
            if !handler.value.isGreeted { channel.close(promise: nil) }
        }
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
                let bytes = frame.body.count
                guard let item = try inbox.read(frame) else { return progress() }
                isGreeted = true
                let size = max(bytes, item.bytes)
                waiting.append(size)
                waitingBytes += size
                tell(.received(item))
            }
        } catch { fault(error) }
    }

    private func progress() {
        let now = NIODeadline.now()
        guard now - toldAt >= .milliseconds(Self.progressMilliseconds) else { return }
        toldAt = now
        tell(.progress)
    }

    private var isFull: Bool {
        waiting.count >= Self.waitingMax || waitingBytes > Self.waitingBytesMax
    }

    /// Counts what waits to be sent: a peer that does not read must not fill our memory.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = unwrapOutboundIn(data).readableBytes
        unsentBytes += bytes
        guard unsentBytes <= LinkConnection.unsentBytesMax else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            context.close(promise: nil)
            return
        }
        let written = promise ?? context.eventLoop.makePromise()
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in handler.value.unsentBytes -= bytes }
        context.write(data, promise: written)
    }

    private func fault(_ error: FrameError) {
        isOver = true
        tell(.fault(error))
    }

    func read(context: ChannelHandlerContext) {
        if isOver { return }
        if isFull { isReadHeld = true } else { context.read() }
    }

    /// The owner has dealt with so many items.
    func handled(_ count: Int, context: ChannelHandlerContext) {
        let done = min(count, waiting.count)
        waitingBytes -= waiting.prefix(done).reduce(0, +)
        waiting.removeFirst(done)
        guard isReadHeld, waiting.count < Self.waitingMax / 2, !isFull else { return }
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

    /// How long what was sent may take to go out before a closing connection is cut.
    static let closingSeconds: Int64 = 5

    /// Closes after what was sent, or in five seconds: a peer that is gone takes nothing any more.
    public func close() {
        let channel = channel
        channel.eventLoop.execute {
            channel.writeAndFlush(channel.allocator.buffer(capacity: 0)).whenComplete { _ in
                channel.close(promise: nil)
            }
            let cut = channel.eventLoop.scheduleTask(in: .seconds(Self.closingSeconds)) {
                channel.close(promise: nil)
            }
            channel.closeFuture.whenComplete { _ in cut.cancel() }
        }
    }

    /// The owner has dealt with so many items.
    public func handled(_ count: Int) {
        channel.pipeline.fireUserInboundEventTriggered(LinkHandler.Handled(count: count))
    }
}
