import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and its kin: once is a wish, twice is an order.
final class Signals: @unchecked Sendable {
    // Unchecked: `sources` is filled here and only kept alive afterwards.
    private var sources: [any DispatchSourceSignal] = []
    private let count = Atomic<Int>(0)

    /// Calls `ask` at the first SIGINT or SIGTERM, and ends the process at the second.
    init(ignoringInterrupt: Bool = false, ask: @escaping @Sendable () -> Void) {
        signal(SIGPIPE, SIG_IGN)
        if ignoringInterrupt { signal(SIGINT, SIG_IGN) }
        for number in ignoringInterrupt ? [SIGTERM] : [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { self.heard(ask) }
            source.resume()
            sources.append(source)
        }
    }

    private func heard(_ ask: @Sendable () -> Void) {
        let times = count.wrappingAdd(1, ordering: .relaxed).newValue
        if times == 1 { ask() } else { exit(130) }
    }

    /// Whether anything has been heard.
    var isAsked: Bool { count.load(ordering: .relaxed) > 0 }

    /// The bytes of what a parent tells its worker, at most.
    static let parentBytesMax = 1 << 20

    /// What the parent writes to standard input up to an empty line; empty where it is gone.
    static func parentLines() -> [String] {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while !bytes.suffix(2).elementsEqual([0x0a, 0x0a]) {
            guard bytes.count < parentBytesMax, read(STDIN_FILENO, &byte, 1) == 1 else { return [] }
            bytes.append(byte)
        }
        return bytes.split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Calls `ended` when the parent's end of standard input closes: the parent is gone.
    static func followParent(_ ended: @escaping @Sendable () -> Void) {
        let isStarted = EngineThread.start {
            var buffer = [UInt8](repeating: 0, count: 256)
            while read(STDIN_FILENO, &buffer, buffer.count) > 0 {}
            ended()
        }
        // Without the thread the child would outlive its parent unseen.
        if !isStarted { ended() }
    }
}
