import Foundation
import TestSupport
import Testing

/// What goes wrong on the way to a vendor: one sentence each, and the rest of the run goes on.
struct TroubleTests {
    /// What a trouble costs: the account or the model is not asked any more, or the sample is lost.
    enum Cost: Sendable { case model, sample }

    struct Trouble: Sendable, CustomTestStringConvertible {
        var name: String
        var script: Script
        var cost: Cost
        var words: String
        var more: [String] = []
        var testDescription: String { name }
    }

    static let html = "<html><head><title>Sign in</title></head><body>proxy</body></html>"

    static let troubles: [Trouble] = [
        Trouble(
            name: "a wrong key",
            script: Desk.response("401 Unauthorized", [], "{\"error\":{\"message\":\"bad key\"}}"),
            cost: .model,
            words: "key not accepted (HTTP 401): bad key"
        ),
        Trouble(
            name: "no credit",
            script: Desk.response("402 Payment Required", [], "{\"error\":{\"message\":\"pay\"}}"),
            cost: .model,
            words: "quota or credit used up (HTTP 402): pay"
        ),
        Trouble(
            name: "no such model",
            script: Desk.response("404 Not Found", [], "{\"error\":{\"message\":\"unknown\"}}"),
            cost: .model,
            words: "no such model (HTTP 404): unknown"
        ),
        Trouble(
            name: "a rejected request",
            script: Desk.response("400 Bad Request", [], "{\"error\":{\"message\":\"odd\"}}"),
            cost: .sample,
            words: "request rejected (HTTP 400): odd"
        ),
        Trouble(
            name: "a proxy that answers HTML",
            script: Desk.response("200 OK", ["content-type: text/html"], html),
            cost: .sample,
            words: "an HTML page «Sign in»"
        ),
        Trouble(
            name: "an endpoint that never answers",
            script: .hold,
            cost: .sample,
            words: "did not answer within 1000 ms",
            more: ["--attempt-seconds", "1"]
        ),
        Trouble(
            name: "a body that is cut",
            script: .writeAndClose(
                Array("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"choices\":[".utf8)
            ),
            cost: .sample,
            words: "closed the connection before its response was complete"
        ),
        Trouble(
            name: "a body over the limit",
            script: .writeAndClose(
                LoopbackServer.ok(Array(repeating: UInt8(ascii: " "), count: (16 << 20) + 1))
            ),
            cost: .sample,
            words: "sent more than 16777216 bytes"
        ),
    ]

