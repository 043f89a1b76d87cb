import Bench
import Cache
import Foundation
import TestSupport
import Testing
import Vendors

struct ReplyCacheTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    func request(_ body: String = "{}", version: String = "1") -> VendorRequest {
        VendorRequest(
            url: "https://example.org/v1",
            headers: [VendorHeader("api-version", version)],
            keyHeader: KeyHeader(name: "Authorization", prefix: "Bearer "),
            body: Array(body.utf8)
        )
    }

    func response(_ text: String, _ headers: [VendorHeader] = []) -> VendorResponse {
        VendorResponse(status: 200, headers: headers, body: Array(text.utf8))
    }

    @Test func `a kept reply comes back marked, and to another process too`() throws {
        var cache = try ReplyCache(folder: folder.path)
        let key = ReplyCache.key(of: request(), apart: ["s", "a", "0"])
        #expect(cache.reply(key) == nil)
        try cache.keep(
            response("{\"a\":\"ü\"}", [VendorHeader("Content-Type", "text/event-stream")]),
            under: key
        )
        let found = try #require(try ReplyCache(folder: folder.path).reply(key))
        #expect(found.isCached)
        #expect(found.status == 200)
        #expect(String(decoding: found.body, as: UTF8.self) == "{\"a\":\"ü\"}")
        #expect(found.headers == [VendorHeader("Content-Type", "text/event-stream")])
    }

    @Test func `address, version, body and replicate each make another key`() {
        var other = request()
        other.url += "/"
        let keys = [
            ReplyCache.key(of: request(), apart: ["0"]),
            ReplyCache.key(of: request(), apart: ["1"]),
            ReplyCache.key(of: request(), apart: ["0", ""]),
            ReplyCache.key(of: request(version: "2"), apart: ["0"]),
            ReplyCache.key(of: request("[]"), apart: ["0"]),
            ReplyCache.key(of: other, apart: ["0"]),
        ]
        #expect(Set(keys).count == keys.count)
        #expect(keys[0] == ReplyCache.key(of: request(), apart: ["0"]))
    }

    @Test func `headers of the account are not kept`() throws {
        var cache = try ReplyCache(folder: folder.path)
        let key = ReplyCache.key(of: request(), apart: [])
        try cache.keep(response("{}", [VendorHeader("openai-organization", "secret")]), under: key)
        #expect(cache.reply(key)?.headers == [])
    }

    @Test func `the oldest go when there are too many bytes`() throws {
        var cache = try ReplyCache(folder: folder.path, bytesMax: 10_000)
        let keys = (0..<20).map { ReplyCache.key(of: request(), apart: ["\($0)"]) }
        for key in keys {
            try cache.keep(response(String(repeating: "x", count: 1_000)), under: key)
        }
        let kept = keys.filter { cache.reply($0) != nil }
        #expect((5...9).contains(kept.count), "\(kept.count)")
        #expect(kept == keys.suffix(kept.count))
    }

    @Test func `a file that was cut is no reply`() throws {
        var cache = try ReplyCache(folder: folder.path)
        let key = ReplyCache.key(of: request(), apart: [])
        try cache.keep(response("{\"text\":\"long enough to be cut\"}"), under: key)
        let file = folder.path + "/" + key.hex + ".reply"
        let whole = try Data(contentsOf: URL(fileURLWithPath: file))
        try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: file))
        #expect(cache.reply(key) == nil)
    }

    @Test func `a folder that cannot be made is one sentence`() throws {
        let error = try #require(throws: CacheError.self) {
            try ReplyCache(folder: folder.path + "/none/here")
        }
        #expect("\(error)".hasPrefix("the cache "), "\(error)")
        #expect("\(error)".contains("no such file"))
    }
}
