import CCurl
import Glibc
import Synchronization

/// Names one request of one `Transfers`, for cancelling it.
public struct TransferID: Hashable, Sendable {
    let number: UInt64
}

/// What callers hand to the transfer thread, and the book of what is not yet answered.
///
/// A request is entered in `open` when it is accepted, and whoever takes it out again answers it. Taking
/// out succeeds once, so a response, a cancellation and a shutdown that meet still make one answer.
final class Mailbox: Sendable {
    /// What the transfer thread finds when it looks.
    struct Mail {
        var arrivals: [Exchange] = []
        var cancellations: [UInt64] = []
        var isClosed = false
    }

    private enum Standing { case open, cancelRequested }

    private struct Content {
        var open: [UInt64: Standing] = [:]
        var mail = Mail()
        var isFresh = true
        var refusal: TransferError?
    }

    /// Readable when there is mail; -1 when the system gave none.
    let bell: Int32
    private let content: Mutex<Content>
    private let openMax: Int

    init(openMax: Int) {
        self.openMax = openMax
        bell = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        content = Mutex(Content())
    }

    deinit {
        if bell >= 0 { close(bell) }
    }

    /// Takes a request in, or says why not.
    func accept(_ exchange: Exchange) throws(TransferError) {
        let outcome: Result<Bool, TransferError> = content.withLock { content in
            if let refusal = content.refusal { return .failure(refusal) }
            guard content.open.count < openMax else { return .failure(.queueFull(limit: openMax)) }
            content.open[exchange.number] = .open
            content.mail.arrivals.append(exchange)
            return .success(content.ringsBell())
        }
        if try outcome.get() { ring() }
    }

    /// Asks for the end of a request; without effect when it has been answered or is not known.
    func cancel(_ number: UInt64) {
        let rings = content.withLock { content in
            // Only open requests, and each once: so there are never more cancellations than requests.
            guard content.open[number] == .open else { return false }
            content.open[number] = .cancelRequested
            content.mail.cancellations.append(number)
            return content.ringsBell()
        }
        if rings { ring() }
    }

    /// Takes nothing in any more, and tells every later caller the reason.
    func close(because refusal: TransferError) {
        let rings = content.withLock { content in
            if content.refusal == nil { content.refusal = refusal }
            content.mail.isClosed = true
            return content.ringsBell()
        }
        if rings { ring() }
    }

    /// Everything that has come since the last time.
    func collect() -> Mail {
        content.withLock { content in
            content.isFresh = true
            guard !content.mail.arrivals.isEmpty || !content.mail.cancellations.isEmpty else {
                return Mail(isClosed: content.mail.isClosed)
            }
            let mail = content.mail
            content.mail = Mail(isClosed: mail.isClosed)
            return mail
        }
    }

    /// Takes a request out of the book; the caller must answer it if and only if this is true.
    func settle(_ number: UInt64) -> Bool {
        content.withLock { $0.open.removeValue(forKey: number) != nil }
    }

    /// How many requests are not yet answered.
    var openCount: Int { content.withLock { $0.open.count } }

    /// Stops the bell until it is rung again.
    func silence() {
        var rings: UInt64 = 0
        _ = read(bell, &rings, MemoryLayout<UInt64>.size)
    }

    private func ring() {
        var once: UInt64 = 1
        // Fails only when the counter is full, and then it is ringing already.
        _ = write(bell, &once, MemoryLayout<UInt64>.size)
    }
}

extension Mailbox.Content {
    /// Whether the mail that was just put in is the first since the box was emptied.
    fileprivate mutating func ringsBell() -> Bool {
        defer { isFresh = false }
        return isFresh
    }
}
