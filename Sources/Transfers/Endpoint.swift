/// Where a request goes, read from its address before libcurl sees it.
///
/// libcurl's own reader is more lenient than this one. Refusing what is unusual means that what is shown
/// in errors and where the bytes go can never differ.
struct Endpoint: Equatable {
    /// The host, with the port where the address names one.
    let host: String
    /// Whether the scheme is `https`.
    let isSecure: Bool

    /// Longer addresses are refused by most servers.
    static let urlBytesMax = 8192
    /// The longest name that DNS can carry.
    static let hostBytesMax = 253

    init(url: String) throws(TransferError) {
        let bytes = url.utf8
        guard bytes.count <= Endpoint.urlBytesMax else {
            throw .invalidURL(reason: "it is longer than \(Endpoint.urlBytesMax) bytes")
        }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x5c }) else {
            throw .invalidURL(reason: "it holds a blank, a control, a backslash or non-ASCII text")
        }
        let start: Int
        if Endpoint.begins(bytes, with: "https://") {
            (isSecure, start) = (true, 8)
        } else if Endpoint.begins(bytes, with: "http://") {
            (isSecure, start) = (false, 7)
        } else {
            throw .invalidURL(reason: "it does not begin with http:// or https://")
        }
        let authority = bytes.dropFirst(start).prefix { $0 != 0x2f && $0 != 0x3f && $0 != 0x23 }
        guard !authority.contains(UInt8(ascii: "@")) else {
            throw .invalidURL(reason: "user name and password belong in a header")
        }
        let (name, port) = try Endpoint.split(authority)
        guard !name.isEmpty, name.count <= Endpoint.hostBytesMax, name.allSatisfy(Endpoint.isName)
        else {
            throw .invalidURL(reason: "it names no host")
        }
        if let port {
            let digits = port.count <= 5 && port.allSatisfy { (0x30...0x39).contains($0) }
            guard digits, let number = Int(Substring(port)), (1...65_535).contains(number) else {
                throw .invalidURL(reason: "its port is not a number from 1 to 65535")
            }
        }
        host = String(Substring(authority))
    }

    private static func begins(_ bytes: String.UTF8View, with scheme: String) -> Bool {
        let front = bytes.prefix(scheme.utf8.count)
        // Bit 5 makes an ASCII letter lower case; a blank or a colon has it already.
        return front.count == scheme.utf8.count
            && zip(front, scheme.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }

    /// The host without brackets, and what follows the colon behind it, if there is one.
    private static func split(
        _ authority: Substring.UTF8View
    ) throws(TransferError) -> (Substring.UTF8View, Substring.UTF8View?) {
        guard authority.first == UInt8(ascii: "[") else {
            let name = authority.prefix { $0 != UInt8(ascii: ":") }
            let rest = authority.dropFirst(name.count)
            return (name, rest.isEmpty ? nil : rest.dropFirst())
        }
        let address = authority.dropFirst().prefix { $0 != UInt8(ascii: "]") }
        let rest = authority.dropFirst(address.count + 2)
        let closed = authority.count >= address.count + 2
        let plain = address.allSatisfy { isHexDigit($0) || $0 == 0x3a || $0 == 0x2e }
        guard closed, plain, rest.isEmpty || rest.first == UInt8(ascii: ":") else {
            throw .invalidURL(reason: "its IPv6 address is malformed")
        }
        return (address, rest.isEmpty ? nil : rest.dropFirst())
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x3a: true
        default: false
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
