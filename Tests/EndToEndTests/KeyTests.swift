import Foundation
import TestSupport
import Testing
import Transfers

/// Where keys come from, and where they never go.
struct KeyTests {
    /// Every file of a folder that holds a text, compressed ones aside.
    private func files(in folder: String, holding text: String) throws -> [String] {
        let needle = Array(text.utf8)
        return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { name in
            let path = folder + "/" + name
            guard let data = FileManager.default.contents(atPath: path) else { return false }
            return data.range(of: Data(needle)) != nil
        }.sorted()
    }

    @Test func `a planted key stands in no artefact of a run with every kind of failure`()
        async throws
    {
        // Echoes what it is sent, as misconfigured servers do: in errors, headers and pages.
        let server = try LoopbackServer { request in
            let key = Desk.key
            let body = String(decoding: request.body, as: UTF8.self)
            if body.contains("gpt-denied") {
                let head = request.head.replacing("\r\n", with: " ").replacing("\"", with: "")
                return Desk.response(
                    "401 Unauthorized",
                    ["x-request-id: \(key)"],
                    "{\"error\":{\"message\":\"Incorrect API key provided: \(key). \(head)\"}}"
                )
            }
            if body.contains("gpt-page") {
                return Desk.response(
                    "502 Bad Gateway",
                    ["content-type: text/html"],
                    "<html><title>no \(key)</title>\(key)</html>"
                )
            }
            if body.contains("gpt-rejects") {
                return Desk.response("400 Bad Request", [], "{\"error\":{\"message\":\"\(key)\"}}")
            }
            return .reply(Desk.chat(text: "Here it is."))
        }
        defer { server.stop() }
        let names = ["gpt-desk", "gpt-denied", "gpt-page", "gpt-rejects"]
        let desk = try Desk(
            models: names.map {
                Desk.model("m-\($0.dropFirst(4))", at: server.url).replacing("gpt-desk", with: $0)
            }
        )
        let folder = desk.folder.path
        let first = try await desk.run(
            ["--report", "report.html", "--cache", "replies", "--patience-per-sample", "8"]
        )
        #expect(first.status == 1, "the key is refused for one model")
        #expect(first.errors.contains("key not accepted"), "\(first.errors)")
        #expect(
            server.seen.allSatisfy { $0.headerLines.contains("Authorization: Bearer \(Desk.key)") }
        )
        #expect(server.seen.allSatisfy { !$0.line.contains(Desk.key) })
        for (index, (words, arguments)) in [
            ("\"rows\"", ["gaps", "--store", "a.sqlite", "--json"]),
            ("95 % interval", ["gaps", "--store", "a.sqlite"]),
            ("outcome", ["export", "--store", "a.sqlite", "--format", "jsonl"]),
            ("outcome", ["export", "--store", "a.sqlite", "--format", "csv"]),
            ("\"sound\"", ["audit", "--store", "a.sqlite", "--json"]),
            ("key not accepted", ["models", "roster.yaml", "--check"]),
            ("key_is_set", ["models", "roster.yaml", "--json"]),
            ("DESK_KEY", ["doctor", "--models", "roster.yaml"]),
        ].enumerated() {
            let result = try await Program.run(
                arguments,
                in: folder,
                environment: Desk.environment
            )
            let said = result.output + result.errors
            #expect(said.contains(words), "\(arguments): \(said)")
            try desk.folder.write(said, to: "said/\(index).txt")
        }
        // A cluster's own artefacts: spool, log in JSON, metrics.
        try await cluster(desk, at: server.url)
        let held = try files(in: folder, holding: Desk.key)
        #expect(held.isEmpty, "\(held)")
        #expect(try files(in: folder, holding: "key not accepted").count > 2, "the search finds")
        let kept = try FileManager.default.contentsOfDirectory(atPath: folder + "/replies")
        #expect(kept.count == 4, "only the good model's replies")
    }

    /// The same over a coordinator and a worker with a spool, both with logs in JSON.
    private func cluster(_ desk: Desk, at url: String) async throws {
        let folder = desk.folder.path
        let port = try LoopbackServer.freePort()
        let coordinator = try Program.Running(
            [
                "coordinator", "--listen", "127.0.0.1:0", "--insecure-loopback", "--store",
                "c.sqlite", "--log-format", "json", "--metrics", "127.0.0.1:\(port)",
                "--address-file", "at",
            ],
            in: folder
        )
        defer { coordinator.send(SIGKILL) }
        try await eventually { FileManager.default.fileExists(atPath: folder + "/at") }
        let address = try String(contentsOfFile: folder + "/at", encoding: .utf8)
        let worker = try Program.Running(
            [
                "worker", "--connect", address, "--insecure-loopback", "--spool", "spool",
                "--allow", url.replacing("http://", with: "") + "=DESK_KEY", "--log-format",
                "json", "--patience-per-sample", "8",
            ],
            in: folder,
            environment: Desk.environment
        )
        defer { worker.send(SIGKILL) }
        let link = ["--connect", address, "--insecure-loopback"]
        let submitted = try await Program.run(
            ["submit", "pack", "--no-planted", "--models", "roster.yaml"] + link,
            in: folder
        )
        #expect(submitted.status == 0, "\(submitted.errors)")
        try await eventually(seconds: 60) {
            let status = try await Program.run(["status", "--json"] + link, in: folder)
            try desk.folder.write(status.output, to: "said/status.txt")
            // Three of the four models end; the fourth's key is refused.
            return status.output.contains("\"stored\": 12,")
        }
        let transfers = try Transfers(configuration: TransferConfiguration())
        let metrics = try await transfers.send(
            TransferRequest(method: "GET", url: "http://127.0.0.1:\(port)/metrics")
        )
        let page = String(decoding: metrics.body, as: UTF8.self)
        #expect(page.contains("gapwatch_samples_planned"), "\(metrics.status) \(page)")
        try desk.folder.write(page, to: "said/metrics.txt")
    }

    @Test func `a key file that others may read is refused, and one of one's own is used`()
        async throws
    {
        let server = try LoopbackServer { _ in .reply(Desk.chat()) }
        defer { server.stop() }
        let desk = try Desk(models: [Desk.model("m", at: server.url)])
        try desk.folder.write("# mine\nDESK_KEY=\(Desk.key)\n", to: "keys")
        let path = desk.folder.path + "/keys"
        chmod(path, 0o644)
        let open = try await desk.run(["--key-file", "keys"], environment: [:])
        #expect(open.status == 1)
        #expect(open.errors.contains("chmod 600 keys"), "\(open.errors)")
        #expect(server.seen.isEmpty)
        chmod(path, 0o600)
        let mine = try await desk.run(["--key-file", "keys"], environment: [:])
        #expect(mine.status == 0, "\(mine.errors)")
        #expect(
            server.seen.allSatisfy { $0.headerLines.contains("Authorization: Bearer \(Desk.key)") }
        )
    }

    @Test func `a command gives a key, without a shell and without its space`() async throws {
        let server = try LoopbackServer { _ in .reply(Desk.chat()) }
        defer { server.stop() }
        let desk = try Desk(models: [Desk.model("m", at: server.url)])
        let result = try await desk.run(
            ["--key-command", "DESK_KEY=printf %s\\n \(Desk.key);x", "--workers", "2"],
            environment: [:]
        )
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            server.seen.allSatisfy {
                $0.headerLines.contains("Authorization: Bearer \(Desk.key);x")
            }
        )
    }

    @Test(arguments: [
        ("DESK_KEY=false", "DESK_KEY: the program false ended with status 1"),
        ("DESK_KEY=true", "the program true printed nothing"),
        ("DESK_KEY=no-such-program-here", "ended with status 127"),
        ("DESK_KEY=printf a\\nsecret", "printed more than one line"),
        ("DESK_KEY", "NAME=program args is needed"),
    ])
    func `a command that gives no key is one sentence`(
        _ command: String,
        _ words: String
    ) async throws {
        let desk = try Desk(models: [Desk.model("m", at: "http://127.0.0.1:9")])
        let result = try await desk.run(["--key-command", command], environment: [:])
        #expect(result.status == 1)
        #expect(result.errors.contains(words), "\(result.errors)")
        #expect(!result.errors.contains("secret"))
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }
}
