import Foundation
import TestSupport
import Testing

/// A worker in another language, written from docs/protocol.md, beside ours.
struct ReferenceWorkerTests {
    @Test func `a worker written from the document alone does a run, killed in the middle too`()
        async throws
    {
        let stage = try await Stage(latency: 0, scenarios: 90)
        let folder = stage.folder
        try folder.write(
            """
            models:
              - {id: m-0, vendor: openai, endpoint: "http://127.0.0.1:9/v1", name: m, key: none}
              - {id: m-1, vendor: openai, endpoint: "http://127.0.0.1:9/v1", name: m, key: none}
            """,
            to: "nobody.yaml"
        )
        let coordinator = try Program.Running(
            [
                "coordinator", "--listen", "127.0.0.1:0", "--insecure-loopback", "--store",
                "s.sqlite", "--address-file", "at",
            ],
            in: folder.path
        )
        defer { coordinator.send(SIGKILL) }
        try await eventually { FileManager.default.fileExists(atPath: folder.path + "/at") }
        let address = try String(contentsOfFile: folder.path + "/at", encoding: .utf8)
        let submit = [
            "submit", "pack", "--models", "nobody.yaml", "--connect", address,
            "--insecure-loopback", "--no-planted",
        ]
        #expect(try await Program.run(submit, in: folder.path).status == 0)
        let first = try reference(address, in: folder)
        try await eventually {
            let status = try await Program.run(
                ["status", "--connect", address, "--insecure-loopback", "--json"],
                in: folder.path
            )
            return !status.output.contains("\"stored\": 0,")
        }
        kill(first.processIdentifier, SIGKILL)
        first.waitUntilExit()
        let second = try reference(address, in: folder)
        // A child of this process may have SIGTERM blocked, and would outlive the tests.
        defer { kill(second.processIdentifier, SIGKILL) }
        let waited = try await Program.run(submit + ["--wait"], in: folder.path, seconds: 120)
        #expect(waited.status == 0, "\(waited.errors)")
        let audit = try await Program.run(["audit", "--store", "s.sqlite"], in: folder.path)
        #expect(audit.status == 0, "\(audit.output)")
        #expect(audit.output.contains("720 samples: 720 with one record, none missing"))
    }

    private func reference(_ address: String, in folder: Folder) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", Self.script, "--connect", address, "--insecure-loopback", "--made-up",
            "--spool", folder.path + "/spool", "--slots", "16",
        ]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static let script =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path + "/scripts/reference-worker.py"
}
