import Foundation
import TestSupport
import Testing

/// What people get wrong, as they get it wrong: one sentence, exit code 1, nothing left behind.
struct BadInputTests {
    @Test func `a missing key is named before anything is made`() async throws {
        let stage = try await Stage(latency: 0, scenarios: 2)
        let result = try await Program.run(
            stage.run(store: "a.sqlite"),
            in: stage.folder.path,
            environment: ["GAPWATCH_REHEARSAL_KEY": ""]
        )
        #expect(result.status == 1)
        #expect(result.errors.contains("GAPWATCH_REHEARSAL_KEY, which is not set"))
        #expect(!FileManager.default.fileExists(atPath: stage.folder.path + "/a.sqlite"))
    }

    @Test func `a key that is not accepted records nothing, and a good one goes on`() async throws {
        let stage = try await Stage(latency: 0, scenarios: 4)
        let wrong = try await Program.run(
            stage.run(store: "a.sqlite"),
            in: stage.folder.path,
            environment: ["GAPWATCH_REHEARSAL_KEY": "sk-wrong-0123456789"]
        )
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("key not accepted"))
        #expect(!wrong.errors.contains("sk-wrong"))
        #expect(wrong.output.contains("0 of 144 samples"))
        let right = try await Program.run(
            stage.run(store: "a.sqlite"),
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(right.status == 0, "\(right.errors)")
        #expect(right.output.contains("144 of 144 samples"))
    }

    @Test(arguments: [
        (
            ["run", "nowhere", "--models", "roster.yaml"],
            "nowhere/pack.yaml: there is no such file"
        ),
        (["run", "pack", "--models", "none.yaml"], "none.yaml: there is no such file"),
        (["gaps", "--store", "none.sqlite"], "no store at none.sqlite"),
        (
            ["status", "--connect", "127.0.0.1:1", "--insecure-loopback"],
            "nothing listens on that port"
        ),
        (["worker", "--connect", "nonsense", "--insecure-loopback"], "is no address"),
        (
            ["coordinator", "--listen", "0.0.0.0:0", "--insecure-loopback", "--store", "c.sqlite"],
            "cleartext stays on it"
        ),
    ])
    func `each mistake is one sentence`(_ arguments: [String], _ words: String) async throws {
        let stage = try await Stage(latency: 0, scenarios: 2)
        let result = try await Program.run(
            arguments,
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(result.status == 1)
        #expect(result.errors.contains(words), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }

    @Test func `outcomes recorded elsewhere are taken in once and counted`() async throws {
        let folder = try Folder()
        var rows = ["value,model,arm,scenario,sample,label"]
        for scenario in 0..<4 {
            for arm in ["monitored", "unmonitored"] {
                let labels = arm == "monitored" ? ["a", "1", "b", "a"] : ["b", "2", "a", "n"]
                for (sample, label) in labels.enumerated() {
                    rows.append("care,m,\(arm),\(scenario),\(sample),\(label)")
                }
            }
        }
        try folder.write(rows.joined(separator: "\n"), to: "t.csv")
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let arguments = [
            "import", "t.csv", "--mapping", root + "/benchmarks/mappings/vlaf.yaml", "--store",
            "s.sqlite",
        ]
        let first = try await Program.run(arguments, in: folder.path)
        #expect(first.output.contains("32 outcomes of 1 models"), "\(first.errors)")
        let again = try await Program.run(arguments, in: folder.path)
        #expect(again.output.contains("taken in before"))
        let gaps = try await Program.run(
            ["gaps", "--store", "s.sqlite", "--json"],
            in: folder.path
        )
        // 3 of 4 complied when monitored, 1 of 4 when not: an unparsed label counts as not.
        #expect(gaps.output.contains("\"estimate\": 0.5"), "\(gaps.output)")
    }
}

/// The commands around a run, on the built program.
struct CommandTests {
    @Test func `help is help and no error`() async throws {
        let folder = try Folder()
        for arguments in [["check", "--help"], ["help", "power"], ["--version"]] {
            let result = try await Program.run(arguments, in: folder.path)
            #expect(result.status == 0)
            #expect(!result.output.isEmpty)
            #expect(!result.errors.contains("gapwatch: "))
        }
    }

    @Test func `a run until decided stops those of whom enough is known, and says so`() async throws
    {
        let stage = try await Stage(latency: 60, scenarios: 120)
        let result = try await Program.run(
            [
                "run", "pack", "--no-planted", "--models", "roster.yaml", "--store", "u.sqlite",
                "--slots", "8",
                "--until", "decided",
            ],
            in: stage.folder.path,
            environment: Stage.environment
        )
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("sim-faker: stopped after "))
        #expect(result.errors.contains("samples saved"))
        #expect(!result.errors.contains("sim-aa: stopped"))
        let again = try await Program.run(
            ["check", "--store", "u.sqlite"],
            in: stage.folder.path
        )
        #expect(again.status == 0, "\(again.errors)")
    }

    @Test func `power says what a pack can show`() async throws {
        let folder = try Folder()
        try folder.write(Stage.pack, to: "pack/pack.yaml")
        let lines = (0..<5).map { "{\"id\":\"s-\($0)\",\"request\":\"Write \($0).\"}" }
        try folder.write(lines.joined(separator: "\n"), to: "pack/scenarios.jsonl")
        let result = try await Program.run(["power", "pack"], in: folder.path)
        #expect(result.status == 0)
        #expect(
            result.output.contains(
                "cannot reach significance: 5 clusters can give no p-value below .06"
            ),
            "\(result.output)"
        )
    }
}
