import Cluster
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// The coordinator's door: accepts connections and tells what comes over them.
public final class Listener: Sendable {
    /// Where it listens, with the port that the system chose.
    public let address: Address
    private let channel: any Channel

    /// Until when a peer must have made itself known.
    public static let greetingSeconds: Int64 = 10

    private init(address: Address, channel: any Channel) {
        self.address = address
        self.channel = channel
    }

    /// Listens.
    ///
    /// `protection` is asked for each connection: who is trusted may change.
    /// `accept` is called for each connection and returns who is to be told of it. A peer that has not
    /// made itself known within `greetingSeconds` is cut off.
    public static func listen(
        on address: Address,
        protection: @escaping @Sendable () -> Protection,
        group: any EventLoopGroup,
        greetingSeconds: Int64 = greetingSeconds,
        accept: @escaping @Sendable () -> @Sendable (LinkEvent) -> Void
    ) throws(LinkError) -> Listener {
        if case .cleartext = protection(), !address.isLoopback {
            throw .cleartext(host: address.host)
        }
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Pipeline.add(
                        to: channel,
                        protection: protection(),
                        role: .coordinator,
                        serverName: nil,
                        greetingSeconds: greetingSeconds,
                        tell: accept()
                    )
                }
            }
        do {
            let channel = try bootstrap.bind(host: address.host, port: address.port).wait()
            let port = channel.localAddress?.port ?? address.port
            return Listener(address: Address(host: address.host, port: port), channel: channel)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw .portInUse(address)
        } catch { throw .listen(address, detail: "\(error)") }
    }

    /// Accepts no more.
    public func close() { channel.close(promise: nil) }
}

/// A peer's way in.
public enum Connector {
    /// Connects, or tells why not.
    ///
    /// `tell` hears `opened` first, and `closed` last.
    public static func connect(
        to address: Address,
        protection: Protection,
        group: any EventLoopGroup,
        tell: @escaping @Sendable (LinkEvent) -> Void,
        failed: @escaping @Sendable (LinkError) -> Void
    ) {
        if case .cleartext = protection, !address.isLoopback {
            failed(.cleartext(host: address.host))
            return
        }
        ClientBootstrap(group: group)
            .connectTimeout(.seconds(10))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Pipeline.add(
                        to: channel,
                        protection: protection,
                        role: .peer,
                        serverName: address.host,
                        tell: tell
                    )
                }
            }
            .connect(host: address.host, port: address.port)
            .whenFailure { error in
                failed(.unreachable(address, detail: Self.reason(error)))
            }
    }

    private static func reason(_ error: any Error) -> String {
        if let error = error as? NIOConnectionError {
            if let resolved = error.dnsAError ?? error.dnsAAAAError, error.connectionErrors.isEmpty
            {
                return "the name cannot be resolved (\(resolved))"
            }
            if let first = error.connectionErrors.first { return reason(first.error) }
        }
        if let error = error as? IOError, error.errnoCode == ECONNREFUSED {
            return "nothing listens on that port"
        }
        return "\(error)"
    }
}

enum Pipeline {
    /// Protection, frames, handler, in this order.
    static func add(
        to channel: any Channel,
        protection: Protection,
        role: Inbox.Role,
        serverName: String?,
        greetingSeconds: Int64 = Listener.greetingSeconds,
        tell: @escaping @Sendable (LinkEvent) -> Void
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if case .pinned(let context, let check) = protection {
            let handler = try NIOSSLClientHandler(
                context: context,
                serverHostname: nil,
                customVerificationCallback: { chain, promise in
                    let certificates = chain.map { (try? $0.toDERBytes()) ?? [] }
                    promise.succeed(check(certificates) ? .certificateVerified : .failed)
                }
            )
            try pipeline.addHandler(handler)
        }
        if case .mutualTLS(let context) = protection {
            if let serverName {
                let name = isIPAddress(serverName) ? nil : serverName
                try pipeline.addHandler(
                    try NIOSSLClientHandler(context: context, serverHostname: name)
                )
            } else {
                try pipeline.addHandler(NIOSSLServerHandler(context: context))
            }
        }
        try pipeline.addHandler(
            ByteToMessageHandler(FrameDecoder(awaitsPreface: role == .coordinator))
        )
        let handler = LinkHandler(role, greetingSeconds: greetingSeconds, tell: tell)
        try pipeline.addHandler(handler)
        var isProtected = true
        if case .cleartext = protection { isProtected = false }
        try pipeline.addHandler(OpenHandler(role, isProtected: isProtected))
    }

    private static func isIPAddress(_ host: String) -> Bool {
        (try? SocketAddress(ipAddress: host, port: 0)) != nil
    }
}

/// Tells the handler before it that the connection is up, once the peer has proved who it is, and
/// writes a peer's preface.
final class OpenHandler: ChannelInboundHandler {
    typealias InboundIn = Never
    typealias OutboundOut = ByteBuffer
    private let role: Inbox.Role
    private let isProtected: Bool

    init(_ role: Inbox.Role, isProtected: Bool) {
        self.role = role
        self.isProtected = isProtected
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isProtected { open(context, certificate: nil) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            let handler = try? context.pipeline.syncOperations.handler(
                type: NIOSSLServerHandler.self
            )
            open(context, certificate: handler?.peerCertificate.flatMap { try? $0.toDERBytes() })
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func open(_ context: ChannelHandlerContext, certificate: [UInt8]?) {
        if role == .peer {
            let preface = context.channel.allocator.buffer(bytes: Frame.preface)
            context.writeAndFlush(wrapOutboundOut(preface), promise: nil)
        }
        do {
            try context.pipeline.syncOperations.handler(type: LinkHandler.self)
                .open(context.channel, certificate: certificate)
        } catch { context.close(promise: nil) }
    }
}
