import Glibc

/// How a `Transfers` is set up.
///
/// Proxies come from the environment, as libcurl reads it: `http_proxy`, `https_proxy`,
/// `all_proxy` and `no_proxy`. This machine itself is never asked for through one.
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
    /// Hosts that are asked without a proxy, apart from this machine; as `no_proxy` has it.
    public var directHosts: String

    package init(
        inFlightMax: Int = 4_096,
        connectionsMax: Int = 1_024,
        offersHTTP2: Bool = true,
        authorityFile: String? = nil,
        userAgent: String = "gapwatch",
        directHosts: String = Self.environmentDirectHosts
    ) {
        self.inFlightMax = inFlightMax
        self.connectionsMax = connectionsMax
        self.offersHTTP2 = offersHTTP2
        self.authorityFile = authorityFile
        self.userAgent = userAgent
        self.directHosts = directHosts
    }

    /// What `no_proxy` or `NO_PROXY` says, in libcurl's order.
    package static var environmentDirectHosts: String {
        for name in ["no_proxy", "NO_PROXY"] {
            if let text = getenv(name), text.pointee != 0 { return String(cString: text) }
        }
        return ""
    }

    /// The same with this machine, as libcurl wants it.
    var noProxy: String {
        let machine = "localhost,127.0.0.0/8,::1"
        if directHosts.isEmpty { return machine }
        return directHosts == "*" ? "*" : "\(directHosts),\(machine)"
    }
}
