import Foundation
import TestSupport
import Testing

/// `gapwatch models`, on the built program.
struct ModelsTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    private func models(_ output: String) throws -> [[String: Any]] {
        let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        return object?["models"] as? [[String: Any]] ?? []
    }

    @Test func `the frontier roster is listed with what is known, and no key is repeated`()
        async throws
    {
        let folder = try Folder()
        let planted = "planted-0123456789abcdef"
        for more in [[], ["--json"]] {
            let result = try await Program.run(
                ["models", Self.root + "/cluster/rosters/frontier.yaml"] + more,
                in: folder.path,
                environment: ["XAI_API_KEY": planted, "OPENAI_API_KEY": ""]
            )
            #expect(result.output.contains("XAI_API_KEY"), "\(result.errors)")
            #expect(!(result.output + result.errors).contains(planted))
            guard !more.isEmpty else { continue }
            let listed = try models(result.output)
            #expect(listed.count >= 25)
            let isSet = listed.filter { $0["key_is_set"] as? Bool == true }
            let vendors = Set(isSet.compactMap { $0["vendor"] as? String })
            #expect(vendors.contains("xai") && !vendors.contains("openai"), "\(vendors)")
        }
    }

    @Test func `each model is asked once, and what came is said of each`() async throws {
        let stage = try await Stage(latency: 0, scenarios: 1)
        let roster = """
            models:
              - {id: good, vendor: openai, name: sim-faker, endpoint: "http://127.0.0.1:PORT/v1",
                 key: GAPWATCH_REHEARSAL_KEY, simulated: true}
              - {id: strange, vendor: openai, name: nobody, endpoint: "http://127.0.0.1:PORT/v1",
                 key: GAPWATCH_REHEARSAL_KEY, simulated: true}
              - {id: keyless, vendor: openai, name: sim-faker, key: GAPWATCH_NO_KEY,
                 endpoint: "http://127.0.0.1:PORT/v1"}
              - {id: gone, vendor: openai, name: sim-faker, key: GAPWATCH_REHEARSAL_KEY,
                 endpoint: "http://127.0.0.1:PORT/v1", end_of_life: 2025-01-31}
            """
        try stage.folder.write(
            roster.replacingOccurrences(of: "PORT", with: "\(stage.port)"),
            to: "mine.yaml"
        )
        let before = try await stage.requests()
        let result = try await Program.run(
            ["models", "mine.yaml", "--check"],
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(result.status == 1)
        #expect(result.output.contains("✓ good: served by sim-faker"), "\(result.output)")
        #expect(result.output.contains("✗ strange at http://127.0.0.1:\(stage.port)/v1"))
        #expect(result.output.contains("the key in GAPWATCH_REHEARSAL_KEY: no such model"))
        #expect(result.output.contains("keyless: not asked, GAPWATCH_NO_KEY is not set"))
        #expect(result.output.contains("✗ gone: its vendor took it away on 2025-01-31"))
        #expect(try await stage.requests() - before == 2)
    }

    @Test func `a bad row is named by file, line and field`() async throws {
        let folder = try Folder()
        try folder.write(
            "models:\n  - {id: a, vendor: openai, name: n}\n  - {id: b, vendor: opnai, name: n}\n",
            to: "bad.yaml"
        )
        let result = try await Program.run(["models", "bad.yaml"], in: folder.path)
        #expect(result.status == 1)
        #expect(result.errors.contains("bad.yaml:3: models[1].vendor: "), "\(result.errors)")
    }
}
