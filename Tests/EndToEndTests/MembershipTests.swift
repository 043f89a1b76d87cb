import Foundation
import TestSupport
import Testing

/// Organisations that join a coordinator, with processes, TLS and files.
struct MembershipTests {
    private func word(_ folder: Folder, _ arguments: [String]) async throws -> String {
        let result = try await Program.run(arguments, in: folder.path, seconds: 60)
        guard result.status == 0 else { throw Program.Failure(result.errors) }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test func `who has a token joins, who is revoked is out at once, and nobody else gets in`()
        async throws
    {
        let stage = try await Stage(latency: 20)
        let folder = stage.folder
        let coordinator = try Program.Running(
            [
                "coordinator", "--listen", "127.0.0.1:0", "--store", "s.sqlite", "--address-file",
                "at",
            ],
            in: folder.path
        )
        defer { coordinator.send(SIGKILL) }
        try await eventually { FileManager.default.fileExists(atPath: folder.path + "/at") }
        let address = try String(contentsOfFile: folder.path + "/at", encoding: .utf8)
        func join(_ token: String, _ name: String) async throws -> Program.Result {
            try await Program.run(
                ["join", token, "--connect", address, "--folder", name],
                in: folder.path,
                seconds: 60
            )
        }
        let enrol = ["enrol", "--store", "s.sqlite"]
        let token = try await word(folder, enrol + ["acme", "--name", "w-1"])
        let person = try await word(folder, enrol + ["acme", "--client"])
        let stranger = try await word(folder, enrol + ["beta", "--client"])
        let first = try await join(token, "w")
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("gapwatch://acme/w-1"))
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/w/member.key")
        #expect(mode[.posixPermissions] as? Int == 0o600)
        let again = try await join(token, "other")
        #expect(again.status == 1)
        #expect(again.errors.contains("was used"))
        // The answer may have been lost: the same key may ask again.
        #expect(try await join(token, "w").status == 0)
        #expect(try await join(person, "p").status == 0)
        #expect(try await join(stranger, "q").status == 0)

        func with(_ member: String, _ arguments: [String]) async throws -> Program.Result {
            try await Program.run(
                arguments + ["--member", member, "--connect", address],
                in: folder.path,
                seconds: 120
            )
        }
        let worker = try Program.Running(
            [
                "worker", "--member", "w", "--connect", address, "--slots", "32", "--allow",
                "127.0.0.1:\(stage.port)=GAPWATCH_REHEARSAL_KEY",
            ],
            in: folder.path,
            environment: Stage.environment
        )
        defer { worker.send(SIGKILL) }
        let submitted = try await with(
            "p",
            ["submit", "pack", "--models", "roster.yaml", "--no-planted", "--wait"]
        )
        #expect(submitted.status == 0, "\(submitted.errors)")
        #expect(try await with("p", ["status"]).output.contains("acme/w-1"))
        let other = try await with("q", ["status"])
        #expect(other.output.contains("no open runs"), "\(other.output)")
        #expect(!other.output.contains("acme"))
        // A worker's certificate is no person's, and no certificate is nobody's.
        #expect(try await with("w", ["status"]).errors.contains("is a worker's"))
        let sound = try await Program.run(["audit", "--store", "s.sqlite"], in: folder.path)
        #expect(sound.status == 0, "\(sound.output)")
        #expect(sound.output.contains("shards signed: "), "\(sound.output)")
        #expect(sound.output.contains("by gapwatch://acme/w-1"), "\(sound.output)")
        try await receipts(folder)
        try await signatures(folder)

        _ = try await word(
            folder,
            ["revoke", "acme/w-1", "--reason", "left", "--store", "s.sqlite"]
        )
        let ended = try await worker.wait(seconds: 30)
        #expect(ended.status == 1)
        #expect(ended.errors.contains("revoked"))
    }

    /// A signature that was exchanged for another, or one by a stranger, shows.
    private func signatures(_ folder: Folder) async throws {
        func audit(_ authority: String) async throws -> Program.Result {
            try await Program.run(
                ["audit", "--store", "copy.sqlite", "--authority", authority],
                in: folder.path
            )
        }
        let copy = folder.path + "/copy.sqlite"
        try await sqlite(folder, "s.sqlite", ".backup copy.sqlite")
        let own = "s.sqlite.identity/authority.pem"
        #expect(try await audit(own).status == 0)
        // Another coordinator's authority has signed none of these members.
        let other = try Program.Running(
            [
                "coordinator", "--listen", "127.0.0.1:0", "--store", "t.sqlite", "--address-file",
                "t",
            ],
            in: folder.path
        )
        defer { other.send(SIGKILL) }
        try await eventually { FileManager.default.fileExists(atPath: folder.path + "/t") }
        let stranger = try await audit("t.sqlite.identity/authority.pem")
        #expect(stranger.status == 1)
        #expect(stranger.output.contains("is no member of that authority"), "\(stranger.output)")
        let swap =
            "UPDATE seal SET signature = (SELECT signature FROM seal WHERE leaf = 1) WHERE leaf = 0"
        try await sqlite(folder, copy, swap)
        let swapped = try await audit(own)
        #expect(swapped.status == 1)
        #expect(swapped.output.contains("its signature is not that of gapwatch://acme/w-1"))
        // What tables scan is held against what was said.
        try await sqlite(folder, copy, "UPDATE record SET arm = 1 - arm WHERE sample = 3")
        #expect(try await audit(own).output.contains("sample 3: its row has"))
        try await tampering(folder)
    }

