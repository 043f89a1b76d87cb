import CCurl

/// Sets the options of one of libcurl's easy handles and keeps the first refusal.
struct EasyOptions {
    private let easy: UnsafeMutableRawPointer
    /// The first option's failure; `CURLE_OK` where all were taken.
    private(set) var refusal = CURLE_OK

    init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

    /// Sets what is the same for every request.
    mutating func set(_ configuration: TransferConfiguration) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_USERAGENT, configuration.userAgent)
        gapwatch_leave_resolver_behind(easy)
        // Unchecked: a libcurl that was built without zlib or HTTP/2 declines these, and then the
        // response simply comes uncompressed or over HTTP/1.1.
        gapwatch_set_text(easy, CURLOPT_ACCEPT_ENCODING, "gzip")
        gapwatch_set_long(
            easy,
            CURLOPT_HTTP_VERSION,
            configuration.offersHTTP2 ? Int(CURL_HTTP_VERSION_2TLS) : Int(CURL_HTTP_VERSION_1_1)
        )
        set(CURLOPT_NOPROXY, configuration.noProxy)
        if let file = configuration.authorityFile { set(CURLOPT_CAINFO, file) }
        set(CURLOPT_WRITEFUNCTION) { bytes, size, count, user in
            guard let user else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
            let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer.receive(bytes) ? size * count : 0
        }
        set(CURLOPT_HEADERFUNCTION) { bytes, size, count, user in
            guard let user else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
            let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer.receive(headerLine: bytes) ? size * count : 0
        }
    }

    /// Sets one request; its `Transfer` must live until the handle is reset.
    mutating func set(_ transfer: Transfer) {
        let request = transfer.request
        // Unretained: the loop's `active` keeps the transfer until its handle has been reset.
        let this = Unmanaged.passUnretained(transfer).toOpaque()
        keep(gapwatch_set_pointer(easy, CURLOPT_WRITEDATA, this))
        keep(gapwatch_set_pointer(easy, CURLOPT_HEADERDATA, this))
        set(CURLOPT_URL, request.url)
        // An empty name is libcurl's way to say «none, whatever the environment names».
        if !request.usesProxy { set(CURLOPT_PROXY, "") }
        let limits = request.limits
        set(CURLOPT_CONNECTTIMEOUT_MS, TransferLimits.bounded(limits.connectMilliseconds))
        set(CURLOPT_TIMEOUT_MS, TransferLimits.bounded(limits.totalMilliseconds))
        // Not CURLOPT_PIPEWAIT, which would share a first HTTP/2 connection better: with libcurl 7.88
        // the waiting requests time out one after the other when a host's TLS stays silent.
        for header in request.headers {
            // libcurl drops a line "Name:"; its way to send a header without a value is a semicolon.
            let isEmpty = header.value.isEmpty
            add(isEmpty ? "\(header.name);" : "\(header.name): \(header.value)", to: transfer)
        }
        // Without this a body over 1 MB waits a second for a «100 Continue».
        add("Expect:", to: transfer)
        keep(gapwatch_set_list(easy, CURLOPT_HTTPHEADER, transfer.list))
        if request.method == "GET" {
            set(CURLOPT_HTTPGET, 1)
        } else {
            set(CURLOPT_CUSTOMREQUEST, request.method)
            set(request.body)
        }
    }

    private mutating func set(_ body: [UInt8]) {
        keep(gapwatch_set_large(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        // An empty array may have no address, and without one libcurl reads the body from the
        // standard input.
        guard !body.isEmpty else { return set(CURLOPT_COPYPOSTFIELDS, "") }
        body.withUnsafeBytes { bytes in
            let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            keep(gapwatch_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, start))
        }
    }

    private mutating func add(_ line: String, to transfer: Transfer) {
        // A failed append leaves the list as it was.
        guard let longer = curl_slist_append(transfer.list, line) else {
            return keep(CURLE_OUT_OF_MEMORY)
        }
        transfer.list = longer
    }

    private mutating func set(_ option: CURLoption, _ value: Int) {
        keep(gapwatch_set_long(easy, option, value))
    }

    private mutating func set(_ option: CURLoption, _ value: String) {
        keep(gapwatch_set_text(easy, option, value))
    }

    private mutating func set(_ option: CURLoption, _ value: @escaping gapwatch_data_callback) {
        keep(gapwatch_set_data_callback(easy, option, value))
    }

    private mutating func keep(_ code: CURLcode) {
        if refusal == CURLE_OK { refusal = code }
    }
}
