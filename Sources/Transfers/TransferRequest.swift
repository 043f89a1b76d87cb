/// One HTTP request.
public struct TransferRequest: Sendable {
    /// The method, as in `POST`.
    public var method: String
    /// The whole address; http and https only.
    public var url: String
    /// Header lines; a name or value with a line break is refused, not sent.
    public var headers: [TransferHeader]
    /// What is sent; nothing for a GET.
    public var body: [UInt8]
    /// How long and how much.
    public var limits: TransferLimits

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
    /// Until the connection is up, TLS included, in milliseconds.
    public var connectMilliseconds: Int
    /// Until the last byte has come, in milliseconds.
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
}

/// What came back.
public struct TransferResponse: Sendable {
    /// The HTTP status.
    public var status: Int
    /// The header lines of the final response, in their order.
    public var headers: [TransferHeader]
    /// The body, decompressed.
    public var body: [UInt8]
    /// How long the request took, in milliseconds.
    public var durationMilliseconds: Int
    /// Connections that were opened for it: 0 where one was reused.
    public var connections: Int
    /// `2` for HTTP/2, `1` for HTTP/1.x.
    public var httpVersion: Int
}

/// How a `Transfers` is set up.
public struct TransferConfiguration: Sendable {
    /// Requests that may wait or be in flight at once.
    public var inFlightMax: Int
    /// Connections that may be open at once.
    public var connectionsMax: Int
    /// Whether HTTP/2 is offered over TLS.
    public var offersHTTP2: Bool
    /// A file of authorities in PEM to trust instead of the system's; nil trusts the system's.
    public var authorityFile: String?
    /// What the requests say of themselves.
    public var userAgent: String

    package init(
        inFlightMax: Int = 4_096,
        connectionsMax: Int = 1_024,
        offersHTTP2: Bool = true,
        authorityFile: String? = nil,
        userAgent: String = "gapwatch"
    ) {
        self.inFlightMax = inFlightMax
        self.connectionsMax = connectionsMax
        self.offersHTTP2 = offersHTTP2
        self.authorityFile = authorityFile
        self.userAgent = userAgent
    }
}

/// One request, by its number since the start of its `Transfers`.
public struct TransferID: Sendable, Hashable {
    let number: Int
}
