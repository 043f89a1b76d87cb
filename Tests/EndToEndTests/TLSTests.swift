import Foundation
import TestSupport
import Testing

/// Coordinator and clients over TLS, with certificates made here.
struct TLSTests {
    /// Makes an authority and a certificate of it.
    private func authority(_ name: String, leaf: String, in folder: Folder) throws {
        let script = """
            set -e
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
                -keyout \(name).key -out \(name).pem -subj "/CN=\(name)"
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
                -keyout \(leaf).key -out \(leaf).csr -subj "/CN=\(leaf)"
            printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\\n' > \(leaf).ext
            openssl x509 -req -in \(leaf).csr -CA \(name).pem -CAkey \(name).key \
                -CAcreateserial -out \(leaf).pem -days 1 -extfile \(leaf).ext
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl is needed")
    }

    @Test func `only a certificate of the coordinator's authority is let in`() async throws {
        let folder = try Folder()
        try authority("ours", leaf: "one", in: folder)
        try authority("theirs", leaf: "two", in: folder)
        let coordinator = try Program.Running(
            [
                "coordinator", "--listen", "127.0.0.1:0", "--store", "s.sqlite", "--certificate",
                "one.pem", "--key", "one.key", "--authority", "ours.pem", "--address-file", "at",
            ],
            in: folder.path
        )
        defer { coordinator.send(SIGKILL) }
        try await eventually { FileManager.default.fileExists(atPath: folder.path + "/at") }
        let address = try String(contentsOfFile: folder.path + "/at", encoding: .utf8)
        func status(_ options: [String]) async throws -> Program.Result {
            try await Program.run(
                ["status", "--connect", address] + options,
                in: folder.path,
                seconds: 20
            )
        }
        let ours = try await status([
            "--certificate", "one.pem", "--key", "one.key", "--authority", "ours.pem",
        ])
        #expect(ours.status == 0, "\(ours.errors)")
        let theirs = try await status([
            "--certificate", "two.pem", "--key", "two.key", "--authority", "ours.pem",
        ])
        #expect(theirs.status == 1)
        #expect(theirs.errors.contains("certificate"))
        #expect(try await status(["--insecure-loopback"]).status == 1)
        let worker = try await Program.run(
            [
                "worker", "--connect", address, "--certificate", "two.pem", "--key", "two.key",
                "--authority", "ours.pem", "--patience", "1",
            ],
            in: folder.path,
            seconds: 120
        )
        #expect(worker.status == 1)
        #expect(worker.errors.contains("certificate"))
    }
}
