import CCurl

/// One request in flight.
///
/// Unchecked, because it is handed over under the inbox's lock, and from then on the loop's thread
/// alone touches it.
final class Transfer: @unchecked Sendable {
    let id: TransferID
    let request: TransferRequest
    let then: @Sendable (Result<TransferResponse, TransferError>) -> Void
    let host: String
    var body: [UInt8] = []
    var headers: [TransferHeader] = []
    var headerBytes = 0
    /// When its time is over, in monotonic milliseconds.
    var endsAt: Int64 = 0
    var list: UnsafeMutablePointer<curl_slist>?
    var overflow: TransferError?

    init(
        id: TransferID,
        request: TransferRequest,
        then: @escaping @Sendable (Result<TransferResponse, TransferError>) -> Void
    ) {
        self.id = id
        self.request = request
        self.then = then
        host = Self.host(of: request.url)
    }

    deinit { curl_slist_free_all(list) }

    /// The address's host and port, for messages.
    private static func host(of url: String) -> String {
        let rest = url.utf8.firstIndex(of: UInt8(ascii: ":")).map { url[$0...].dropFirst(3) }
        let authority = (rest ?? "").prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return String(authority.split(separator: "@").last ?? "the address")
    }

    /// Why the request cannot be sent as it is; nil where it can.
    var fault: TransferError? {
        let url = request.url.utf8
        guard url.starts(with: "https://".utf8) || url.starts(with: "http://".utf8),
            url.allSatisfy({ $0 > 0x20 && $0 != 0x7f })
        else { return .invalidURL }
        for header in request.headers {
            let isName = !header.name.isEmpty && header.name.utf8.allSatisfy(Self.isTokenByte)
            // libcurl passes line breaks through, and a key from a file often ends in one.
            let isValue = header.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
            guard isName, isValue else { return .invalidHeader(name: header.name) }
        }
        return nil
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// Takes bytes of the body; false where there are too many, which ends the request.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= request.limits.bodyBytesMax else {
            overflow = .bodyTooLarge(host: host, limit: request.limits.bodyBytesMax)
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    /// Takes one line of the head; false where there are too many bytes.
    func receive(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= request.limits.headerBytesMax else {
            overflow = .headersTooLarge(host: host, limit: request.limits.headerBytesMax)
            return false
        }
        if bytes.starts(with: "HTTP/".utf8) {
            // An interim response or a proxy's: only the last head counts.
            headers.removeAll(keepingCapacity: true)
            return true
        }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return true }
        headers.append(
            TransferHeader(
                String(decoding: bytes[..<colon], as: UTF8.self),
                String(decoding: Self.trimmed(bytes[(colon + 1)...]), as: UTF8.self)
            )
        )
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
