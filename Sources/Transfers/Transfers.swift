import CCurl
import Glibc
import Synchronization

/// HTTP through libcurl: hundreds of requests in flight on one thread of its own.
///
/// Every request that was started ends exactly once: with a response, an error, a cancellation,
/// or `closed` at the shutdown. Proxies are taken from the environment, as libcurl does; redirects
/// are not followed, since a key would travel with them.
public final class Transfers: Sendable {
    private let configuration: TransferConfiguration
    private let inbox: TransferInbox
    private let thread: Mutex<pthread_t?>

    /// Starts the thread.
    public init(configuration: TransferConfiguration) throws(TransferError) {
        Self.prepare()
        self.configuration = configuration
        guard let inbox = TransferInbox(inFlightMax: configuration.inFlightMax) else {
            throw .transport(host: "this machine", code: 0, detail: "no event descriptor is left")
        }
        self.inbox = inbox
        thread = Mutex(nil)
        guard let loop = TransferLoop(configuration, inbox) else {
            throw .transport(host: "this machine", code: 0, detail: "libcurl cannot start")
        }
        // Retained for the thread, which gives it back when its loop ends.
        let box = Unmanaged.passRetained(loop)
        var handle = pthread_t()
        let status = pthread_create(
            &handle,
            nil,
            { argument in
                guard let argument else { return nil }
                let loop = Unmanaged<TransferLoop>.fromOpaque(argument).takeRetainedValue()
                gapwatch_name_thread("transfers")
                loop.run()
                return nil
            },
            box.toOpaque()
        )
        guard status == 0 else {
            box.release()
            throw .transport(host: "this machine", code: 0, detail: "no thread is left")
        }
        thread.withLock { $0 = handle }
    }

    deinit { shutdown() }

    private static let prepared: Void = {
        curl_global_init(Int(CURL_GLOBAL_ALL))
        // Asked for by libcurl of whoever sets NOSIGNAL.
        signal(SIGPIPE, SIG_IGN)
    }()

    private static func prepare() { _ = prepared }

    /// Starts a request.
    ///
    /// `then` is called exactly once, most often on the transfer thread, which it must not hold up.
    @discardableResult
    public func start(
        _ request: TransferRequest,
        then: @escaping @Sendable (Result<TransferResponse, TransferError>) -> Void
    ) -> TransferID {
        let (id, fault) = inbox.add(request, then)
        if let fault { then(.failure(fault)) }
        return id
    }

    /// Ends a request as `cancelled`, unless it has ended already.
    public func cancel(_ id: TransferID) { inbox.cancel(id) }

    /// Makes a request and waits for it; cancelling the task cancels the request.
    public func send(_ request: TransferRequest) async throws(TransferError) -> TransferResponse {
        let started = Mutex<(id: TransferID?, isCancelled: Bool)>((nil, false))
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let id = start(request) { continuation.resume(returning: $0) }
                let isCancelled = started.withLock { state in
                    state.id = id
                    return state.isCancelled
                }
                if isCancelled { cancel(id) }
            }
        } onCancel: {
            let id = started.withLock { state in
                state.isCancelled = true
                return state.id
            }
            if let id { cancel(id) }
        }
        return try result.get()
    }

    /// Ends everything in flight as `closed` and the thread with it.
    ///
    /// Returns when it is gone.
    public func shutdown() {
        inbox.close()
        let handle = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let handle, pthread_equal(handle, pthread_self()) == 0 { pthread_join(handle, nil) }
    }
}

/// What other threads want of the loop.
final class TransferInbox: Sendable {
    struct Pending: Sendable {
        var added: [Transfer] = []
        var cancelled: [TransferID] = []
        var isClosed = false
        var last = 0
        var open = 0
    }

    let wakeDescriptor: Int32
    private let inFlightMax: Int
    private let pending = Mutex(Pending())

    init?(inFlightMax: Int) {
        self.inFlightMax = inFlightMax
        wakeDescriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard wakeDescriptor >= 0 else { return nil }
    }

    deinit { Glibc.close(wakeDescriptor) }

    func add(
        _ request: TransferRequest,
        _ then: @escaping @Sendable (Result<TransferResponse, TransferError>) -> Void
    ) -> (TransferID, TransferError?) {
        let (id, fault, isFirst): (TransferID, TransferError?, Bool) = pending.withLock { pending in
            pending.last += 1
            let id = TransferID(number: pending.last)
            let transfer = Transfer(id: id, request: request, then: then)
            if pending.isClosed { return (id, .closed, false) }
            if let fault = transfer.fault { return (id, fault, false) }
            if pending.open >= inFlightMax {
                return (id, .queueFull(limit: inFlightMax), false)
            }
            pending.open += 1
            pending.added.append(transfer)
            return (id, nil, pending.added.count == 1)
        }
        if isFirst { wake() }
        return (id, fault)
    }

    func cancel(_ id: TransferID) {
        pending.withLock { $0.cancelled.append(id) }
        wake()
    }

    func close() {
        pending.withLock { $0.isClosed = true }
        wake()
    }

    /// Takes what has come since the last time; the loop's side of the handover.
    func take() -> (added: [Transfer], cancelled: [TransferID], isClosed: Bool) {
        pending.withLock { pending in
            let taken = (pending.added, pending.cancelled, pending.isClosed)
            pending.added.removeAll(keepingCapacity: true)
            pending.cancelled.removeAll()
            return taken
        }
    }

    /// A request has ended.
    func ended() { pending.withLock { $0.open -= 1 } }

    private func wake() {
        var one: UInt64 = 1
        // Full only if the loop has a wake-up waiting already.
        _ = write(wakeDescriptor, &one, 8)
    }
}

extension Transfers {
    /// The version of libcurl that is in use, as `libcurl/7.88.1 OpenSSL/3.0.15 …`.
    public static var version: String { String(cString: curl_version()) }
}
