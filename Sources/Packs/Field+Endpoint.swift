extension Field {
    /// An address up to a vendor's path: `https://host[:port][/path]`, or http on this machine.
    ///
    /// What comes back has its scheme in lower case and no slash at its end.
    func endpoint() throws(PackError) -> String {
        let text = try text()
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else {
            throw error("an address begins with https:// or http://")
        }
        var rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@"), !rest.contains("?"), !rest.contains("#"),
            rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") })
        else {
            throw error("host and path only: no user name, no query, no fragment, no space")
        }
        guard let host = Self.host(in: authority) else {
            throw error("no host, or no port, can be read from \"\(authority)\"")
        }
        guard scheme == "https://" || Self.isLoopback(host) else {
            throw error("http is for this machine only: a key would travel in the clear")
        }
        while rest.hasSuffix("/") { rest.removeLast() }
        return scheme + rest
    }

    /// The host of `host`, `host:port` or `[address]:port`; nil for anything else.
    private static func host(in authority: Substring) -> Substring? {
        let host: Substring
        let rest: Substring
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[...close]
            rest = authority[authority.index(after: close)...]
            let inside = host.dropFirst().dropLast()
            guard !inside.isEmpty, inside.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
            else { return nil }
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority[host.endIndex...]
            guard !host.isEmpty,
                host.allSatisfy({ $0.isLetter || $0.isNumber || "._-".contains($0) })
            else { return nil }
        }
        guard !rest.isEmpty else { return host }
        guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
        return host
    }

    /// Whether a host is this machine whatever a name server says: a prefix would let
    /// `127.0.0.1.example.org` pass.
    private static func isLoopback(_ host: Substring) -> Bool {
        if host.lowercased() == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "127" else { return false }
        return parts.allSatisfy { UInt8($0) != nil }
    }
}
