import Foundation
import TestSupport
import Testing

/// The program as processes, killed in the middle.
@Suite(.serialized)
struct CrashTests {
    /// 9 models × 40 scenarios × 2 arms × 2 replicates.
    static let planned = 1_440

    @Test func `a second run of a finished run buys nothing`() async throws {
        let stage = try await Stage(latency: 0)
        let first = try await Program.run(
            stage.run(store: "a.sqlite"),
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(first.status == 0, "\(first.errors)")
        let asked = try await stage.requests()
        #expect(asked >= Self.planned)
        let second = try await Program.run(
            stage.run(store: "a.sqlite"),
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(second.status == 0)
        #expect(second.errors.contains("nothing was spent"))
        #expect(try await stage.requests() == asked)
    }

    @Test func `a worker killed in the middle costs time and no number`() async throws {
        let stage = try await Stage(latency: 30)
        let calm = try await Program.run(
            stage.run(store: "calm.sqlite"),
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(calm.status == 0, "\(calm.errors)")
        let before = try await stage.requests()
        let running = try Program.Running(
            stage.run(store: "hit.sqlite", more: ["--workers", "2"]),
            in: stage.folder.path,
            environment: Stage.environment
        )
        try await eventually { try await stage.requests() > before + Self.planned / 4 }
        let worker = try #require(try running.children().first)
        kill(worker, SIGKILL)
        let hit = try await running.wait(seconds: 120)
        #expect(hit.status == 0, "\(hit.errors)")
        #expect(hit.errors.contains("was killed"))
        #expect(
            try await stage.measured(store: "hit.sqlite")
                == stage.measured(store: "calm.sqlite")
        )
    }

    @Test func `a run killed in the middle goes on where it stopped`() async throws {
        let stage = try await Stage(latency: 30)
        let calm = try await Program.run(
            stage.run(store: "calm.sqlite"),
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(calm.status == 0, "\(calm.errors)")
        let before = try await stage.requests()
        let running = try Program.Running(
            stage.run(store: "hit.sqlite"),
            in: stage.folder.path,
            environment: Stage.environment
        )
        try await eventually { try await stage.requests() > before + Self.planned / 3 }
        running.send(SIGKILL)
        _ = try? await running.wait(seconds: 10)
        let again = try await Program.run(
            stage.run(store: "hit.sqlite"),
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(again.status == 0, "\(again.errors)")
        #expect(
            try await stage.measured(store: "hit.sqlite")
                == stage.measured(store: "calm.sqlite")
        )
        // What was stored was not bought again: the waste is what was in flight, not the run.
        let bought = try await stage.requests() - before
        #expect(bought < Self.planned + Self.planned / 2)
    }

    @Test func `an interrupted run hands everything in and goes on later`() async throws {
        let stage = try await Stage(latency: 30)
        let running = try Program.Running(
            stage.run(store: "a.sqlite"),
            in: stage.folder.path,
            environment: Stage.environment
        )
        try await eventually { try await stage.requests() > Self.planned / 4 }
        running.send(SIGINT)
        let stopped = try await running.wait(seconds: 120)
        #expect(stopped.status == 130, "\(stopped.errors)")
        #expect(stopped.errors.contains("goes on with"))
        let again = try await Program.run(
            stage.run(store: "a.sqlite"),
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(again.status == 0, "\(again.errors)")
        // What was in flight was finished and delivered, so nothing is asked twice but the
        // flaky subject's retries.
        #expect(try await stage.requests() < Self.planned + 100)
    }

    @Test func `a coordinator killed in the middle is taken up by its successor`() async throws {
        let stage = try await Stage(latency: 30)
        let calm = try await Program.run(
            stage.run(store: "calm.sqlite"),
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(calm.status == 0, "\(calm.errors)")
        let before = try await stage.requests()
        let folder = stage.folder.path
        func coordinator(_ listen: String) throws -> Program.Running {
            try Program.Running(
                [
                    "coordinator", "--listen", listen, "--insecure-loopback", "--store",
                    "hit.sqlite", "--address-file", "address", "--lease", "3",
                ],
                in: folder
            )
        }
        let first = try coordinator("127.0.0.1:0")
        try await eventually { FileManager.default.fileExists(atPath: folder + "/address") }
        let address = try String(contentsOfFile: folder + "/address", encoding: .utf8)
        let worker = try Program.Running(
            [
                "worker", "--connect", address, "--insecure-loopback", "--slots", "32",
                "--allow", "127.0.0.1:\(stage.port)=GAPWATCH_REHEARSAL_KEY",
            ],
            in: folder,
            environment: Stage.environment
        )
        let submitted = try await Program.run(
            [
                "submit", "pack", "--models", "roster.yaml", "--no-planted", "--connect", address,
                "--insecure-loopback",
            ],
            in: folder
        )
        #expect(submitted.status == 0, "\(submitted.errors)")
        try await eventually { try await stage.requests() > before + Self.planned / 3 }
        first.send(SIGKILL)
        _ = try? await first.wait(seconds: 10)
        let second = try coordinator(address)
        try await eventually { second.errorText.contains("listening") }
        let waited = try await Program.run(
            [
                "submit", "pack", "--models", "roster.yaml", "--no-planted", "--connect", address,
                "--insecure-loopback", "--wait",
            ],
            in: folder
        )
        #expect(waited.status == 0, "\(waited.errors)")
        #expect(waited.output.contains("known already"))
        #expect(
            try await stage.measured(store: "hit.sqlite")
                == stage.measured(store: "calm.sqlite")
        )
        second.send(SIGTERM)
        worker.send(SIGTERM)
        #expect(try await second.wait(seconds: 15).status == 0)
        _ = try? await worker.wait(seconds: 15)
    }
}
