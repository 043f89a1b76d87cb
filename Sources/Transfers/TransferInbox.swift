import CCurl
import Glibc
import Synchronization

/// One request, by its number since the start of its `Transfers`.
public struct TransferID: Sendable, Hashable {
    let number: Int
}

/// What other threads want of the loop.
final class TransferInbox: Sendable {
    /// What the loop finds when it looks.
    struct Mail: Sendable {
        var added: [Transfer] = []
        /// A set, so that asking a thousand times for one cancellation takes no more room.
        var cancelled: Set<TransferID> = []
        var isClosed = false

        var isEmpty: Bool { added.isEmpty && cancelled.isEmpty && !isClosed }
    }

    private struct Content: Sendable {
        var mail = Mail()
        var last = 0
        var open = 0
    }

    let wakeDescriptor: Int32
    private let inFlightMax: Int
    private let content = Mutex(Content())

    init?(inFlightMax: Int) {
        self.inFlightMax = inFlightMax
        wakeDescriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard wakeDescriptor >= 0 else { return nil }
    }

    deinit { Glibc.close(wakeDescriptor) }

    /// A number for a request, whether it will be taken or not.
    func number() -> TransferID {
        content.withLock { content in
            content.last += 1
            return TransferID(number: content.last)
        }
    }

    /// Takes a request in, or says why not.
    func add(_ transfer: Transfer) -> TransferError? {
        let (refusal, isFirst): (TransferError?, Bool) = content.withLock { content in
            if content.mail.isClosed { return (.closed, false) }
            if content.open >= inFlightMax { return (.queueFull(limit: inFlightMax), false) }
            let isFirst = content.mail.isEmpty
            content.open += 1
            content.mail.added.append(transfer)
            return (nil, isFirst)
        }
        if isFirst { wake() }
        return refusal
    }

    /// Asks for the end of a request.
    func cancel(_ id: TransferID) {
        let isFirst = content.withLock { content in
            // After the closing everything ends anyway, and nobody empties the box any more.
            guard !content.mail.isClosed else { return false }
            let isFirst = content.mail.isEmpty
            content.mail.cancelled.insert(id)
            return isFirst
        }
        if isFirst { wake() }
    }

    /// Takes nothing in any more, and asks the loop to end.
    func close() {
        content.withLock { $0.mail.isClosed = true }
        wake()
    }

    /// Takes what has come since the last time; the loop's side of the handover.
    func take() -> Mail {
        content.withLock { content in
            let mail = content.mail
            if !mail.isEmpty { content.mail = Mail(isClosed: mail.isClosed) }
            return mail
        }
    }

    /// Stops the waking until there is mail again.
    func silence() {
        var count: UInt64 = 0
        _ = read(wakeDescriptor, &count, MemoryLayout<UInt64>.size)
    }

    /// A request has ended.
    func ended() { content.withLock { $0.open -= 1 } }

    private func wake() {
        var one: UInt64 = 1
        // Fails only where the counter is full, and then the loop is being woken already.
        _ = write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
    }
}
