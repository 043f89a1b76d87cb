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
            let taken = inbox.take()
            for transfer in taken.added { start(transfer) }
            for id in taken.cancelled { cancel(id, .cancelled) }
            if taken.isClosed { break }
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
            var count: UInt64 = 0
            _ = read(inbox.wakeDescriptor, &count, 8)
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
            finish(
                transfer,
                .failure(.transport(host: transfer.host, code: 27, detail: "out of memory"))
            )
            return
        }
        transfer.endsAt = TransferLoop.now() + Int64(transfer.request.limits.totalMilliseconds)
        setUp(easy, transfer)
        active[easy] = transfer
        handles[transfer.id] = easy
        curl_multi_add_handle(multi, easy)
    }

    private func setUp(_ easy: UnsafeMutableRawPointer, _ transfer: Transfer) {
        let request = transfer.request
        // Unretained: `active` keeps the transfer until its handle is out of the multi handle.
        let this = Unmanaged.passUnretained(transfer).toOpaque()
        gapwatch_set_text(easy, CURLOPT_URL, request.url)
        gapwatch_set_long(easy, CURLOPT_NOSIGNAL, 1)
        gapwatch_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        gapwatch_set_text(easy, CURLOPT_ACCEPT_ENCODING, "")
        gapwatch_set_text(easy, CURLOPT_USERAGENT, configuration.userAgent)
        gapwatch_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        gapwatch_leave_resolver_behind(easy)
        gapwatch_set_long(
            easy,
            CURLOPT_CONNECTTIMEOUT_MS,
            request.limits.connectMilliseconds
        )
        gapwatch_set_long(easy, CURLOPT_TIMEOUT_MS, request.limits.totalMilliseconds)
        gapwatch_set_long(
            easy,
            CURLOPT_HTTP_VERSION,
            configuration.offersHTTP2 ? Int(CURL_HTTP_VERSION_2TLS) : Int(CURL_HTTP_VERSION_1_1)
        )
        if let file = configuration.authorityFile {
            gapwatch_set_text(easy, CURLOPT_CAINFO, file)
        }
        for header in request.headers {
            // libcurl drops a line "Name:"; its way to send a header without a value is a semicolon.
            add(
                header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)",
                transfer
            )
        }
        // Without this a body over 1 MB waits a second for a «100 Continue».
        add("Expect:", transfer)
        gapwatch_set_list(easy, CURLOPT_HTTPHEADER, transfer.list)
        if request.method == "GET" {
            gapwatch_set_long(easy, CURLOPT_HTTPGET, 1)
        } else {
            gapwatch_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method)
            gapwatch_set_large(
                easy,
                CURLOPT_POSTFIELDSIZE_LARGE,
                curl_off_t(request.body.count)
            )
            if request.body.isEmpty {
                // An empty array may have no address, and without one libcurl reads the body from
                // the standard input.
                gapwatch_set_text(easy, CURLOPT_COPYPOSTFIELDS, "")
            } else {
                request.body.withUnsafeBufferPointer { bytes in
                    let pointer = bytes.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) }
                    gapwatch_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, pointer)
                }
            }
        }
        gapwatch_set_pointer(easy, CURLOPT_PRIVATE, this)
        gapwatch_set_pointer(easy, CURLOPT_WRITEDATA, this)
        gapwatch_set_pointer(easy, CURLOPT_HEADERDATA, this)
        gapwatch_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, user in
            guard let user else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
            let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer.receive(bytes) ? size * count : 0
        }
        gapwatch_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, user in
            guard let user else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
            let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer.receive(headerLine: bytes) ? size * count : 0
        }
    }

    private func add(_ line: String, _ transfer: Transfer) {
        // A failed append leaves the list as it was.
        if let longer = curl_slist_append(transfer.list, line) { transfer.list = longer }
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
        if let overflow = transfer.overflow { return .failure(overflow) }
        guard code == CURLE_OK else {
            return .failure(
                .from(code, host: transfer.host, limits: transfer.request.limits)
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
            let limit = transfer.request.limits.totalMilliseconds
            cancel(transfer.id, .timeout(host: transfer.host, afterMilliseconds: limit))
        }
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
