import CCurl

/// One request in flight, and what has come back of its response.
///
/// Unchecked, because it is handed over under the inbox's lock, and from then on the loop's thread
/// alone touches it.
final class Transfer: @unchecked Sendable {
    let id: TransferID
    let request: TransferRequest
    let endpoint: Endpoint
    let then: @Sendable (Result<TransferResponse, TransferError>) -> Void
    private(set) var headers: [TransferHeader] = []
    private(set) var body: [UInt8] = []
    /// Why no more is taken, which libcurl only knows as a failed write.
    private(set) var excess: TransferError?
    /// When its time is over, in monotonic milliseconds.
    var endsAt: Int64 = 0
    /// The header lines as libcurl wants them, which have to live as long as it uses them.
    var list: UnsafeMutablePointer<curl_slist>?
    private var headerBytes = 0
    private var announcedBytes = 0

    /// How much room is made at once on the word of a `Content-Length`.
    static let reservedBytesMax = 1 << 20

    /// Throws where the request cannot be sent as it is.
    init(
        id: TransferID,
        request: TransferRequest,
        then: @escaping @Sendable (Result<TransferResponse, TransferError>) -> Void
    ) throws(TransferError) {
        guard HeaderCheck.isToken(request.method), request.method != "HEAD" else {
            throw .invalidMethod
        }
        for header in request.headers { try HeaderCheck.check(header) }
        endpoint = try Endpoint(url: request.url)
        self.id = id
        self.request = request
        self.then = then
    }

    deinit { curl_slist_free_all(list) }

    /// Takes bytes of the body; false where there are too many, which ends the request.
    ///
    /// Counts after decompression, so a small body that unpacks without end stops here too.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let limit = request.limits.bodyBytesMax
        guard bytes.count <= limit - body.count else {
            excess = .bodyTooLarge(host: endpoint.host, limit: limit)
            return false
        }
        if body.isEmpty, announcedBytes > bytes.count {
            body.reserveCapacity(min(announcedBytes, limit, Self.reservedBytesMax))
        }
        body.append(contentsOf: bytes)
        return true
    }

    /// Takes one line of the head; false where there are too many bytes.
    func receive(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= request.limits.headerBytesMax else {
            excess = .headersTooLarge(host: endpoint.host, limit: request.limits.headerBytesMax)
            return false
        }
        if bytes.starts(with: "HTTP/".utf8) {
            // The head before this one was an interim response's or a proxy's.
            headers.removeAll(keepingCapacity: true)
            announcedBytes = 0
            return true
        }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return true }
        let value = String(decoding: Self.trimmed(bytes[(colon + 1)...]), as: UTF8.self)
        let name = String(decoding: bytes[..<colon], as: UTF8.self)
        if name.utf8.count == 14, name.lowercased() == "content-length" {
            announcedBytes = Int(value) ?? 0
        }
        headers.append(TransferHeader(name, value))
        return true
    }

    private static func trimmed(
        _ bytes: Slice<UnsafeRawBufferPointer>
    ) -> Slice<UnsafeRawBufferPointer> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
        var bytes = bytes.drop(while: isSpace)
        while let last = bytes.last, isSpace(last) { bytes = bytes.dropLast() }
        return bytes
    }
}
