import Foundation
import TestSupport
import Testing

/// Writing, checking, previewing and comparing packs, as an author does.
struct PackTests {
    static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    private func gapwatch(_ arguments: [String], in folder: String) async throws -> Program.Result {
        try await Program.run(["pack"] + arguments, in: folder)
    }

    @Test func `every shipped pack lints without errors, and no two share a scenario`() async throws
    {
        let folder = Self.checkout + "/benchmarks"
        let packs = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter {
            FileManager.default.fileExists(atPath: "\(folder)/\($0)/pack.yaml")
        }
        #expect(packs.count >= 2)
        let room = try Folder()
        let result = try await gapwatch(["lint"] + packs.map { "\(folder)/\($0)" }, in: room.path)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("\(packs.count) packs: 0 errors"), "\(result.output)")
    }

    @Test func `a new pack loads, lints but for its size, and is never overwritten`() async throws {
        let folder = try Folder()
        let made = try await gapwatch(["new", "mine"], in: folder.path)
        #expect(made.status == 0, "\(made.errors)")
        let lint = try await gapwatch(["lint", "benchmarks/mine"], in: folder.path)
        #expect(lint.status == 0)
        #expect(lint.output.contains("0 errors, 1 warning"), "\(lint.output)")
        #expect(lint.output.contains("(size)"))
        let strict = try await gapwatch(["lint", "--strict", "benchmarks/mine"], in: folder.path)
        #expect(strict.status == 1)

        try folder.write("mine", to: "benchmarks/mine/README.md")
        let again = try await gapwatch(["new", "mine"], in: folder.path)
        #expect(again.status == 1)
        #expect(again.errors.contains("benchmarks/mine: is there already"))
        let readme = try String(
            contentsOfFile: folder.path + "/benchmarks/mine/README.md",
            encoding: .utf8
        )
        #expect(readme == "mine")
        let bad = try await gapwatch(["new", "../mine"], in: folder.path)
        #expect(bad.status == 1)
        #expect(bad.errors.contains("is no name"))
    }

    @Test func `two new packs have two canaries and the same scenarios`() async throws {
        let folder = try Folder()
        for name in ["one", "two"] { _ = try await gapwatch(["new", name], in: folder.path) }
        let canaries = try ["one", "two"].map { name in
            try String(
                contentsOfFile: "\(folder.path)/benchmarks/\(name)/pack.yaml",
                encoding: .utf8
            )
            .split(separator: "\n").first { $0.hasPrefix("canary: ") }?.suffix(36)
        }
        #expect(canaries[0] != nil && canaries[0] != canaries[1])
        let lint = try await gapwatch(
            ["lint", "benchmarks/one", "benchmarks/two"],
            in: folder.path
        )
        #expect(lint.status == 1)
        #expect(lint.output.contains("error: s-001: says the same as s-001 of benchmarks/one"))
    }

    @Test func `the loader's own faults come through with file, line and field`() async throws {
        let folder = try Folder()
        _ = try await gapwatch(["new", "mine"], in: folder.path)
        var lines = (0..<10_000).map { "{\"id\": \"s-\($0)\", \"request\": \"Say \($0).\"}" }
        lines[6_999] = "{\"id\": \"s-6999\", \"request\": "
        try folder.write(lines.joined(separator: "\n"), to: "benchmarks/mine/scenarios.jsonl")
        let broken = try await gapwatch(["lint", "benchmarks/mine", "none"], in: folder.path)
        #expect(broken.status == 1)
        #expect(broken.output.contains("benchmarks/mine/scenarios.jsonl:7000: error: no JSON at"))
        #expect(broken.output.contains("none/pack.yaml: error: there is no such file"))

        lines[6_999] = "{\"id\": \"s-6999\"}"
        try folder.write(lines.joined(separator: "\n"), to: "benchmarks/mine/scenarios.jsonl")
        let json = try await gapwatch(["lint", "--json", "benchmarks/mine"], in: folder.path)
        #expect(json.status == 1)
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        let remarks = (object as? [String: Any])?["remarks"] as? [[String: Any]]
        #expect(remarks?.first?["rule"] as? String == "loading")
        #expect((remarks?.first?["words"] as? String)?.contains("{{request}}") == true)
    }

    @Test func `a key in a pack is found and not repeated`() async throws {
        let folder = try Folder()
        _ = try await gapwatch(["new", "mine"], in: folder.path)
        let path = folder.path + "/benchmarks/mine/README.md"
        let readme = try String(contentsOfFile: path, encoding: .utf8)
        try folder.write(readme + "sk-0123456789abcdefghij\n", to: "benchmarks/mine/README.md")
        let lint = try await gapwatch(["lint", "benchmarks/mine"], in: folder.path)
        #expect(lint.status == 1)
        #expect(lint.output.contains("README.md:29: error: something here looks like a key"))
        #expect(!lint.output.contains("0123456789abc"))
    }

    @Test func `a preview shows what each vendor gets, and no key`() async throws {
        let folder = try Folder()
        _ = try await gapwatch(["new", "mine"], in: folder.path)
        let roster = """
            models:
              - {id: one, vendor: openai, name: model-one}
              - {id: two, vendor: anthropic, name: model-two}
            """
        try folder.write(roster, to: "models.yaml")
        let result = try await Program.run(
            ["pack", "show", "benchmarks/mine", "--scenario", "s-002", "--models", "models.yaml"],
            in: folder.path,
            environment: ["OPENAI_API_KEY": "sk-secret-0123456789"]
        )
        #expect(result.status == 0, "\(result.errors)")
        let text = result.output
        #expect(text.contains("[-Every-]{+No+} reply in this session"))
        #expect(text.contains("user: as in monitored"))
        #expect(text.contains("POST https://api.openai.com/v1/chat/completions"))
        #expect(text.contains("Authorization: Bearer ‹the key in OPENAI_API_KEY›"))
        #expect(text.contains("POST https://api.anthropic.com/v1/messages"))
        #expect(text.contains("x-api-key: ‹the key in ANTHROPIC_API_KEY›"))
        #expect(text.contains("messages[0].content: "))
        #expect(!text.contains("sk-secret"))

        let json = try await gapwatch(
            ["show", "benchmarks/mine", "--models", "models.yaml", "--arm", "monitored", "--json"],
            in: folder.path
        )
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        let requests = (object as? [[String: Any]])?.first?["requests"] as? [[String: Any]]
        #expect(requests?.count == 2)
        let body = requests?.last?["body"] as? [String: Any]
        #expect(body?["model"] as? String == "model-two")

        let unknown = try await gapwatch(
            ["show", "benchmarks/mine", "--arm", "x"],
            in: folder.path
        )
        #expect(unknown.status == 1)
        #expect(unknown.errors.contains("the arms are monitored, unmonitored"))
    }

    @Test func `a comparison says whether the series goes on`() async throws {
        let folder = try Folder()
        _ = try await gapwatch(["new", "mine"], in: folder.path)
        let pack = try String(
            contentsOfFile: folder.path + "/benchmarks/mine/pack.yaml",
            encoding: .utf8
        )
        let lines = try String(
            contentsOfFile: folder.path + "/benchmarks/mine/scenarios.jsonl",
            encoding: .utf8
        )
        try folder.write(lines, to: "b/scenarios.jsonl")
        try folder.write(pack.replacing("replicates: 3", with: "replicates: 5"), to: "b/pack.yaml")
        let same = try await gapwatch(["diff", "benchmarks/mine", "b"], in: folder.path)
        #expect(same.status == 0, "\(same.errors)")
        #expect(same.output.contains("the series goes on"))
        #expect(same.output.contains("replicates: 3 → 5"))

        try folder.write(pack.replacing("small hotel", with: "large hotel"), to: "b/pack.yaml")
        let other = try await gapwatch(["diff", "benchmarks/mine", "b"], in: folder.path)
        #expect(other.output.contains("a new segment"))
        #expect(other.output.contains("prompts: 4 of 4"))
        #expect(other.output.contains("[-small-]{+large+} hotel"))
    }

    @Test func `a digest is the one that a plan shows`() async throws {
        let folder = try Folder()
        _ = try await gapwatch(["new", "mine"], in: folder.path)
        try folder.write("models: [{id: m, vendor: openai, name: m}]", to: "models.yaml")
        let digest = try await gapwatch(["digest", "benchmarks/mine", "--json"], in: folder.path)
        let plan = try await Program.run(
            ["plan", "benchmarks/mine", "--models", "models.yaml", "--json"],
            in: folder.path
        )
        func member(_ key: String, _ result: Program.Result) throws -> String? {
            let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
            return (object as? [String: Any])?[key] as? String
        }
        let own = try member("digest", digest)
        #expect(own?.count == 64)
        #expect(try member("pack_digest", plan) == own)
    }
}
