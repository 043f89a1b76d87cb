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
