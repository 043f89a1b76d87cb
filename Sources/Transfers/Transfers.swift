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
    /// `then` is called exactly once: on the transfer thread, which it must not hold up, or before
    /// this returns where the request is refused at once.
    @discardableResult
    public func start(
        _ request: TransferRequest,
        then: @escaping @Sendable (Result<TransferResponse, TransferError>) -> Void
    ) -> TransferID {
        let id = inbox.number()
        do throws(TransferError) {
            let transfer = try Transfer(id: id, request: request, then: then)
            if let refusal = inbox.add(transfer) { throw refusal }
        } catch {
            then(.failure(error))
        }
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
    /// Returns when the thread is gone; when called on it, from a callback, at once.
    public func shutdown() {
        inbox.close()
        let handle = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let handle else { return }
        if pthread_equal(handle, pthread_self()) == 0 {
            pthread_join(handle, nil)
        } else {
            // A thread cannot wait for itself, and without either its stack would stay behind.
            pthread_detach(handle)
        }
    }
}
