/// Whether HTTP/2 may be spoken.
public enum TransferHTTP2: Sendable, Hashable {
    /// Over TLS when the server offers it; in cleartext always HTTP/1.1.
    case automatic
    /// HTTP/1.1 only.
    case never
}

/// How a `Transfers` behaves as long as it lives.
///
/// Proxies come from the environment, as libcurl reads it: `http_proxy`, `https_proxy`, `all_proxy` and
/// `no_proxy`.
public struct TransferConfiguration: Sendable, Hashable {
    /// How many requests may be under way or waiting; one more ends at once as `queueFull`.
    public var inFlightMax: Int
    /// How many connections may be open together; requests beyond wait for one to become free.
    public var connectionsMax: Int
    /// Whether HTTP/2 may be spoken.
    public var http2: TransferHTTP2
    /// A PEM file of the certificate authorities to trust instead of the system's, if any.
    public var caFile: String?
    /// The `User-Agent` line that vendors see.
    public var userAgent: String

    package init(
        inFlightMax: Int = 1024, connectionsMax: Int = 1024, http2: TransferHTTP2 = .automatic,
        caFile: String? = nil, userAgent: String = "gapwatch"
    ) {
        self.inFlightMax = max(1, inFlightMax)
        self.connectionsMax = max(1, connectionsMax)
        self.http2 = http2
        self.caFile = caFile
        self.userAgent = userAgent
    }
}
