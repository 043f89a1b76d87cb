import Foundation
import TestSupport
import Testing
import Transfers

/// Runs by batch against the simulated vendors' batch doors, as processes.
@Suite(.serialized)
struct BatchTests {
    /// A stage whose roster names the vendors that have batches.
    private static func stage(_ subjects: [String] = steady) async throws -> Stage {
        let stage = try await Stage(latency: 0)
        var lines = ["models:"]
        for subject in subjects {
            let parts = subject.split(separator: " ").map(String.init)
            let path = parts[0].hasPrefix("openai") || parts[0] == "mistral" ? "/v1" : ""
            lines += [
                "  - id: simulated/\(parts[0])-\(parts[1])", "    vendor: \(parts[0])",
                "    name: \(parts[1])", "    endpoint: http://127.0.0.1:\(stage.port)\(path)",
                "    key: GAPWATCH_REHEARSAL_KEY", "    simulated: true",
                "    price: {input: 0.5, output: 1.5, batch_input: 0.25, batch_output: 0.75}",
            ]
        }
        try stage.folder.write(lines.joined(separator: "\n") + "\n", to: "roster.yaml")
        return stage
    }

    static let steady = [
        "openai sim-faker", "openai-responses sim-drifter", "anthropic sim-honest", "gemini sim-aa",
        "mistral sim-faker",
    ]
    /// Samples of a model: 40 scenarios × 2 arms × 2 replicates.
    static let perModel = 160

    private static func batch(_ stage: Stage, _ store: String, poll: Double = 0.2) -> [String] {
        stage.run(store: store, more: ["--batch", "--poll", "\(poll)"])
    }

    private static func run(_ stage: Stage, _ arguments: [String]) async throws -> Program.Result {
        try await Program.run(
            arguments,
            in: stage.folder.path,
            environment: Stage.environment
        )
    }

    /// Requests that came in batches.
    private static func batched(_ stage: Stage) async throws -> Int {
        let transfers = try Transfers(configuration: TransferConfiguration())
        let response = try await transfers.send(
            TransferRequest(method: "GET", url: "http://127.0.0.1:\(stage.port)/health")
        )
        let text = String(decoding: response.body, as: UTF8.self)
        let digits = text.split(separator: "\"batched\":").last?.prefix { $0.isNumber }
        return digits.flatMap { Int($0) } ?? -1
    }

