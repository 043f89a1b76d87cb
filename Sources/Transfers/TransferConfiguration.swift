/// How a `Transfers` is set up.
///
/// Proxies come from the environment, as libcurl reads it: `http_proxy`, `https_proxy`,
/// `all_proxy` and `no_proxy`.
public struct TransferConfiguration: Sendable {
    /// Requests that may wait or be in flight at once; one more ends as `queueFull`.
    public var inFlightMax: Int
    /// Connections that may be open at once; requests beyond wait for one to become free.
    public var connectionsMax: Int
    /// Whether HTTP/2 is offered over TLS; in cleartext it is always HTTP/1.1.
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
