import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Transfers

/// Counts answers by request, to see that each came once.
final class Tally: Sendable {
    private let answers = Mutex<[String]>([])

    func add(_ result: Result<TransferResponse, TransferError>) {
        let word =
            switch result {
            case .success: "response"
            case .failure(.cancelled): "cancelled"
            case .failure(.closed): "closed"
            case .failure(let error): "\(error)"
            }
        answers.withLock { $0.append(word) }
    }

    var words: [String] { answers.withLock { $0 } }
}

/// What a request throws, or nil when it is answered.
func failure(
    of request: TransferRequest,
    in transfers: Transfers
) async -> TransferError? {
    do throws(TransferError) {
        _ = try await transfers.send(request)
        return nil
    } catch {
        return error
    }
}

@Suite(.serialized)
struct TransfersTests {
    @Test func `a post arrives byte for byte and its response comes back whole`() async throws {
        let server = try LoopbackServer { _ in
            .write(LoopbackServer.ok(Array("fine".utf8), ["X-Kind: plain"]))
        }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        let body: [UInt8] = [0, 255, 10, 13, 34] + Array("{}".utf8)
        let response = try await transfers.send(
            TransferRequest(
                url: server.url + "/v1?q=1",
                headers: [TransferHeader("Authorization", "Bearer abc")],
                body: body
            )
        )
        #expect(response.status == 200)
        #expect(response.body == Array("fine".utf8))
        #expect(
            response.headers.contains {
                $0.name.lowercased() == "x-kind" && $0.value == "plain"
            }
        )
        let seen = try #require(server.seen.first)
        #expect(server.seen.count == 1)
        #expect(seen.line == "POST /v1?q=1 HTTP/1.1")
        #expect(seen.body == body)
        #expect(seen.headerLines.contains("Authorization: Bearer abc"))
        #expect(!seen.headerLines.contains { $0.lowercased().hasPrefix("expect:") })
    }

    @Test func `a post without a body says that it has none`() async throws {
        let server = try LoopbackServer { _ in .reply("ok") }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        let response = try await transfers.send(
            TransferRequest(
                url: server.url,
                limits: TransferLimits(totalMilliseconds: 5_000)
            )
        )
        #expect(response.status == 200)
        #expect(server.seen.first?.line == "POST / HTTP/1.1")
        #expect(
            server.seen.first?.headerLines.contains { $0.lowercased() == "content-length: 0" }
                == true
        )
    }

    @Test func `a header without a value is sent, not dropped`() async throws {
        let server = try LoopbackServer { _ in .reply("ok") }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        _ = try await transfers.send(
            TransferRequest(url: server.url, headers: [TransferHeader("X-Empty", "")])
        )
        #expect(server.seen.first?.headerLines.contains { $0.hasPrefix("X-Empty:") } == true)
    }

    @Test func `a connection is used again`() async throws {
        let server = try LoopbackServer { _ in .reply("ok") }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        var connections: [Int] = []
        for _ in 0..<5 {
            connections.append(
                try await transfers.send(TransferRequest(url: server.url)).connections
            )
        }
        #expect(connections == [1, 0, 0, 0, 0])
        #expect(server.accepted == 1)
    }

    @Test func `300 requests together are all answered, each with its own response`() async throws {
        let server = try LoopbackServer { .write(LoopbackServer.ok($0.body)) }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        let right = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<300 {
                let body = Array("sample \(index)".utf8)
                let request = TransferRequest(url: server.url, body: body)
                group.addTask { (try? await transfers.send(request).body) == body }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(right == 300)
    }

    @Test func `a request beyond the limit is refused at once`() async throws {
        let server = try LoopbackServer { _ in .hold }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration(inFlightMax: 2))
        defer { transfers.shutdown() }
        let tally = Tally()
        for _ in 0..<2 {
            transfers.start(TransferRequest(url: server.url)) { tally.add($0) }
        }
        let refused = await failure(of: TransferRequest(url: server.url), in: transfers)
        #expect(refused == .queueFull(limit: 2))
        #expect(tally.words.isEmpty)
    }

    @Test func `a compressed body is unpacked`() async throws {
        // `printf 'gap gap gap gap' | gzip -9n`, gzip 1.12.
        let packed: [UInt8] = GzipSamples.gap
        let server = try LoopbackServer { _ in
            .write(LoopbackServer.ok(packed, ["Content-Encoding: gzip"]))
        }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        let response = try await transfers.send(TransferRequest(url: server.url))
        #expect(response.body == Array("gap gap gap gap".utf8))
    }
}
