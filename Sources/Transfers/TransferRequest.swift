/// One HTTP request.
public struct TransferRequest: Sendable {
    /// The method, as in `POST`; a `HEAD`, whose response has no body, is not supported.
    public var method: String
    /// The whole address, in ASCII and without a user name; http and https only.
    public var url: String
    /// Header lines in the order of sending.
    ///
    /// A name or value with a line break is refused, and so are `Content-Length` and
    /// `Transfer-Encoding`, which follow from the body.
    public var headers: [TransferHeader]
    /// What is sent; nothing for a GET.
    public var body: [UInt8]
    /// How long and how much.
    public var limits: TransferLimits
    /// Whether a proxy that the environment names is used; not for what is answered on this machine.
    public var usesProxy = true

    package init(
        method: String = "POST",
        url: String,
        headers: [TransferHeader] = [],
        body: [UInt8] = [],
        limits: TransferLimits = .init()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
    }
}

/// One line of an HTTP head.
public struct TransferHeader: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The value, without the space around it.
    public var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// How long a request may take and how much may come back.
public struct TransferLimits: Sendable, Hashable {
    /// Until the connection is up, TLS included, in milliseconds; at least 1.
    public var connectMilliseconds: Int
    /// From the start to the last byte, in milliseconds; at least 1.
    ///
    /// Counts the wait for a free connection too, and there ends up to a second late.
    public var totalMilliseconds: Int
    /// Bytes of a response's body, after decompression.
    public var bodyBytesMax: Int
    /// Bytes of a response's head.
    public var headerBytesMax: Int

    package init(
        connectMilliseconds: Int = 10_000,
        totalMilliseconds: Int = 600_000,
        bodyBytesMax: Int = 16 << 20,
        headerBytesMax: Int = 64 << 10
    ) {
        self.connectMilliseconds = connectMilliseconds
        self.totalMilliseconds = totalMilliseconds
        self.bodyBytesMax = bodyBytesMax
        self.headerBytesMax = headerBytesMax
    }

    /// A time as libcurl takes it: 0 would mean its own default or none, and it counts in 32 bits.
    static func bounded(_ milliseconds: Int) -> Int { max(1, min(milliseconds, Int(Int32.max))) }
}