    @Test(arguments: troubles)
    func `each is one sentence with its endpoint, and the other model is measured`(
        _ trouble: Trouble
    ) async throws {
        let bad = try LoopbackServer { _ in trouble.script }
        defer { bad.stop() }
        let good = try LoopbackServer { _ in .reply(Desk.chat()) }
        defer { good.stop() }
        let desk = try Desk(
            models: [Desk.model("bad", at: bad.url), Desk.model("good", at: good.url)]
        )
        let result = try await desk.run(trouble.more + ["--patience-per-sample", "3"])
        let records = try await desk.records()
        #expect(
            records.filter { $0.0 == "good" }.map(\.1) == Array(repeating: "complied", count: 4)
        )
        switch trouble.cost {
        case .model:
            #expect(result.status == 1)
            #expect(result.errors.contains(trouble.words), "\(result.errors)")
            #expect(result.errors.contains("bad at \(bad.url)/v1 with the key in DESK_KEY: "))
            #expect(result.errors.contains("1 of 2 models could not be asked"))
            #expect(records.filter { $0.0 == "bad" }.isEmpty)
        case .sample:
            #expect(result.status == 0, "\(result.errors)")
            let lost = records.filter { $0.0 == "bad" }
            #expect(lost.count == 4)
            #expect(
                lost.allSatisfy { $0.1 == "targetError" && $0.2.contains(trouble.words) },
                "\(lost)"
            )
        }
    }

    @Test func `an address out of reach stalls its model, says where, and the rest goes on`()
        async throws
    {
        let good = try LoopbackServer { _ in .reply(Desk.chat()) }
        defer { good.stop() }
        let closed = "http://127.0.0.1:\(try LoopbackServer.closedPort())"
        let desk = try Desk(
            models: [
                Desk.model("closed", at: closed),
                Desk.model("nameless", at: "https://no-such-host.invalid"),
                Desk.model("good", at: good.url),
            ]
        )
        let result = try await desk.run(["--patience-per-sample", "3"])
        #expect(result.status == 1)
        #expect(result.errors.contains("closed at \(closed)/v1 with the key in DESK_KEY: "))
        #expect(result.errors.contains("nothing listens there"), "\(result.errors)")
        #expect(
            result.errors.contains("nameless at https://no-such-host.invalid/v1"),
            "\(result.errors)"
        )
        #expect(result.errors.contains("2 of 3 models could not be asked"))
        #expect(try await desk.records().map(\.1) == Array(repeating: "complied", count: 4))
    }

    @Test
    func `a certificate that nobody vouches for is refused, and one's own authority is trusted`()
        async throws
    {
        let server = try TLSServer()
        defer { server.stop() }
        let desk = try Desk(models: [Desk.model("m", at: "https://localhost:\(server.port)")])
        let refused = try await desk.run()
        #expect(refused.status == 1)
        #expect(
            refused.errors.contains("has no certificate that is trusted here"),
            "\(refused.errors)"
        )
        #expect(refused.errors.contains("m at https://localhost:\(server.port)/v1"))
        // A proxy that is not there: this machine is never asked for through one.
        let trusted = try await desk.run(
            ["--ca-file", server.folder.path + "/own.pem"],
            environment: Desk.environment.merging([
                "https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9",
                "all_proxy": "http://127.0.0.1:9", "no_proxy": "",
            ]) { _, new in new }
        )
        #expect(trusted.status == 0, "\(trusted.errors)")
        #expect(try await desk.records().map(\.1) == Array(repeating: "complied", count: 4))
        let none = try await desk.run(["--ca-file", "roster.yaml"], store: "c.sqlite")
        #expect(none.errors.contains("roster.yaml: holds no certificate in PEM"), "\(none.errors)")
        // A judge that is asked afterwards is held to the same.
        let judge = Desk.model("j", at: "https://localhost:\(server.port)")
        try desk.folder.write("models:\n  - {\(judge)}\njudge: {\(judge)}\n", to: "judged.yaml")
        let exported = try await Program.run(
            ["export", "--format", "jsonl", "--store", "a.sqlite"],
            in: desk.folder.path
        )
        let first = try #require(exported.output.split(separator: "\n").first)
        let run = try #require(Stage.object(String(first))["run"] as? String)
        func rescore(_ more: [String]) async throws -> Program.Result {
            try await Program.run(
                [
                    "rescore", run, "--judge", Stage.judge, "--models", "judged.yaml",
                    "--store", "a.sqlite",
                ] + more,
                in: desk.folder.path,
                environment: Desk.environment
            )
        }
        let distrusted = try await rescore([])
        #expect(distrusted.status == 1)
        #expect(
            distrusted.errors.contains("has no certificate that is trusted here"),
            "\(distrusted.errors)"
        )
        let judged = try await rescore(["--ca-file", server.folder.path + "/own.pem"])
        #expect(judged.status == 0, "\(judged.errors)")
    }

    @Test func `another machine is asked through the proxy of the environment`() async throws {
        let proxy = try LoopbackServer { _ in .writeAndClose(Array("HTTP/1.1 403 no\r\n\r\n".utf8))
        }
        defer { proxy.stop() }
        let desk = try Desk(models: [Desk.model("m", at: "https://models.example.org")])
        _ = try await desk.run(
            ["--patience-per-sample", "1"],
            environment: Desk.environment.merging(["https_proxy": proxy.url]) { _, new in new }
        )
        #expect(proxy.seen.first?.line == "CONNECT models.example.org:443 HTTP/1.1")
        #expect(proxy.seen.allSatisfy { !$0.head.contains(Desk.key) })
    }

    @Test func `a long wait is parked while others go on, and asked again when it is over`()
        async throws
    {
        let bad = try LoopbackServer { _ in
            Desk.response(
                "429 Too Many",
                ["retry-after: 130"],
                "{\"error\":{\"message\":\"later\"}}"
            )
        }
        defer { bad.stop() }
        let good = try LoopbackServer { _ in .reply(Desk.chat()) }
        defer { good.stop() }
        let desk = try Desk(
            scenarios: 10,
            models: [Desk.model("bad", at: bad.url), Desk.model("good", at: good.url)]
        )
        // More than the patience of a sample is given up at once, with the reason.
        let short = try await desk.run(["--patience-per-sample", "60"])
        #expect(short.status == 0, "\(short.errors)")
        let lost = try await desk.records().filter { $0.0 == "bad" }
        #expect(lost.count == 40)
        #expect(lost.allSatisfy { $0.2.contains("asks to wait 130 s") }, "\(lost.first?.2 ?? "")")

        // Within it, its samples hold no slot: with as many slots as they need, all others are
        // answered meanwhile.
        let running = try Program.Running(
            [
                "run", "pack", "--no-planted", "--models", "roster.yaml", "--store", "b.sqlite",
                "--slots", "4",
            ],
            in: desk.folder.path,
            environment: Desk.environment
        )
        defer { running.send(SIGKILL) }
        let before = good.seen.count
        try await eventually(seconds: 30) { good.seen.count == before + 40 }
        #expect(running.process.isRunning)
        #expect(bad.seen.count < 40 + 40, "the account is left alone for the time it asks for")
    }
}
