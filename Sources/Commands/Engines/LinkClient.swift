import Bench
import Cluster
import Link
import NIOCore
import NIOPosix
import Synchronization

/// A client's conversation with a coordinator: submit, and ask how far it is.
final class LinkClient: Sendable {
    private struct State: Sendable {
        var link: LinkConnection?
        var outbox = Outbox()
        var waiting: CheckedContinuation<Cluster.Message, any Error>?
        var isClosed = false
    }

    private let address: Address
    private let state = Mutex(State())

    private let first: Cluster.Message?

    private init(_ address: Address, first: Cluster.Message? = nil) {
        self.address = address
        self.first = first
    }

    /// Connects and says hello.
    static func connect(
        to address: Address,
        protection: Protection,
        group: any EventLoopGroup
    ) async throws -> LinkClient {
        let client = LinkClient(address)
        _ = try await client.waiting {
            Connector.connect(
                to: address,
                protection: protection,
                group: group,
                tell: { client.hear($0) },
                failed: { client.fail($0) }
            )
        }
        return client
    }

    /// Asks for a certificate on a connection of its own.
    static func join(
        at address: Address,
        protection: Protection,
        _ join: Join
    ) async throws -> Joined {
        let client = LinkClient(address, first: .join(join))
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let answer = try await client.waiting {
            Connector.connect(
                to: address,
                protection: protection,
                group: group,
                tell: { client.hear($0) },
                failed: { client.fail($0) }
            )
        }
        client.close()
        guard case .joined(let joined) = answer else { throw client.unexpected(answer) }
        return joined
    }

    /// Has something done with a run; says what was.
    func control(_ control: Control) async throws -> String {
        let answer = try await exchange { $0.write(.control(control), to: &$1) }
        guard case .controlled(_, let text) = answer else { throw unexpected(answer) }
        return text
    }

    /// Submits a specification; says which run it is and whether it is new.
    func submit(
        _ spec: Spec,
        asOfMilliseconds: Int64? = nil,
        confirms: RunID? = nil,
        priority: Int = 0,
        shared: [String] = []
    ) async throws -> (run: RunID, isNew: Bool) {
        let blob = spec.json.canonicalBytes
        let submission = Submission(
            spec: Digest(of: blob),
            asOfMilliseconds: asOfMilliseconds,
            confirms: confirms,
            priority: priority,
            shared: shared
        )
        let answer = try await exchange { outbox, bytes in
            outbox.write(blob: blob, to: &bytes)
            outbox.write(.submit(submission), to: &bytes)
        }
        guard case .submitted(let run, let isNew) = answer else { throw unexpected(answer) }
        return (run, isNew)
    }

    /// How far the coordinator is.
    func status() async throws -> StatusReport {
        let answer = try await exchange { $0.write(.status, to: &$1) }
        guard case .report(let report) = answer else { throw unexpected(answer) }
        return report
    }

    /// Ends the conversation.
    func close() { state.withLock { $0.link }?.close() }

    private func unexpected(_ message: Cluster.Message) -> CommandError {
        CommandError("the coordinator at \(address) answered with a \(message.type) frame")
    }

    /// One question, one answer; they are never interleaved.
    private func exchange(_ write: (inout Outbox, inout [UInt8]) -> Void) async throws
        -> Cluster.Message
    {
        try await waiting {
            let (bytes, link) = state.withLock { state in
                var bytes: [UInt8] = []
                write(&state.outbox, &bytes)
                return (bytes, state.link)
            }
            link?.send(bytes)
        }
    }

    /// Does what will be answered, and waits for that.
    private func waiting(_ start: () -> Void) async throws -> Cluster.Message {
        try await withCheckedThrowingContinuation { continuation in
            let isClosed = state.withLock { state in
                if state.isClosed { return true }
                state.waiting = continuation
                return false
            }
            if isClosed {
                continuation.resume(throwing: CommandError("\(address) closed the connection"))
                return
            }
            start()
        }
    }

    private func hear(_ event: LinkEvent) {
        switch event {
        case .opened(let link, _): greet(link)
        case .received(.message(let message, _)):
            state.withLock { $0.link }?.handled(1)
            receive(message)
        case .received: state.withLock { $0.link }?.handled(1)
        case .progress: break
        case .fault(let error): fail(error)
        case .closed:
            state.withLock { $0.isClosed = true }
            fail(
                CommandError(
                    "\(address) closed the connection: is this side's certificate one that it "
                        + "trusts?"
                )
            )
        }
    }

    private func greet(_ link: LinkConnection) {
        let hello = Hello(
            role: .client,
            instance: Identity.instance(),
            name: Identity.host,
            software: Version.software
        )
        let bytes = state.withLock { state in
            var bytes: [UInt8] = []
            state.link = link
            state.outbox = Outbox()
            state.outbox.write(first ?? .hello(hello), to: &bytes)
            return bytes
        }
        link.send(bytes)
    }

    private func receive(_ message: Cluster.Message) {
        switch message {
        case .ping, .pong: break
        case .error(_, let text, _): fail(CommandError("the coordinator refused: \(text)"))
        case .goaway(_, _, let text): fail(CommandError("the coordinator says goodbye: \(text)"))
        default:
            let waiting = state.withLock { state in
                let waiting = state.waiting
                state.waiting = nil
                return waiting
            }
            waiting?.resume(returning: message)
        }
    }

    private func fail(_ error: any Error) {
        let waiting = state.withLock { state in
            let waiting = state.waiting
            state.waiting = nil
            return waiting
        }
        waiting?.resume(throwing: error)
    }
}
