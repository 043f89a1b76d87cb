import Testing

@testable import Transfers

struct EndpointTests {
    @Test(
        arguments: [
            ("https://api.example.com/v1/chat?x=1#f", "api.example.com", true),
            ("http://127.0.0.1:8080", "127.0.0.1:8080", false),
            ("HTTPS://Host_a.example:443?x", "Host_a.example:443", true),
            ("http://[::1]:80/", "[::1]:80", false),
            ("http://[fe80::1]", "[fe80::1]", false),
            ("http://h/user@elsewhere", "h", false),
            ("http://h:65535/", "h:65535", false),
        ]
    )
    func `a plain address names its host`(url: String, host: String, isSecure: Bool) throws {
        let endpoint = try Endpoint(url: url)
        #expect(endpoint.host == host)
        #expect(endpoint.isSecure == isSecure)
    }

    @Test(
        arguments: [
            "", "http", "http:/host/", "http:///path", "http://:80/", "ftp://host/", "//host/",
            "file:///etc/hostname", "http://a b/", "http://host\r\nX: 1/", "http://host\0/",
            "http://good.example\\@evil.example/", "http://good.example@evil.example/",
            "http://user:password@/", "http://h\u{f6}st/", "http://host%2f/", "http://a,b/",
            "http://h:/", "http://h:0/", "http://h:65536/", "http://h:+1/", "http://h:1:2/",
            "http://h:000080/", "http://[::1/", "http://[::1]x/", "http://[::1]:/", "http://[]/",
            "http://[host]/",
        ]
    )
    func `an address that two readers could read differently is refused`(url: String) {
        let error = #expect(throws: TransferError.self) { try Endpoint(url: url) }
        #expect(error?.description.contains("evil") == false)
        #expect(error?.description.contains("password@") == false)
    }

    @Test func `an address may be 8192 bytes long and no longer`() throws {
        let longest = "http://h/" + String(repeating: "a", count: 8_192 - 9)
        #expect(try Endpoint(url: longest).host == "h")
        #expect(throws: TransferError.self) { try Endpoint(url: longest + "a") }
    }

    @Test func `a host may be 253 bytes long and no longer`() throws {
        let longest = String(repeating: "h", count: 253)
        #expect(try Endpoint(url: "http://\(longest)/").host == longest)
        #expect(throws: TransferError.self) { try Endpoint(url: "http://\(longest)h/") }
    }
}
