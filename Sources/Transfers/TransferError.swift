import CCurl

/// Why no response came.
///
/// Messages name the host, never headers, queries or bodies.
public enum TransferError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A header that cannot be sent as it is.
    case invalidHeader(name: String)
    /// An address that is none, or not http(s).
    case invalidURL
    /// Nobody answered in time.
    case timeout(host: String, afterMilliseconds: Int)
    /// More body than allowed.
    case bodyTooLarge(host: String, limit: Int)
    /// More header bytes than allowed.
    case headersTooLarge(host: String, limit: Int)
    /// Nothing listens there.
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
        case .invalidHeader(let name): "the header \(name) has a character that cannot be sent"
        case .invalidURL: "the address is not one of http or https"
        case .timeout(let host, let milliseconds):
            "\(host) did not answer within \(milliseconds) ms"
        case .bodyTooLarge(let host, let limit): "\(host) sent more than \(limit) bytes"
        case .headersTooLarge(let host, let limit):
            "\(host) sent more than \(limit) bytes of headers"
        case .refused(let host): "\(host) refuses connections: nothing listens there"
        case .unresolved(let host): "the name \(host) cannot be resolved"
        case .certificate(let host, let detail):
            "\(host) has no certificate that is trusted here: \(detail)"
        case .cut(let host): "\(host) closed the connection before its response was complete"
        case .transport(let host, let code, let detail): "\(host): \(detail) (curl \(code))"
        case .cancelled: "cancelled"
        case .closed: "shut down"
        case .queueFull(let limit): "\(limit) requests wait already"
        }
    }

    /// Whether the same request may succeed later.
    public var isRetryable: Bool {
        switch self {
        case .timeout, .refused, .unresolved, .cut, .transport: true
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

    static func from(_ code: CURLcode, host: String, limits: TransferLimits) -> TransferError {
        switch code {
        case CURLE_URL_MALFORMAT: .invalidURL
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            // The scheme was checked before, so what is unsupported is the answer.
            .transport(host: host, code: Int(code.rawValue), detail: "did not answer in HTTP")
        case CURLE_OPERATION_TIMEDOUT:
            .timeout(host: host, afterMilliseconds: limits.totalMilliseconds)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unresolved(host: host)
        case CURLE_COULDNT_CONNECT: .refused(host: host)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            .certificate(host: host, detail: String(cString: curl_easy_strerror(code)))
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            .cut(host: host)
        default:
            .transport(
                host: host,
                code: Int(code.rawValue),
                detail: String(cString: curl_easy_strerror(code))
            )
        }
    }
}
