/// The version of HTTP in which a response came.
public enum TransferVersion: String, Sendable, Hashable {
    /// HTTP/1.0: one request a connection.
    case http10 = "HTTP/1.0"
    /// HTTP/1.1: one request at a time on a connection that stays open.
    case http11 = "HTTP/1.1"
    /// HTTP/2: many requests at a time on one connection.
    case http2 = "HTTP/2"
    /// A version that this client does not ask for.
    case other = "other"
}

/// What came back, whole; any status, 4xx and 5xx included, is a response and not an error.
public struct TransferResponse: Sendable, Hashable {
    /// The status code, 100 to 999.
    public var status: Int
    /// The header lines of the final response in the order received, names in lower case.
    public var headers: [TransferHeader]
    /// The body after decompression, up to `TransferLimits.bodyBytesMax` bytes.
    public var body: [UInt8]
    /// From the moment the transfer thread took up the request to the last byte, in milliseconds.
    public var durationMilliseconds: Int
    /// How many new connections were opened for it: 0 when one was reused.
    public var connections: Int
    /// The version of HTTP that the server spoke.
    public var version: TransferVersion

    package init(
        status: Int, headers: [TransferHeader] = [], body: [UInt8] = [],
        durationMilliseconds: Int = 0, connections: Int = 0, version: TransferVersion = .http11
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.durationMilliseconds = durationMilliseconds
        self.connections = connections
        self.version = version
    }

    /// The value of the first header line of this name, whatever its case.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name == wanted }?.value
    }
}
