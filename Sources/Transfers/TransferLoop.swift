import CCurl
import Glibc

/// The thread that owns the multi handle: epoll, and libcurl told which sockets are ready.
///
/// `curl_multi_socket_action` does work for the sockets that have some; `curl_multi_poll` walks
/// all handles, which cost half as much again at 4,000 in flight.
final class TransferLoop {
    private let configuration: TransferConfiguration
    private let inbox: TransferInbox
    private let multi: UnsafeMutableRawPointer
    private let poll: Int32
    private var active: [UnsafeMutableRawPointer: Transfer] = [:]
    private var handles: [TransferID: UnsafeMutableRawPointer] = [:]
    private var idle: [UnsafeMutableRawPointer] = []
    private var timerAt: Int64?
    private var lateCheckAt: Int64 = 0

    init?(_ configuration: TransferConfiguration, _ inbox: TransferInbox) {
        guard let multi = curl_multi_init() else { return nil }
        poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard poll >= 0 else {
            curl_multi_cleanup(multi)
            return nil
        }
        self.configuration = configuration
        self.inbox = inbox
        self.multi = multi
        var event = epoll_event(
            events: EPOLLIN.rawValue,
            data: epoll_data(fd: inbox.wakeDescriptor)
        )
        epoll_ctl(poll, EPOLL_CTL_ADD, inbox.wakeDescriptor, &event)
        gapwatch_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.connectionsMax)
        gapwatch_multi_set_long(
            multi,
            CURLMOPT_MAX_TOTAL_CONNECTIONS,
            configuration.connectionsMax
        )
        gapwatch_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        // Unretained: libcurl calls back only inside `run`, while the thread keeps `self`.
        let this = Unmanaged.passUnretained(self).toOpaque()
        gapwatch_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, this)
        gapwatch_multi_set_pointer(multi, CURLMOPT_TIMERDATA, this)
        gapwatch_multi_set_socket(multi) { _, socket, what, user, known in
            guard let user else { return 0 }
            Unmanaged<TransferLoop>.fromOpaque(user).takeUnretainedValue()
                .watch(socket, what, isKnown: known != nil, user)
            return 0
        }
        gapwatch_multi_set_timer(multi) { _, milliseconds, user in
            guard let user else { return 0 }
            Unmanaged<TransferLoop>.fromOpaque(user).takeUnretainedValue()
                .timerAt = milliseconds < 0 ? nil : TransferLoop.now() + Int64(milliseconds)
            return 0
        }
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private func watch(
        _ socket: curl_socket_t,
        _ what: Int32,
        isKnown: Bool,
        _ this: UnsafeMutableRawPointer
    ) {
        if what == CURL_POLL_REMOVE {
            epoll_ctl(poll, EPOLL_CTL_DEL, socket, nil)
            return
        }
        var bits: UInt32 = 0
        if what & CURL_POLL_IN != 0 { bits |= EPOLLIN.rawValue }
        if what & CURL_POLL_OUT != 0 { bits |= EPOLLOUT.rawValue }
        var event = epoll_event(events: bits, data: epoll_data(fd: socket))
        // A descriptor's number may be in use again before libcurl has told of its end.
        let first = isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD
        let second = isKnown ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
        if epoll_ctl(poll, first, socket, &event) != 0 {
            epoll_ctl(poll, second, socket, &event)
        }
        if !isKnown { curl_multi_assign(multi, socket, this) }
    }

    /// Runs until the inbox is closed; then ends what is in flight.
    func run() {
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        var running: Int32 = 0
        while true {
            let mail = inbox.take()
            for transfer in mail.added { start(transfer) }
            for id in mail.cancelled.sorted(by: { $0.number < $1.number }) {
                cancel(id, .cancelled)
            }
            if mail.isClosed { break }
            if let due = timerAt, due <= Self.now() {
                timerAt = nil
                curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
            }
            reap()
            endLate()
            let wait = timerAt.map { max(0, min(1000, $0 - Self.now())) } ?? 1000
            let count = epoll_wait(poll, &events, Int32(events.count), Int32(wait))
            for event in events.prefix(Int(max(0, count))) { act(on: event, &running) }
        }
        for id in handles.keys.sorted(by: { $0.number < $1.number }) { cancel(id, .closed) }
        for easy in idle { curl_easy_cleanup(easy) }
        curl_multi_cleanup(multi)
        close(poll)
    }

    private func act(on event: epoll_event, _ running: inout Int32) {
        if event.data.fd == inbox.wakeDescriptor {
            inbox.silence()
            return
        }
        var mask: Int32 = 0
        if event.events & EPOLLIN.rawValue != 0 { mask |= CURL_CSELECT_IN }
        if event.events & EPOLLOUT.rawValue != 0 { mask |= CURL_CSELECT_OUT }
        if event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 {
            mask |= CURL_CSELECT_ERR
        }
        curl_multi_socket_action(multi, event.data.fd, mask, &running)
    }

    private func start(_ transfer: Transfer) {
        guard let easy = idle.popLast() ?? curl_easy_init() else {
            let host = transfer.endpoint.host
            return finish(transfer, .failure(.from(CURLE_OUT_OF_MEMORY, host: host)))
        }
        let milliseconds = Int64(TransferLimits.bounded(transfer.request.limits.totalMilliseconds))
        transfer.endsAt = TransferLoop.now() + milliseconds
        var options = EasyOptions(easy)
        options.set(configuration)
        options.set(transfer)
        active[easy] = transfer
        handles[transfer.id] = easy
        guard options.refusal == CURLE_OK else {
            // Without an option it would be another request than the one that was asked for.
            let host = transfer.endpoint.host
            return cancel(transfer.id, .from(options.refusal, host: host))
        }
        let status = curl_multi_add_handle(multi, easy)
        guard status == CURLM_OK else {
            let detail = String(cString: curl_multi_strerror(status))
            let code = Int(status.rawValue)
            return cancel(
                transfer.id,
                .transport(host: transfer.endpoint.host, code: code, detail: detail)
            )
        }
    }

    private func reap() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle
            else { continue }
            let code = gapwatch_result(message)
            guard let transfer = active[easy] else { continue }
            let result = result(of: transfer, easy, code)
            release(transfer, easy)
            finish(transfer, result)
        }
    }

    private func result(
        of transfer: Transfer,
        _ easy: UnsafeMutableRawPointer,
        _ code: CURLcode
    ) -> Result<TransferResponse, TransferError> {
        if let excess = transfer.excess { return .failure(excess) }
        guard code == CURLE_OK else {
            return .failure(
                code == CURLE_OPERATION_TIMEDOUT
                    ? timeout(of: transfer, easy) : .from(code, host: transfer.endpoint.host)
            )
        }
        var status = 0
        var version = 0
        var connections = 0
        var microseconds: curl_off_t = 0
        gapwatch_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        gapwatch_get_long(easy, CURLINFO_HTTP_VERSION, &version)
        gapwatch_get_long(easy, CURLINFO_NUM_CONNECTS, &connections)
        gapwatch_get_large(easy, CURLINFO_TOTAL_TIME_T, &microseconds)
        return .success(
            TransferResponse(
                status: status,
                headers: transfer.headers,
                body: transfer.body,
                durationMilliseconds: Int(microseconds / 1000),
                connections: connections,
                httpVersion: version >= Int(CURL_HTTP_VERSION_2_0) ? 2 : 1
            )
        )
    }

    /// Ends requests that are past their time.
    ///
    /// libcurl 7.88 runs no clock for a request that waits for a free connection, so nobody else
    /// would. Looks once a second, which is also the longest that the loop sleeps.
    private func endLate() {
        let now = TransferLoop.now()
        guard now >= lateCheckAt else { return }
        lateCheckAt = now + 1000
        let late = active.values.filter { $0.endsAt < now }
        for transfer in late.sorted(by: { $0.id.number < $1.id.number }) {
            guard let easy = handles[transfer.id] else { continue }
            cancel(transfer.id, timeout(of: transfer, easy))
        }
    }

    /// Says which of a request's two limits has run out.
    private func timeout(
        of transfer: Transfer,
        _ easy: UnsafeMutableRawPointer
    ) -> TransferError {
        let limits = transfer.request.limits
        // Known when the connection is up, TLS included, and the request can be sent.
        var microseconds: curl_off_t = 0
        gapwatch_get_large(easy, CURLINFO_PRETRANSFER_TIME_T, &microseconds)
        let isTotal = microseconds > 0 || TransferLoop.now() >= transfer.endsAt
        return .timeout(
            host: transfer.endpoint.host,
            phase: microseconds > 0 ? .answering : .connecting,
            afterMilliseconds: isTotal ? limits.totalMilliseconds : limits.connectMilliseconds
        )
    }

    private func cancel(_ id: TransferID, _ error: TransferError) {
        guard let easy = handles[id], let transfer = active[easy] else { return }
        release(transfer, easy)
        finish(transfer, .failure(error))
    }

    /// Takes a handle out of the multi handle and keeps it for the next request.
    private func release(_ transfer: Transfer, _ easy: UnsafeMutableRawPointer) {
        curl_multi_remove_handle(multi, easy)
        active[easy] = nil
        handles[transfer.id] = nil
        curl_easy_reset(easy)
        idle.append(easy)
    }

    private func finish(
        _ transfer: Transfer,
        _ result: Result<TransferResponse, TransferError>
    ) {
        inbox.ended()
        transfer.then(result)
    }
}
