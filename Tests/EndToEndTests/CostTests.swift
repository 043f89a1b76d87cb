import Foundation
import TestSupport
import Testing

/// What a run may cost, as a user says it.
struct CostTests {
    private func spent(_ store: String, _ stage: Stage) async throws -> Double {
        let exported = try await Program.run(
            ["export", "--format", "jsonl", "--store", store],
            in: stage.folder.path
        )
        var dollars = 0.0
        for line in exported.output.split(separator: "\n") {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let record = object as? [String: Any]
            dollars += (record?["nanodollars"] as? Double ?? 0) / 1e9
        }
        return dollars
    }

    /// Replies of a vendor that tells no usage, so that nobody knows what they cost.
    private static let silent =
        "{\"id\":\"c\",\"model\":\"gpt-desk\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
        + "\"assistant\",\"content\":\"Here it is.\"},\"finish_reason\":\"stop\"}]}"

    @Test func `a judgement of unknown usage costs what it could have cost at most`() async throws {
        let server = try LoopbackServer { _ in Desk.response("200 OK", [], Self.silent) }
        defer { server.stop() }
        let desk = try Desk(scenarios: 3, models: [Desk.model("m", at: server.url)])
        let run = try await desk.run()
        #expect(run.status == 0, "\(run.errors)")
        let asked = server.seen.count
        #expect(asked == 12)
        let list = try await Program.run(
            ["export", "--json", "--store", "a.sqlite"],
            in: desk.folder.path
        )
        let origin = try Stage.object(String(list.output.prefix { $0 != "\n" }))["run"] as? String
        func judges(_ more: String) throws {
            let price = "price: {input: 0, output: 1}"
            let lines = ["j", "k"].map { id in
                "  - {" + Desk.model(id, at: server.url, more: price + more) + "}"
            }
            let head = "models:\n  - {\(Desk.model("m", at: server.url))}\njudges:\n"
            try desk.folder.write(
                head + lines.joined(separator: "\n") + "\n",
                to: "judges.yaml"
            )
        }
        func rescore() async throws -> Program.Result {
            try await Program.run(
                [
                    "rescore", origin ?? "", "--judge", Stage.judge, "--models", "judges.yaml",
                    "--max-cost", "0.0065",
                ],
                in: desk.folder.path,
                environment: Desk.environment.merging(["GAPWATCH_STORE": "a.sqlite"]) { $1 },
                seconds: 120
            )
        }
        // A judge may write 9,000 tokens at a dollar a million: one alone is more than is allowed.
        try judges(", max_output_tokens: 9000")
        #expect(try await rescore().errors.contains("--max-cost is reached"))
        #expect(server.seen.count == asked)
        // With 1,024 two judges may cost $0.002048: three replies fit, and no fourth.
        try judges("")
        #expect(try await rescore().errors.contains("--max-cost is reached"))
        #expect(server.seen.count == asked + 6)
        // Started again it knows what it has spent.
        #expect(try await rescore().errors.contains("--max-cost is reached"))
        #expect(server.seen.count == asked + 6)
    }

    @Test func `a run stops before the request that could cost more than it may`() async throws {
        let stage = try await Stage(latency: 0)
        let result = try await Program.run(
            stage.run(store: "a.sqlite", more: ["--max-cost", "0.01"]),
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(result.status != 0)
        #expect(result.errors.contains("cost:"), "\(result.errors)")
        let cost = try await spent("a.sqlite", stage)
        #expect(cost > 0 && cost <= 0.01, "\(cost)")

        // What was spent stays spent; with more to spend the same run goes on.
        let again = try await Program.run(
            stage.run(store: "a.sqlite", more: ["--max-cost", "0.01"]),
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(again.status != 0)
        #expect(try await spent("a.sqlite", stage) <= 0.01)
        let whole = try await Program.run(
            stage.run(store: "a.sqlite", more: ["--max-cost", "10", "--max-cost-per-model", "5"]),
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(whole.status == 0, "\(whole.errors)")
    }
}
