/// How far a request had come when its time ran out.
public enum TransferPhase: String, Sendable, Hashable {
    /// Waiting for a free connection, a name, a connection or a TLS handshake: nothing was sent.
    case connecting
    /// The request may have been read; no byte of the response has come.
    case waiting
    /// The response had begun.
    case receiving
}

/// Why a request brought no response.
///
/// A case carries the host, with the port where the address names one, and never a header value, a path,
/// a query string or a body, so every description may be logged.
public enum TransferError: Error, Hashable, Sendable {
    /// A header that must not be sent; the name is empty when the name itself is the fault.
    case invalidHeader(name: String)
    /// The address cannot be used.
    case invalidURL(reason: String)
    /// The attempt took longer than its limits allow.
    case timeout(host: String, phase: TransferPhase, afterMilliseconds: Int)
    /// The body, after decompression, is longer than the limit in bytes.
    case bodyTooLarge(host: String, limit: Int)
    /// The header lines together are longer than the limit in bytes.
    case headersTooLarge(host: String, limit: Int)
    /// No connection: the port is closed or the network does not reach the host.
    case refused(host: String)
    /// The name has no address.
    case unresolved(host: String)
    /// The server's certificate is not trusted, or the file of authorities is unusable.
    case certificate(host: String, message: String)
    /// The peer closed the connection before the response was complete.
    case cut(host: String)
    /// The peer's bytes are not HTTP, or its compressed body is broken.
    case garbled(host: String)
    /// Any other failure, with libcurl's code and sentence.
    case transport(host: String, code: Int, message: String)
    /// The caller cancelled it.
    case cancelled
    /// The transfers were shut down before the response was complete.
    case closed
    /// As many requests as allowed are under way already.
    case queueFull(limit: Int)
    /// The system gave no memory, thread or descriptor for the transfer thread.
    case unavailable(resource: String)
}

extension TransferError {
    /// Whether the same request may well succeed a little later.
    ///
    /// True does not say that the vendor has not answered and charged for it: after `timeout` and `cut` it
    /// may have.
    public var isRetryable: Bool {
        switch self {
        case .timeout, .refused, .unresolved, .cut, .queueFull: true
        case .transport(_, let code, _): TransferError.retryableCodes.contains(code)
        case .invalidHeader, .invalidURL, .bodyTooLarge, .headersTooLarge, .certificate, .garbled,
            .cancelled, .closed, .unavailable:
            false
        }
    }

    /// Failures of one connection, in libcurl's numbers, that the next connection need not share.
    ///
    /// 16 and 92 are faults in the framing of HTTP/2 (a server that answers before it has read the body
    /// causes 92), 35 is a TLS handshake that broke off, 96 and 95 are those of QUIC.
    private static let retryableCodes: Set<Int> = [16, 35, 92, 95, 96]
}

extension TransferError: CustomStringConvertible {
    /// One sentence for the person at the terminal.
    public var description: String {
        switch self {
        case .invalidHeader(let name):
            name.isEmpty
                ? "a header of the request has a name that HTTP does not allow"
                : "the header \(name) of the request has a value or meaning that must not be sent"
        case .invalidURL(let reason):
            "the address of the request is unusable: \(reason)"
        case .timeout(let host, let phase, let milliseconds):
            "\(host) took too long: gave up while \(phase.rawValue), after \(milliseconds) ms"
        case .bodyTooLarge(let host, let limit):
            "\(host) sent a body of more than \(limit) bytes"
        case .headersTooLarge(let host, let limit):
            "\(host) sent header lines of more than \(limit) bytes"
        case .refused(let host):
            "\(host) refused the connection or cannot be reached"
        case .unresolved(let host):
            "the name of \(host), or of the proxy before it, has no address"
        case .certificate(let host, let message):
            "\(host) cannot be trusted: \(message)"
        case .cut(let host):
            "\(host) closed the connection before its response was complete"
        case .garbled(let host):
            "\(host) did not answer in HTTP"
        case .transport(let host, let code, let message):
            "the exchange with \(host) failed: \(message) (libcurl \(code))"
        case .cancelled:
            "the request was cancelled"
        case .closed:
            "the request was dropped because transfers were shut down"
        case .queueFull(let limit):
            "\(limit) requests are under way already, which is the limit"
        case .unavailable(let resource):
            "transfers cannot start: the system gave no \(resource)"
        }
    }
}
