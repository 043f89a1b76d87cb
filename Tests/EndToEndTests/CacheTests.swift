import Foundation
import TestSupport
import Testing

/// `run --cache`, seen by a user.
struct CacheTests {
    @Test func `a second run buys nothing, says so, and can give no verdict`() async throws {
        let server = try LoopbackServer { _ in .reply(Desk.chat()) }
        defer { server.stop() }
        let desk = try Desk(
            scenarios: 2,
            models: [Desk.model("m", at: server.url, more: "price: {input: 1, output: 1}")]
        )
        let first = try await desk.run(["--cache", "replies", "--label", "one"])
        #expect(first.status == 0, "\(first.errors)")
        #expect(!first.output.contains("cache"))
        #expect(server.seen.count == 8, "replicates and arms are asked apart")
        let second = try await desk.run(["--cache", "replies", "--label", "two"])
        #expect(server.seen.count == 8)
        #expect(second.output.contains("8 samples came from the cache"), "\(second.output)")
        #expect(second.output.contains("$0.0000"), "\(second.output)")
        let gaps = try await Program.run(
            ["gaps", "--store", "a.sqlite", "--json"],
            in: desk.folder.path
        )
        #expect(gaps.output.contains("\"cached\": 8"))
        #expect(gaps.output.contains("\"replies\": \"from a cache\""), "\(gaps.output)")
        let check = try await Program.run(["check", "--store", "a.sqlite"], in: desk.folder.path)
        #expect(check.status == 1)
        #expect(check.errors.contains("8 samples came from a cache"), "\(check.errors)")
        let audit = try await Program.run(["audit", "--store", "a.sqlite"], in: desk.folder.path)
        #expect(audit.status == 0, "\(audit.output)")
        #expect(audit.output.contains("8 of them came from a cache"))

        let third = try await desk.run(["--label", "three"])
        #expect(third.status == 0)
        #expect(server.seen.count == 16, "without --cache all is asked")
    }

    @Test func `an error behind a success is not kept`() async throws {
        let server = try LoopbackServer { _ in
            .reply("{\"error\":{\"message\":\"no\",\"code\":400}}")
        }
        defer { server.stop() }
        let desk = try Desk(models: [Desk.model("m", at: server.url)])
        _ = try await desk.run(["--cache", "replies"])
        #expect(!server.seen.isEmpty)
        let kept = try FileManager.default.contentsOfDirectory(
            atPath: desk.folder.path + "/replies"
        )
        #expect(kept.isEmpty)
    }
}
