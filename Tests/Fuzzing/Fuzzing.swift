import Bench
import Cluster

/// What a fuzzer feeds: bytes as a stranger might send them, through every decoder of the wire.
///
/// Nothing may crash, hang, or come back other than it went in.
package enum Fuzzing {
    /// Bytes of an input that are looked at, at most.
    package static let bytesMax = 1 << 20

    /// Reads bytes as frames and messages, as a spool, and as a record; says how many messages
    /// were whole.
    @discardableResult
    package static func feed(_ bytes: [UInt8]) -> Int {
        let bytes = Array(bytes.prefix(bytesMax))
        _ = Recovered(bytes)
        if let json = try? JSON(parsing: bytes, rules: .wire) { rewrite(json) }
        return frames(bytes, as: .coordinator) + frames(bytes, as: .peer)
    }

    /// What was read and is written must read the same.
    private static func rewrite(_ json: JSON) {
        guard let again = try? JSON(parsing: json.canonicalBytes, rules: .wire) else {
            preconditionFailure("JSON that was written cannot be read")
        }
        precondition(
            again.canonicalBytes == json.canonicalBytes,
            "JSON changes when it is rewritten"
        )
        _ = try? Record(json: json)
        _ = try? Spec(json: json)
    }

    private static func frames(_ bytes: [UInt8], as role: Inbox.Role) -> Int {
        var inbox = Inbox(role)
        var coordinator = Coordinator(leaderEpoch: 1, terms: Terms())
        let peer = ConnectionID(number: 1)
        let now = Moment(milliseconds: 1)
        coordinator.connect(peer, now: now)
        var rest = bytes[...]
        var count = 0
        while rest.count >= Frame.headerBytes {
            guard let header = try? FrameHeader(rest.prefix(Frame.headerBytes)) else { break }
            let end = Frame.headerBytes + header.bodyBytes
            guard rest.count >= end else { break }
            let body = Array(rest.prefix(end).dropFirst(Frame.headerBytes))
            rest = rest.dropFirst(end)
            guard let type = header.type else { continue }
            let frame = Frame(type: type, sequence: header.sequence, body: body)
            guard let item = try? inbox.read(frame) else { continue }
            count += 1
            guard case .message(let message, let sequence) = item else { continue }
            roundTrip(message)
            // The machine itself must stand whatever comes, in whatever order.
            coordinator.receive(message, sequence: sequence, from: peer, now: now)
            _ = coordinator.settle(now: now)
        }
        return count
    }

    private static func roundTrip(_ message: Cluster.Message) {
        var outbox = Outbox()
        var bytes: [UInt8] = []
        if case .result(let delivery) = message, delivery.bytes.count > Delivery.inlineBytesMax {
            return
        }
        outbox.write(message, to: &bytes)
        guard let header = try? FrameHeader(bytes.prefix(Frame.headerBytes)), let type = header.type
        else { preconditionFailure("a message that was read is written as no frame") }
        let body = Array(bytes[Frame.headerBytes...])
        let frame = Frame(type: type, sequence: 1, body: body)
        var inbox = Inbox(.peer)
        if type == .blob || type == .result { return }
        let again = try? inbox.read(frame)
        precondition(
            again == .message(message, sequence: 1),
            "\(type) changes when it is rewritten"
        )
    }
}

/// libFuzzer's way in.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    Fuzzing.feed(Array(UnsafeBufferPointer(start: data, count: count)))
    return 0
}
