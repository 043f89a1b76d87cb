/// What came back, whole; any status, 4xx and 5xx included, is a response and no error.
public struct TransferResponse: Sendable {
    /// The HTTP status.
    public var status: Int
    /// The header lines of the final response, in their order.
    public var headers: [TransferHeader]
    /// The body, decompressed.
    public var body: [UInt8]
    /// From the moment libcurl took the request up to the last byte, in milliseconds.
    public var durationMilliseconds: Int
    /// Connections that were opened for it: 0 where one was reused.
    public var connections: Int
    /// `2` for HTTP/2, `1` for HTTP/1.x.
    public var httpVersion: Int
}
