import Bench
import Cluster

/// One direction of one connection: bytes arrive in order, late, until the connection breaks.
struct Wire {
    private var queue: [(at: Moment, frame: Frame)] = []
    private var last = Moment(milliseconds: 0)
    /// Nothing sent after this moment arrives: the other side is gone and this one does not know.
    var isCut = false

    mutating func send(_ frames: [Frame], now: Moment, delay: Int) {
        guard !isCut else { return }
        last = max(last, now + delay)
        for frame in frames { queue.append((last, frame)) }
    }

    /// What has arrived by now.
    mutating func receive(now: Moment) -> [Frame] {
        let count = queue.prefix { $0.at <= now }.count
        let frames = queue.prefix(count).map(\.frame)
        queue.removeFirst(count)
        return frames
    }

    /// The connection breaks: of what is under way the first part still arrives.
    mutating func cut(keeping count: Int) {
        queue = Array(queue.prefix(count))
        isCut = true
    }

    var isEmpty: Bool { queue.isEmpty }
    var count: Int { queue.count }

    /// Bytes as frames; nil where they are none.
    static func frames(_ bytes: [UInt8]) -> [Frame]? {
        var frames: [Frame] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard rest.count >= Frame.headerBytes,
                let header = try? FrameHeader(rest.prefix(Frame.headerBytes)),
                let type = header.type
            else { return nil }
            let body = rest.dropFirst(Frame.headerBytes).prefix(header.bodyBytes)
            frames.append(Frame(type: type, sequence: header.sequence, body: Array(body)))
            rest = rest.dropFirst(Frame.headerBytes + header.bodyBytes)
        }
        return frames
    }
}
