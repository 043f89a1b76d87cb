import Foundation
import Synchronization
import TestSupport
import Testing

/// Who answered, seen by a user: another model, a snapshot, several in one run.
struct IdentityTests {
    @Test func `another model than the one asked for is said, and breaks the series`() async throws
    {
        let served = Mutex("gpt-desk")
        let server = try LoopbackServer { _ in .reply(Desk.chat(served.withLock { $0 })) }
        defer { server.stop() }
        let desk = try Desk(scenarios: 4, models: [Desk.model("m", at: server.url)])
        let plain = try await desk.run(["--label", "one"])
        #expect(plain.status == 0, "\(plain.errors)")
        #expect(!plain.output.contains("answered"))
        served.withLock { $0 = "gpt-other" }
        let other = try await desk.run(["--label", "two"])
        #expect(other.status == 0, "\(other.errors)")
        let records = try await desk.records()
        #expect(
            other.output.contains("m: asked for gpt-desk, gpt-other answered in 16 samples"),
            "\(other.output) \(records)"
        )
        let series = try await Program.run(
            ["series", "--store", "a.sqlite"],
            in: desk.folder.path
        )
        #expect(series.output.contains("served model: gpt-desk → gpt-other"), "\(series.output)")
    }

    @Test func `a dated snapshot is no other model, and a new one opens a segment`() async throws {
        let served = Mutex("gpt-desk-2026-08-07")
        let server = try LoopbackServer { _ in .reply(Desk.chat(served.withLock { $0 })) }
        defer { server.stop() }
        let desk = try Desk(scenarios: 4, models: [Desk.model("m", at: server.url)])
        let first = try await desk.run(["--label", "one"])
        #expect(first.status == 0)
        #expect(!first.output.contains("answered"), "\(first.output)")
        served.withLock { $0 = "gpt-desk-2026-11-02" }
        _ = try await desk.run(["--label", "two"])
        let series = try await Program.run(
            ["series", "--store", "a.sqlite"],
            in: desk.folder.path
        )
        #expect(
            series.output.contains("gpt-desk-2026-08-07 → gpt-desk-2026-11-02"),
            "\(series.output)"
        )
    }

    @Test func `several models within one run are listed with their samples`() async throws {
        let count = Mutex(0)
        let server = try LoopbackServer { _ in
            let isOdd = count.withLock { count in
                count += 1
                return count.isMultiple(of: 2)
            }
            return .reply(Desk.chat(isOdd ? "gpt-desk-2026-08-07" : "gpt-desk"))
        }
        defer { server.stop() }
        let desk = try Desk(scenarios: 4, models: [Desk.model("m", at: server.url)])
        let result = try await desk.run()
        #expect(
            result.output.replacing("\n  ", with: " ").contains(
                "several models within the run: gpt-desk (8 samples), gpt-desk-2026-08-07 "
                    + "(8 samples)"
            ),
            "\(result.output)"
        )
    }

    @Test(arguments: [
        ("gpt-other", "asked for gpt-desk, gpt-other answered"),
        ("gpt-desk-2026-08-07", "asked for gpt-desk, which is an alias"),
    ])
    func `strict identities fail the model at its first wrong reply, and the run`(
        _ served: String,
        _ words: String
    ) async throws {
        let server = try LoopbackServer { request in
            let isGood = String(decoding: request.body, as: UTF8.self).contains("gpt-good")
            return .reply(Desk.chat(isGood ? "gpt-good" : served))
        }
        defer { server.stop() }
        let good = Desk.model("good", at: server.url).replacing("gpt-desk", with: "gpt-good")
        let desk = try Desk(
            scenarios: 20,
            models: [Desk.model("bad", at: server.url, more: "in_flight_max: 1"), good]
        )
        let result = try await desk.run(["--strict-identity"])
        #expect(result.status == 1)
        #expect(result.errors.contains(words), "\(result.errors)")
        let records = try await desk.records()
        #expect(records.count == 160)
        let bad = records.filter { $0.0 == "bad" }
        #expect(
            bad.allSatisfy { ["targetError", "notRun"].contains($0.1) && $0.2.contains(words) }
        )
        #expect(bad.count { $0.1 == "targetError" } == 1)
        #expect(records.filter { $0.0 == "good" }.allSatisfy { $0.1 == "complied" })
        // 80 of the good model's and one of the other's: nothing more is bought.
        #expect(server.seen.count == 81)
        let check = try await Program.run(["check", "--store", "a.sqlite"], in: desk.folder.path)
        #expect(check.status == 1)
    }
}