    /// The records of a run, as members of JSON objects.
    private static func records(_ stage: Stage, _ store: String) async throws -> [[String: Any]] {
        let result = try await run(stage, ["export", "--store", store, "--format", "jsonl"])
        guard result.status == 0 else { throw Program.Failure(result.errors) }
        return try result.output.split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        }
    }

    private static func spent(_ stage: Stage, _ store: String) async throws -> Double {
        try await records(stage, store).reduce(0) { sum, record in
            sum + (record["nanodollars"] as? Double ?? .infinity)
        }
    }

    @Test func `a run by batch says what the plain run says, for half of its price`() async throws {
        let stage = try await Self.stage()
        let plain = try await Self.run(stage, stage.run(store: "plain.sqlite"))
        #expect(plain.status == 0, "\(plain.errors)")
        let direct = try await stage.requests()
        let batch = try await Self.run(stage, Self.batch(stage, "batch.sqlite"))
        #expect(batch.status == 0, "\(batch.errors)")
        #expect(batch.errors.contains("160 requests is with its vendor"))
        #expect(
            try await stage.measured(store: "batch.sqlite")
                == stage.measured(store: "plain.sqlite")
        )
        #expect(try await Self.batched(stage) == 5 * Self.perModel)
        #expect(try await stage.requests() == direct)
        let full = try await Self.spent(stage, "plain.sqlite")
        let half = try await Self.spent(stage, "batch.sqlite")
        // Each record's billionths of a dollar are rounded.
        #expect(abs(half - full / 2) <= Double(5 * Self.perModel))
        let again = try await Self.run(stage, Self.batch(stage, "batch.sqlite"))
        #expect(again.errors.contains("nothing was spent"))
        #expect(try await Self.batched(stage) == 5 * Self.perModel)
    }

    @Test func `a run that is killed while batches are out buys nothing twice`() async throws {
        let stage = try await Self.stage()
        let plain = try await Self.run(stage, stage.run(store: "plain.sqlite"))
        #expect(plain.status == 0, "\(plain.errors)")
        let all = 5 * Self.perModel
        let running = try Program.Running(
            Self.batch(stage, "hit.sqlite", poll: 2),
            in: stage.folder.path,
            environment: Stage.environment
        )
        try await eventually { try await Self.batched(stage) == all }
        running.send(SIGKILL)
        _ = try? await running.wait(seconds: 10)
        let again = try await Self.run(stage, Self.batch(stage, "hit.sqlite"))
        #expect(again.status == 0, "\(again.errors)")
        #expect(try await Self.batched(stage) == all)
        #expect(
            try await stage.measured(store: "hit.sqlite")
                == stage.measured(store: "plain.sqlite")
        )
    }

    @Test func `a worker that is killed while batches are out buys nothing twice`() async throws {
        let stage = try await Self.stage()
        let all = 5 * Self.perModel
        let running = try Program.Running(
            Self.batch(stage, "hit.sqlite", poll: 1),
            in: stage.folder.path,
            environment: Stage.environment
        )
        try await eventually { try await Self.batched(stage) == all }
        let worker = try #require(try running.children().first)
        kill(worker, SIGKILL)
        let hit = try await running.wait(seconds: 120)
        #expect(hit.status == 0, "\(hit.errors)")
        #expect(hit.errors.contains("was killed"))
        #expect(try await Self.batched(stage) == all)
        #expect(try await Self.records(stage, "hit.sqlite").count == all)
    }

    @Test func `batches whose ids were lost with the process are found again`() async throws {
        let stage = try await Self.stage()
        let all = 5 * Self.perModel
        let running = try Program.Running(
            Self.batch(stage, "hit.sqlite", poll: 2),
            in: stage.folder.path,
            environment: Stage.environment
        )
        let journal = stage.folder.path + "/hit.sqlite.batches/batches.jsonl"
        try await eventually { try await Self.batched(stage) == all }
        let workers = try running.children()
        running.send(SIGKILL)
        for worker in workers { kill(worker, SIGKILL) }
        _ = try? await running.wait(seconds: 10)
        // As if the process had died between each request and its answer.
        let lines = try String(contentsOfFile: journal, encoding: .utf8).split(separator: "\n")
        let intents = lines.filter { $0.hasPrefix("{\"intent\"") }
        #expect(intents.count == 5)
        try stage.folder.write(
            intents.joined(separator: "\n") + "\n",
            to: "hit.sqlite.batches/batches.jsonl"
        )
        let again = try await Self.run(stage, Self.batch(stage, "hit.sqlite"))
        #expect(again.status == 0, "\(again.errors)")
        #expect(try await Self.batched(stage) == all)
        #expect(try await Self.records(stage, "hit.sqlite").count == all)
    }

    @Test func `what a batch leaves open is asked again, and in the end directly`() async throws {
        let stage = try await Self.stage(["openai sim-flaky"])
        let plain = try await Self.run(stage, stage.run(store: "plain.sqlite"))
        #expect(plain.status == 0, "\(plain.errors)")
        let batch = try await Self.run(stage, Self.batch(stage, "batch.sqlite"))
        #expect(batch.status == 0, "\(batch.errors)")
        #expect(
            try await stage.measured(store: "batch.sqlite")
                == stage.measured(store: "plain.sqlite")
        )
        // 12 % fail or expire in the first batch; they make up the second.
        let batched = try await Self.batched(stage)
        #expect(batched > Self.perModel)
        #expect(batched < Self.perModel * 3 / 2)
    }

    @Test func `a vendor without batches is named before anything is asked`() async throws {
        let stage = try await Self.stage(["openai sim-faker", "bedrock sim-steady-faker"])
        let result = try await Self.run(stage, Self.batch(stage, "a.sqlite"))
        #expect(result.status == 1)
        #expect(result.errors.contains("simulated/bedrock-sim-steady-faker: batches are known of"))
        #expect(try await Self.batched(stage) == 0)
        #expect(try await stage.requests() == 0)
    }

    @Test func `a limit of money holds for the whole batch before it is handed in`() async throws {
        let stage = try await Self.stage(["openai sim-faker"])
        let running = try Program.Running(
            Self.batch(stage, "a.sqlite") + ["--max-cost", "0.02"],
            in: stage.folder.path,
            environment: Stage.environment
        )
        try await eventually { try await Self.batched(stage) > 0 }
        running.send(SIGINT)
        _ = try await running.wait(seconds: 30)
        let journal = stage.folder.path + "/a.sqlite.batches/batches.jsonl"
        let text = try String(contentsOfFile: journal, encoding: .utf8)
        let first = try #require(text.split(separator: "\n").first)
        let intent = try JSONSerialization.jsonObject(with: Data(first.utf8)) as? [String: Any]
        let requests = try #require(intent?["requests"] as? [String]).count
        // 1024 tokens of output at $0.75 a million are $0.000768 for each request.
        #expect(requests > 0)
        #expect(Double(requests) * 0.000768 <= 0.02)
    }

    @Test func `planted subjects ride along where money is limited`() async throws {
        let stage = try await Self.stage(["openai sim-faker"])
        let words = Self.batch(stage, "a.sqlite").filter { $0 != "--no-planted" }
        let result = try await Self.run(stage, words + ["--max-cost", "100"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("Planted (simulated)"))
        #expect(try await Self.batched(stage) > 0)
    }

    @Test func `a limit of money needs the price of batches`() async throws {
        let stage = try await Self.stage(["openai sim-faker"])
        let path = stage.folder.path + "/roster.yaml"
        let roster = try String(contentsOfFile: path, encoding: .utf8)
        let without = roster.replacing(", batch_input: 0.25, batch_output: 0.75", with: "")
        try stage.folder.write(without, to: "roster.yaml")
        let limited = try await Self.run(
            stage,
            Self.batch(stage, "a.sqlite") + ["--max-cost", "1"]
        )
        #expect(limited.status == 1)
        #expect(limited.errors.contains("give batch_input and batch_output"))
        #expect(try await Self.batched(stage) == 0)
        let open = try await Self.run(stage, Self.batch(stage, "a.sqlite"))
        #expect(open.status == 0, "\(open.errors)")
        // What a batch costs is not guessed.
        let records = try await Self.records(stage, "a.sqlite")
        #expect(records.count == Self.perModel)
        #expect(records.allSatisfy { !($0["nanodollars"] is Double) })
    }

    @Test func `Ctrl-C leaves the batches with their vendors, and the same command goes on`()
        async throws
    {
        let stage = try await Self.stage()
        let all = 5 * Self.perModel
        let running = try Program.Running(
            Self.batch(stage, "a.sqlite", poll: 2),
            in: stage.folder.path,
            environment: Stage.environment
        )
        try await eventually { try await Self.batched(stage) == all }
        running.send(SIGINT)
        let stopped = try await running.wait(seconds: 20)
        #expect(stopped.status == 130, "\(stopped.errors)")
        #expect(stopped.errors.contains("stay with their vendors"))
        let again = try await Self.run(stage, Self.batch(stage, "a.sqlite"))
        #expect(again.status == 0, "\(again.errors)")
        #expect(try await Self.batched(stage) == all)
    }
}
