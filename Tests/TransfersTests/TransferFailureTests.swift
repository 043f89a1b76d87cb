import TestSupport
import Testing

@testable import Transfers

@Suite(.serialized)
struct TransferFailureTests {
    private func failing(
        limits: TransferLimits = TransferLimits(totalMilliseconds: 5_000),
        _ script: @escaping @Sendable (SeenRequest) -> Script
    ) async throws -> TransferError? {
        let server = try LoopbackServer(script)
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        return await failure(
            of: TransferRequest(url: server.url + "/path?key=secret", limits: limits),
            in: transfers
        )
    }

    @Test func `a server that never answers is given up`() async throws {
        let error = try await failing(limits: TransferLimits(totalMilliseconds: 100)) { _ in .hold }
        guard case .timeout(_, .answering, 100) = error else {
            Issue.record("expected a timeout, got \(String(describing: error))")
            return
        }
        #expect(error?.isRetryable == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func `a connection that does not come up is given up by its own limit`() async throws {
        // The server takes the connection and never answers the client's TLS greeting.
        let server = try LoopbackServer { _ in .hold }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        let host = "127.0.0.1:\(server.port)"
        let request = TransferRequest(
            url: "https://\(host)/",
            limits: TransferLimits(connectMilliseconds: 100, totalMilliseconds: 60_000)
        )
        #expect(
            await failure(of: request, in: transfers)
                == .timeout(host: host, phase: .connecting, afterMilliseconds: 100)
        )
    }

    @Test func `connections that do not come up are given up together, not in turn`() async throws {
        let server = try LoopbackServer { _ in .hold }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        // In turn the twentieth would wait for 20 × 200 ms, and end by its total limit instead.
        let request = TransferRequest(
            url: "https://127.0.0.1:\(server.port)/",
            limits: TransferLimits(connectMilliseconds: 200, totalMilliseconds: 2_500)
        )
        let limits = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    guard
                        case .timeout(_, .connecting, let limit) = await failure(
                            of: request,
                            in: transfers
                        )
                    else { return nil }
                    return limit
                }
            }
            return await group.reduce(into: [Int?]()) { $0.append($1) }
        }
        #expect(limits == Array(repeating: 200, count: 20))
    }

    @Test func `a limit of no time ends at once and not never`() async throws {
        let limits = TransferLimits(connectMilliseconds: 0, totalMilliseconds: 0)
        let error = try await failing(limits: limits) { _ in .hold }
        guard case .timeout = error else {
            Issue.record("expected a timeout, got \(String(describing: error))")
            return
        }
    }

    @Test func `a request that waits for a free connection is given up too`() async throws {
        let server = try LoopbackServer { _ in .hold }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration(connectionsMax: 1))
        defer { transfers.shutdown() }
        let tally = Tally()
        transfers.start(TransferRequest(url: server.url)) { tally.add($0) }
        while server.seen.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        let waiting = TransferRequest(
            url: server.url,
            limits: TransferLimits(totalMilliseconds: 200)
        )
        transfers.start(waiting) { tally.add($0) }
        // Far more than the request's own 200 ms; a request that nobody ends is still open then.
        for _ in 0..<100 where tally.words.isEmpty {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(tally.words.count == 1)
    }

    @Test func `a closed port is refused`() async throws {
        let port = try LoopbackServer.closedPort()
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        let error = await failure(
            of: TransferRequest(url: "http://127.0.0.1:\(port)/x?key=secret"),
            in: transfers
        )
        #expect(error == .refused(host: "127.0.0.1:\(port)"))
    }

    @Test func `a name without an address is named`() async throws {
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        let error = await failure(
            of: TransferRequest(url: "http://nonexistent.invalid/"),
            in: transfers
        )
        #expect(error == .unresolved(host: "nonexistent.invalid"))
    }

    @Test func `a body beyond the limit is stopped, and one at the limit is not`() async throws {
        let body = [UInt8](repeating: 0x61, count: 1_000)
        let tooLong = try await failing(limits: TransferLimits(bodyBytesMax: 999)) { _ in
            .write(LoopbackServer.ok(body))
        }
        guard case .bodyTooLarge(_, 999) = tooLong else {
            Issue.record("expected bodyTooLarge, got \(String(describing: tooLong))")
            return
        }
        let fits = try await failing(limits: TransferLimits(bodyBytesMax: 1_000)) { _ in
            .write(LoopbackServer.ok(body))
        }
        #expect(fits == nil)
    }

    @Test func `a small body that unpacks beyond the limit is stopped`() async throws {
        #expect(GzipSamples.zeros.count < 10_000)
        let error = try await failing(limits: TransferLimits(bodyBytesMax: 10_000)) { _ in
            .write(LoopbackServer.ok(GzipSamples.zeros, ["Content-Encoding: gzip"]))
        }
        guard case .bodyTooLarge(_, 10_000) = error else {
            Issue.record("expected bodyTooLarge, got \(String(describing: error))")
            return
        }
    }

    @Test func `header lines beyond the limit are stopped`() async throws {
        let error = try await failing(limits: TransferLimits(headerBytesMax: 512)) { _ in
            .write(LoopbackServer.ok([], ["X-Long: " + String(repeating: "a", count: 600)]))
        }
        guard case .headersTooLarge(_, 512) = error else {
            Issue.record("expected headersTooLarge, got \(String(describing: error))")
            return
        }
    }

    @Test func `a response that ends early is no response`() async throws {
        let error = try await failing { _ in
            .writeAndClose(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".utf8))
        }
        guard case .cut = error else {
            Issue.record("expected cut, got \(String(describing: error))")
            return
        }
        #expect(error?.isRetryable == true)
    }

    @Test func `garbage is an error and not blamed on the address`() async throws {
        let error = try await failing { _ in .writeAndClose(Array("garbage\r\n\r\n".utf8)) }
        #expect(error != nil)
        #expect(error?.description.contains("secret") == false)
        #expect(error?.description.contains("address") == false)
    }

    @Test(arguments: ["b\r\nX-Injected: 1", "b\nc", "b\0c", "key\n"])
    func `a line break in a header value never reaches the wire`(value: String) async throws {
        let server = try LoopbackServer { _ in .reply("ok") }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        let error = await failure(
            of: TransferRequest(url: server.url, headers: [TransferHeader("X-A", value)]),
            in: transfers
        )
        #expect(error == .invalidHeader(name: "X-A"))
        #expect(server.accepted == 0)
    }

    @Test(arguments: ["", "HEAD", "GE T", "POST / HTTP/1.1\r\nX-Injected: 1\r\n"])
    func `a method that is none never reaches the wire`(method: String) async throws {
        let server = try LoopbackServer { _ in .reply("ok") }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        let request = TransferRequest(method: method, url: server.url)
        #expect(await failure(of: request, in: transfers) == .invalidMethod)
        #expect(server.accepted == 0)
    }

    @Test func `an early hint before the response leaves nothing behind`() async throws {
        let server = try LoopbackServer { _ in
            .write(
                Array("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n".utf8)
                    + LoopbackServer.ok(Array("late".utf8), ["X-Late: 1"])
            )
        }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        let response = try await transfers.send(TransferRequest(url: server.url))
        #expect(response.status == 200)
        #expect(response.headers.map(\.name) == ["Content-Length", "X-Late"])
        #expect(response.body == Array("late".utf8))
    }

    @Test func `a redirect is handed back, since a key would travel with it`() async throws {
        let server = try LoopbackServer { _ in
            .write(Array("HTTP/1.1 302 F\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n".utf8))
        }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        #expect(try await transfers.send(TransferRequest(url: server.url)).status == 302)
        #expect(server.seen.count == 1)
    }

    @Test(arguments: ["file:///etc/hostname", "ftp://127.0.0.1/", "", "http://a b/"])
    func `an address that is not of http or https is refused`(url: String) async throws {
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        let error = await failure(of: TransferRequest(url: url), in: transfers)
        guard case .invalidURL = error else {
            Issue.record("expected invalidURL, got \(String(describing: error))")
            return
        }
    }
}
