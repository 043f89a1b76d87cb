import Bench
import Testing

@testable import Packs

struct FieldEndpointTests {
    func endpoint(_ text: String) throws -> String {
        let quoted = JSON.string(text).text
        return try Field.top(of: "endpoint: \(quoted)", file: "f").needed("endpoint").endpoint()
    }

    @Test(arguments: [
        ("https://api.example.org", "https://api.example.org"),
        ("https://api.example.org:8443/v1//", "https://api.example.org:8443/v1"),
        ("HTTPS://Example.org/V1", "https://Example.org/V1"),
        ("https://[2001:db8::1]:443/v1", "https://[2001:db8::1]:443/v1"),
        ("http://localhost:8080/v1", "http://localhost:8080/v1"),
        ("http://127.0.0.1:18091/v1", "http://127.0.0.1:18091/v1"),
        ("http://127.8.9.255", "http://127.8.9.255"), ("http://[::1]:9/", "http://[::1]:9"),
    ])
    func `an address is taken`(_ text: String, _ expected: String) throws {
        #expect(try endpoint(text) == expected)
    }

    @Test(arguments: [
        ("ftp://x.org", "begins with https:// or http://"), ("x.org", "begins with"),
        ("https://user:word@x.org", "no user name"), ("https://x.org?a=b", "no query"),
        ("https://x.org/#a", "no fragment"), ("https://x.org/a b", "no space"),
        ("https://x.org\\@y.org", "no user name"), ("https://", "no host"),
        ("https:///v1", "no host"), ("https://x.org:0", "no port"),
        ("https://x.org:65536", "no port"), ("https://x.org:80:80", "no port"),
        ("https://[::1", "no host"), ("https://[::1]x.org", "no port"),
        ("http://x.org", "in the clear"), ("http://127.0.0.1.x.org", "in the clear"),
        ("http://127.x.org", "in the clear"), ("http://127.0.0.256", "in the clear"),
        ("http://127.0.0.1.1", "in the clear"), ("http://localhost.x.org", "in the clear"),
        ("http://10.0.0.1", "in the clear"),
    ])
    func `an address that could carry a key astray is refused`(
        _ text: String,
        _ words: String
    ) throws {
        let error = try #require(throws: PackError.self) { try endpoint(text) }
        #expect("\(error)".hasPrefix("f:1: endpoint: "), "\(error)")
        #expect("\(error)".contains(words), "\(error)")
    }
}
