/// Where a request goes, read from its address before libcurl sees it.
///
/// libcurl's own reader is more lenient. Since this one refuses what is unusual, the host that is
/// checked and shown and the host that gets the key can never differ.
struct Endpoint: Equatable, Sendable {
    /// The host, with the port where the address names one.
    let host: String
    /// Whether the scheme is `https`.
    let isSecure: Bool

    /// Most servers refuse longer addresses.
    static let urlBytesMax = 8_192
    /// The longest name that DNS can carry.
    static let hostBytesMax = 253

    init(url: String) throws(TransferError) {
        let bytes = url.utf8
        guard bytes.count <= Self.urlBytesMax else {
            throw .invalidURL(reason: "it is longer than \(Self.urlBytesMax) bytes")
        }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }) else {
            throw .invalidURL(reason: "it has a space, a control, a backslash or a non-ASCII sign")
        }
        let schemes: [(text: String, isSecure: Bool)] = [("https://", true), ("http://", false)]
        guard let scheme = schemes.first(where: { Self.begins(bytes, with: $0.text) }) else {
            throw .invalidURL(reason: "it does not begin with http:// or https://")
        }
        let authority = bytes.dropFirst(scheme.text.utf8.count).prefix { byte in
            !"/?#".utf8.contains(byte)
        }
        guard !authority.contains(UInt8(ascii: "@")) else {
            throw .invalidURL(reason: "a user name or password belongs in a header")
        }
        try Self.check(authority)
        host = String(Substring(authority))
        isSecure = scheme.isSecure
    }

    private static func begins(_ bytes: String.UTF8View, with scheme: String) -> Bool {
        // The bit that makes an ASCII letter lower case; a colon and a slash have it already.
        bytes.prefix(scheme.utf8.count).elementsEqual(scheme.utf8) { $0 | 0x20 == $1 }
    }

    private static func check(_ authority: Substring.UTF8View) throws(TransferError) {
        let name: Substring.UTF8View
        let rest: Substring.UTF8View
        if authority.first == UInt8(ascii: "[") {
            name = authority.dropFirst().prefix { $0 != UInt8(ascii: "]") }
            rest = authority.dropFirst(name.count + 2)
            let isWhole = authority.count >= name.count + 2
            guard isWhole, name.allSatisfy({ isHexDigit($0) || ":.".utf8.contains($0) }) else {
                throw .invalidURL(reason: "its IPv6 address is malformed")
            }
        } else {
            name = authority.prefix { $0 != UInt8(ascii: ":") }
            rest = authority.dropFirst(name.count)
            guard name.allSatisfy({ isLetterOrDigit($0) || "-._".utf8.contains($0) }) else {
                throw .invalidURL(reason: "its host has a sign that no host's name has")
            }
        }
        guard !name.isEmpty, name.count <= hostBytesMax else {
            throw .invalidURL(reason: "it names no host")
        }
        guard let first = rest.first else { return }
        let port = rest.dropFirst()
        guard first == UInt8(ascii: ":"), (1...5).contains(port.count),
            port.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(Substring(port)), (1...65_535).contains(number)
        else { throw .invalidURL(reason: "its port is not a number from 1 to 65535") }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
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
