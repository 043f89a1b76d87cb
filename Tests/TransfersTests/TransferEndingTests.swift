import Synchronization
import TestSupport
import Testing

@testable import Transfers

/// Every request ends exactly once, however it is ended.
@Suite(.serialized)
struct TransferEndingTests {
    @Test func `a task that is cancelled before it asks gets no response`() async throws {
        let server = try LoopbackServer { _ in .hold }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        let request = TransferRequest(url: server.url)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await failure(of: request, in: transfers)
        }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test func `a task that is cancelled while it waits gets its end`() async throws {
        let server = try LoopbackServer { _ in .hold }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        defer { transfers.shutdown() }
        let request = TransferRequest(url: server.url)
        let task = Task { await failure(of: request, in: transfers) }
        while server.seen.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test func `a shutdown ends every request in flight once`() async throws {
        let server = try LoopbackServer { _ in .hold }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        let tally = Tally()
        for _ in 0..<50 {
            transfers.start(TransferRequest(url: server.url)) { tally.add($0) }
        }
        transfers.shutdown()
        #expect(tally.words == Array(repeating: "closed", count: 50))
        transfers.shutdown()
        #expect(await failure(of: TransferRequest(url: server.url), in: transfers) == .closed)
        #expect(tally.words.count == 50)
    }

    @Test func `a callback may shut everything down`() async throws {
        let server = try LoopbackServer { _ in .reply("ok") }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        await withCheckedContinuation { continuation in
            transfers.start(TransferRequest(url: server.url)) { _ in
                transfers.shutdown()
                continuation.resume()
            }
        }
        #expect(await failure(of: TransferRequest(url: server.url), in: transfers) == .closed)
    }

    @Test func `a callback may ask again, even where only one may be in flight`() async throws {
        let server = try LoopbackServer { _ in .reply("ok") }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration(inFlightMax: 1))
        defer { transfers.shutdown() }
        let tally = Tally()
        await withCheckedContinuation { continuation in
            transfers.start(TransferRequest(url: server.url)) {
                tally.add($0)
                transfers.start(TransferRequest(url: server.url)) {
                    tally.add($0)
                    continuation.resume()
                }
            }
        }
        #expect(tally.words == ["response", "response"])
    }

    @Test func `requests that meet a shutdown from another thread end once each`() async throws {
        let server = try LoopbackServer { _ in .reply("ok") }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration())
        let tally = Tally()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<100 {
                        transfers.start(TransferRequest(url: server.url)) { tally.add($0) }
                    }
                }
            }
            group.addTask { transfers.shutdown() }
        }
        #expect(tally.words.count == 400)
        #expect(Set(tally.words).isSubset(of: ["response", "closed"]))
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a storm of cancellations answers every request once`(seed: UInt64) async throws {
        let server = try LoopbackServer { _ in .reply("ok") }
        defer { server.stop() }
        let transfers = try Transfers(configuration: TransferConfiguration(inFlightMax: 1_000))
        let counts = Mutex([Int](repeating: 0, count: 400))
        var state = seed
        for index in 0..<400 {
            let id = transfers.start(TransferRequest(url: server.url)) { _ in
                counts.withLock { $0[index] += 1 }
            }
            // Knuth's MMIX generator; the top bit decides.
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            if state >> 63 == 1 {
                transfers.cancel(id)
                transfers.cancel(id)
            }
            if index % 50 == 0 { await Task.yield() }
        }
        transfers.shutdown()
        #expect(counts.withLock { $0 } == [Int](repeating: 1, count: 400), "seed \(seed)")
    }
}
