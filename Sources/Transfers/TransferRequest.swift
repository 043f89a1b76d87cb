/// What a request does: fetch or hand over.
public enum TransferMethod: String, Sendable, Hashable {
    /// Fetches; the body of the request is not sent.
    case get = "GET"
    /// Hands over the body of the request, which may be empty.
    case post = "POST"
}

/// One header line of a request or a response.
public struct TransferHeader: Sendable, Hashable {
    /// The field name: as given in a request, in lower case in a response.
    public var name: String
    /// The field value, without the blanks around it.
    public var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// The bounds of one attempt: how long it may take and how much it may bring.
///
/// Durations below 1 ms count as 1 ms, above a day as a day; sizes below 0 as 0.
public struct TransferLimits: Sendable, Hashable {
    /// How long name look-up, connection and TLS handshake may take together, in milliseconds.
    public var connectMilliseconds: Int
    /// How long the whole attempt may take, waiting for a free connection included, in milliseconds.
    public var totalMilliseconds: Int
    /// How many bytes the response body may have after decompression.
    public var bodyBytesMax: Int
    /// How many bytes all header lines of the response may have together.
    public var headerBytesMax: Int

    package init(
        connectMilliseconds: Int = 10_000, totalMilliseconds: Int = 600_000,
        bodyBytesMax: Int = 16 << 20, headerBytesMax: Int = 64 << 10
    ) {
        let durations = 1...TransferLimits.durationMillisecondsMax
        self.connectMilliseconds = durations.clamped(connectMilliseconds)
        self.totalMilliseconds = durations.clamped(totalMilliseconds)
        self.bodyBytesMax = max(0, bodyBytesMax)
        self.headerBytesMax = max(0, headerBytesMax)
    }

    /// One day; libcurl keeps durations in 32 bits on some systems.
    static let durationMillisecondsMax = 86_400_000
}

/// One HTTP request, complete: nothing is added to it but framing, `User-Agent` and `Accept-Encoding`.
///
/// It is sent once. There is no redirect and no hidden retry of an answered request, so one request is
/// at most one reply to pay for.
public struct TransferRequest: Sendable {
    /// What is done; `post` unless told otherwise.
    public var method: TransferMethod
    /// An absolute address with the scheme `http` or `https`, in ASCII, without user name and password.
    public var url: String
    /// The header lines, sent in this order.
    ///
    /// `Content-Length` and `Transfer-Encoding` follow from the body and are refused here.
    public var headers: [TransferHeader]
    /// The bytes of the body, sent as they are.
    public var body: [UInt8]
    /// The bounds of this attempt.
    public var limits: TransferLimits

    package init(
        method: TransferMethod = .post, url: String, headers: [TransferHeader] = [],
        body: [UInt8] = [], limits: TransferLimits = TransferLimits()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
    }
}

extension ClosedRange where Bound == Int {
    /// The number of the range that is nearest to `value`.
    func clamped(_ value: Int) -> Int { Swift.min(Swift.max(value, lowerBound), upperBound) }
}
