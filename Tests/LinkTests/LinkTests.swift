import Bench
import Cluster
import Link
import NIOPosix
import Synchronization
import Testing

struct LinkTests {
    /// What one side has heard.
    final class Ear: Sendable {
        private let heard = Mutex<
            (items: [Inbox.Item], link: LinkConnection?, isClosed: Bool, fault: FrameError?)
        >(
            ([], nil, false, nil)
        )

        func hear(_ event: LinkEvent) {
            heard.withLock { heard in
                switch event {
                case .opened(let link, _): heard.link = link
                case .received(let item): heard.items.append(item)
                case .progress: break
                case .fault(let error): heard.fault = error
                case .closed: heard.isClosed = true
                }
            }
        }

        var items: [Inbox.Item] { heard.withLock { $0.items } }
        var link: LinkConnection? { heard.withLock { $0.link } }
        var isClosed: Bool { heard.withLock { $0.isClosed } }
        var fault: FrameError? { heard.withLock { $0.fault } }
    }

    func until(_ condition: () -> Bool) async throws {
        for _ in 0..<3_000 where !condition() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(condition())
    }

    @Test func `messages cross a real socket both ways, and its end is told`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = Ear()
        let client = Ear()
        let listener = try Listener.listen(
            on: Address(host: "127.0.0.1", port: 0),
            protection: { .cleartext },
            group: group,
            // Other tests may hold this one up for longer than a peer may take.
            greetingSeconds: 600
        ) { { server.hear($0) } }
        Connector.connect(
            to: listener.address,
            protection: .cleartext,
            group: group,
            tell: { client.hear($0) },
            failed: { Issue.record("\($0)") }
        )
        try await until { client.link != nil && server.link != nil }
        var out = Outbox()
        var bytes: [UInt8] = []
        let instance = String(repeating: "ab", count: 16)
        let hello = Hello(role: .worker, instance: instance, name: "w", software: "test")
        out.write(.hello(hello), to: &bytes)
        out.write(.ping(nonce: 7), to: &bytes)
        client.link?.send(bytes)
        try await until { server.items.count == 2 }
        #expect(server.items.last == .message(.ping(nonce: 7), sequence: 2))
        client.link?.close()
        try await until { server.isClosed && client.isClosed }
        listener.close()
        try await group.shutdownGracefully()
    }

    @Test func `a stranger's bytes are a fault and no message`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = Ear()
        let listener = try Listener.listen(
            on: Address(host: "127.0.0.1", port: 0),
            protection: { .cleartext },
            group: group,
            // Other tests may hold this one up for longer than a peer may take.
            greetingSeconds: 600
        ) { { server.hear($0) } }
        let channel = try await ClientBootstrap(group: group)
            .connect(host: "127.0.0.1", port: listener.address.port).get()
        channel.writeAndFlush(channel.allocator.buffer(string: "GET / HTTP/1.1\r\n"), promise: nil)
        try await until { server.fault != nil }
        #expect(server.fault == .preface)
        #expect(server.items.isEmpty)
        listener.close()
        try await group.shutdownGracefully()
    }

    @Test func `a peer that says nothing is cut off`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = Ear()
        let listener = try Listener.listen(
            on: Address(host: "127.0.0.1", port: 0),
            protection: { .cleartext },
            group: group,
            greetingSeconds: 1
        ) { { server.hear($0) } }
        let channel = try await ClientBootstrap(group: group)
            .connect(host: "127.0.0.1", port: listener.address.port).get()
        try await until { server.isClosed }
        #expect(server.fault == nil)
        try? await channel.close()
        listener.close()
        try await group.shutdownGracefully()
    }

    @Test func `cleartext stays on this machine`() throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        #expect(throws: LinkError.cleartext(host: "0.0.0.0")) {
            try Listener.listen(
                on: Address(host: "0.0.0.0", port: 0),
                protection: { .cleartext },
                group: group
            ) { { _ in } }
        }
        try group.syncShutdownGracefully()
    }

    @Test func `a port in use is named`() throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let first = try Listener.listen(
            on: Address(host: "127.0.0.1", port: 0),
            protection: { .cleartext },
            group: group
        ) { { _ in } }
        #expect(throws: LinkError.portInUse(first.address)) {
            try Listener.listen(on: first.address, protection: { .cleartext }, group: group) {
                { _ in }
            }
        }
        first.close()
        try group.syncShutdownGracefully()
    }

    @Test(arguments: ["localhost", "x:y", ":1", "a:70000", "a b:1"])
    func `what is no address is refused`(_ text: String) {
        #expect(throws: LinkError.address(text)) { try Address(text) }
    }
}
