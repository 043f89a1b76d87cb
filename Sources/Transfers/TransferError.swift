/// How far a request had come.
public enum TransferPhase: Sendable, Hashable {
    /// Waiting for a connection, or for it to be up.
    case connecting
    /// Connected: sending, waiting, or receiving.
    case answering
}

/// Why no response came.
///
/// Messages name the host, never headers, queries or bodies.
public enum TransferError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A method that is none, or `HEAD`.
    case invalidMethod
    /// A header that cannot be sent as it is; the name is empty where the name is at fault.
    case invalidHeader(name: String)
    /// An address that is none, not of http or https, or unusual enough to be misread.
    case invalidURL(reason: String)
    /// Nobody answered in time.
    case timeout(host: String, phase: TransferPhase, afterMilliseconds: Int)
    /// More body than allowed.
    case bodyTooLarge(host: String, limit: Int)
    /// More header bytes than allowed.
    case headersTooLarge(host: String, limit: Int)
    /// Nothing listens there, or the network has no way there.
    case refused(host: String)
    /// The name has no address.
    case unresolved(host: String)
    /// The peer did not prove who it is.
    case certificate(host: String, detail: String)
    /// The connection ended before the response did.
    case cut(host: String)
    /// Anything else that libcurl says.
    case transport(host: String, code: Int, detail: String)
    /// `cancel` was called.
    case cancelled
    /// The `Transfers` has been shut down.
    case closed
    /// Too many requests wait already.
    case queueFull(limit: Int)

    /// One sentence.
    public var description: String {
        switch self {
        case .invalidMethod: "the request's method cannot be sent"
        case .invalidHeader(let name):
            name.isEmpty
                ? "a header's name has a character that cannot be sent, or is too long"
                : "the header \(name) cannot be set, or its value has a character that cannot be sent"
        case .invalidURL(let reason): "the address cannot be used: \(reason)"
        case .timeout(let host, .connecting, let milliseconds):
            "no connection to \(host) within \(milliseconds) ms"
        case .timeout(let host, .answering, let milliseconds):
            "\(host) did not answer within \(milliseconds) ms"
        case .bodyTooLarge(let host, let limit): "\(host) sent more than \(limit) bytes"
        case .headersTooLarge(let host, let limit):
            "\(host) sent more than \(limit) bytes of headers"
        case .refused(let host):
            "no connection to \(host): nothing listens there, or no way leads there"
        case .unresolved(let host): "the name \(host) cannot be resolved"
        case .certificate(let host, let detail):
            "\(host) has no certificate that is trusted here: \(detail)"
        case .cut(let host): "\(host) closed the connection before its response was complete"
        case .transport(let host, let code, let detail): "\(host): \(detail) (curl \(code))"
        case .cancelled: "the request was cancelled"
        case .closed: "no more requests are made: this process is shutting down"
        case .queueFull(let limit): "\(limit) requests are in flight already, which is the limit"
        }
    }

    /// Whether the same request may succeed later.
    public var isRetryable: Bool {
        switch self {
        case .timeout, .refused, .unresolved, .cut, .transport: true
        default: false
        }
    }

    /// Whether the same request would end in the same way.
    public var isFinal: Bool {
        switch self {
        case .invalidMethod, .invalidHeader, .invalidURL, .bodyTooLarge, .headersTooLarge,
            .certificate:
            true
        default: false
        }
    }

    /// Whether the address is out of reach, whatever is asked of it.
    public var isUnreachable: Bool {
        switch self {
        case .refused, .unresolved, .certificate: true
        default: false
        }
    }
}