    /// Each change by hand that would change what a report says is a fault of its own.
    private func tampering(_ folder: Folder) async throws {
        let cases = [
            ("UPDATE record SET input_tokens = 999999 WHERE sample = 2", "input_tokens"),
            ("UPDATE record SET score = 0.5 WHERE sample = 2", "different scores"),
            (
                "INSERT INTO tally SELECT number, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM run",
                "counts of outcomes that nobody was asked for"
            ),
            ("UPDATE fact SET samples = samples + 1", "samples are noted"),
            (
                "UPDATE spec SET json = replace(json, '\"seed\":\"1\"', '\"seed\":\"2\"')",
                "the specification is not the one"
            ),
        ]
        for (command, words) in cases {
            try await sqlite(folder, "s.sqlite", ".backup changed.sqlite")
            try await sqlite(folder, folder.path + "/changed.sqlite", command)
            let result = try await Program.run(
                ["audit", "--store", "changed.sqlite"],
                in: folder.path
            )
            #expect(result.status == 1, "\(command)")
            #expect(result.output.contains(words), "\(command): \(result.output)")
        }
        // Books of a version that did not note this fact are as sound as they were.
        try await sqlite(folder, "s.sqlite", ".backup older.sqlite")
        let older = "DELETE FROM fact WHERE name = 'served model'"
        try await sqlite(folder, folder.path + "/older.sqlite", older)
        let result = try await Program.run(["audit", "--store", "older.sqlite"], in: folder.path)
        #expect(result.status == 0, "\(result.output)")
    }

    private func sqlite(_ folder: Folder, _ file: String, _ command: String) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script, file, command]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    /// Python's own SQLite: the shell of that name need not be there.
    private static let script = """
        import sqlite3, sys
        db = sqlite3.connect(sys.argv[1])
        if sys.argv[2].startswith(".backup "):
            db.backup(sqlite3.connect(sys.argv[2][8:]))
        else:
            db.execute(sys.argv[2]); db.commit()
        """

    /// What was confirmed to a worker is in the log; a receipt that says otherwise shows.
    private func receipts(_ folder: Folder) async throws {
        let path = folder.path + "/w/spool/receipts.jsonl"
        func audit(_ file: String) async throws -> Program.Result {
            try await Program.run(
                [
                    "audit", "--store", "s.sqlite", "--receipts", file, "--authority",
                    "s.sqlite.identity/authority.pem",
                ],
                in: folder.path
            )
        }
        let whole = try await audit(path)
        #expect(whole.status == 0, "\(whole.output)")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let count = text.split(separator: "\n").count
        #expect(count > 10 && whole.output.contains("\(count) receipts held"), "\(whole.output)")
        let other = text.replacingOccurrences(of: "\"shard\":0,", with: "\"shard\":1,")
        try other.write(toFile: folder.path + "/moved", atomically: true, encoding: .utf8)
        #expect(try await audit("moved").output.contains("is another shard"))
        let grown = text.replacingOccurrences(of: "\"size\":2}", with: "\"size\":3}")
        try grown.write(toFile: folder.path + "/grown", atomically: true, encoding: .utf8)
        let result = try await audit("grown")
        #expect(result.status == 1)
        #expect(result.output.contains("is not what it was"), "\(result.output)")
        #expect(result.output.contains("not signed by that authority"))
    }

    @Test func `a worker killed with a spool goes on with what it held`() async throws {
        let stage = try await Stage(latency: 60)
        let folder = stage.folder.path
        let coordinator = try Program.Running(
            [
                "coordinator", "--listen", "127.0.0.1:0", "--insecure-loopback", "--store",
                "s.sqlite", "--address-file", "at",
            ],
            in: folder
        )
        defer { coordinator.send(SIGKILL) }
        try await eventually { FileManager.default.fileExists(atPath: folder + "/at") }
        let address = try String(contentsOfFile: folder + "/at", encoding: .utf8)
        func worker() throws -> Program.Running {
            try Program.Running(
                [
                    "worker", "--connect", address, "--insecure-loopback", "--slots", "32",
                    "--spool", "spool", "--allow",
                    "127.0.0.1:\(stage.port)=GAPWATCH_REHEARSAL_KEY",
                ],
                in: folder,
                environment: Stage.environment
            )
        }
        let first = try worker()
        let submit = [
            "submit", "pack", "--models", "roster.yaml", "--no-planted", "--connect", address,
            "--insecure-loopback",
        ]
        #expect(try await Program.run(submit, in: folder).status == 0)
        try await eventually { try await stage.requests() > CrashTests.planned / 3 }
        first.send(SIGKILL)
        _ = try? await first.wait(seconds: 10)
        let second = try worker()
        defer { second.send(SIGKILL) }
        let waited = try await Program.run(submit + ["--wait"], in: folder, seconds: 120)
        #expect(waited.status == 0, "\(waited.errors)")
        let audit = try await Program.run(["audit", "--json", "--store", "s.sqlite"], in: folder)
        #expect(audit.status == 0, "\(audit.output)")
        // It kept its leases: none ran out (one may have been on its way when it died), and only what
        // was in flight was asked again.
        #expect(!audit.output.contains("expired"), "\(audit.output)")
        #expect(try await stage.requests() < CrashTests.planned + 200)
    }
}
