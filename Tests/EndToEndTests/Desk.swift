import Foundation
import TestSupport

/// A folder with a small pack and a roster of a test's own, for servers of its own.
final class Desk: Sendable {
    let folder: Folder
    /// A key that stands nowhere but where it must.
    static let key = "plantedKey-4fQ9zW27xB"
    static let environment = ["DESK_KEY": key]

    /// Each scenario makes four samples of a model: two arms, two replicates.
    init(scenarios: Int = 1, models: [String]) throws {
        folder = try Folder()
        try folder.write(Stage.pack, to: "pack/pack.yaml")
        let lines = (0..<scenarios).map { "{\"id\":\"s-\($0)\",\"request\":\"Write line \($0).\"}" }
        try folder.write(lines.joined(separator: "\n") + "\n", to: "pack/scenarios.jsonl")
        let roster = ["models:"] + models.map { "  - {\($0)}" }
        try folder.write(roster.joined(separator: "\n") + "\n", to: "roster.yaml")
    }

    /// A roster's line for a model that speaks chat completions.
    static func model(_ id: String, at url: String, more: String = "") -> String {
        "id: \(id), vendor: openai, name: gpt-desk, endpoint: \"\(url)/v1\", key: DESK_KEY"
            + (more.isEmpty ? "" : ", " + more)
    }

    func run(
        _ more: [String] = [],
        store: String = "a.sqlite",
        environment: [String: String] = Desk.environment,
        seconds: Double = 120
    ) async throws -> Program.Result {
        try await Program.run(
            [
                "run", "pack", "--models", "roster.yaml", "--no-planted", "--store", store,
                "--slots", "16",
            ] + more,
            in: folder.path,
            environment: environment,
            seconds: seconds
        )
    }

    /// What came of each sample: model, outcome, reason.
    func records(store: String = "a.sqlite") async throws -> [(String, String, String)] {
        let exported = try await Program.run(
            ["export", "--format", "jsonl", "--store", store],
            in: folder.path
        )
        return try exported.output.split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let record = object as? [String: Any]
            return (
                record?["model"] as? String ?? "", record?["outcome"] as? String ?? "",
                record?["reason"] as? String ?? ""
            )
        }
    }

    /// A chat completion.
    static func chat(
        _ model: String = "gpt-desk",
        text: String = "Here it is: a line for the shop.",
        fingerprint: String? = nil
    ) -> String {
        let print = fingerprint.map { ",\"system_fingerprint\":\"\($0)\"" } ?? ""
        return "{\"id\":\"c\",\"model\":\"\(model)\"\(print),\"choices\":[{\"index\":0,"
            + "\"message\":{\"role\":\"assistant\",\"content\":\"\(text)\"},"
            + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,"
            + "\"completion_tokens\":8,\"total_tokens\":17}}"
    }

    /// A response with a status, headers and a body, after which the connection stays.
    static func response(_ status: String, _ headers: [String] = [], _ body: String) -> Script {
        var head = "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n"
        for header in headers { head += header + "\r\n" }
        return .write(Array((head + "\r\n" + body).utf8))
    }
}
