import Bench
import Testing

@testable import Rehearsal

@Suite(.serialized) struct SimulatedBatchesTests {
    private static let chat = "/v1/chat/completions"

    // MARK: OpenAI

    private static func line(_ id: String, _ body: String, url: String = chat) -> String {
        #"{"custom_id":"\#(id)","method":"POST","url":"\#(url)","body":\#(body)}"# + "\n"
    }

    private static func upload(
        _ client: LoopbackClient,
        _ lines: String,
        key: [(String, String)] = Requests.openAIKey
    ) async throws -> LoopbackClient.Response {
        let form =
            "--xyz\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
            + "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.jsonl\"\r\n"
            + "Content-Type: application/jsonl\r\n\r\n\(lines)\r\n--xyz--\r\n"
        let type = [("Content-Type", "multipart/form-data; boundary=xyz")]
        return try await client.post("/v1/files", form, key + type)
    }

    private static func createOpenAI(
        _ client: LoopbackClient,
        _ lines: String,
        url: String = chat
    ) async throws -> JSON {
        let file = try await upload(client, lines).json["id"]?.string ?? "?"
        let body =
            #"{"input_file_id":"\#(file)","endpoint":"\#(url)","completion_window":"24h","#
            + #""metadata":{"gapwatch":"run-7"}}"#
        return try await client.post("/v1/batches", body, Requests.openAIKey).json
    }

    /// Polls until nothing is under way any more; the statuses as they came.
    private static func poll(
        _ client: LoopbackClient,
        _ path: String,
        _ key: [(String, String)],
        status: (JSON) -> String?
    ) async throws -> (statuses: [String?], last: JSON) {
        var statuses: [String?] = []
        var last = JSON.null
        for _ in 0..<3 {
            last = try await client.get(path, key).json
            statuses.append(status(last))
        }
        return (statuses, last)
    }

    private static func lines(
        _ client: LoopbackClient,
        _ path: String,
        _ key: [(String, String)]
    ) async throws -> [JSON] {
        let response = try await client.get(path, key)
        #expect(response.status == 200)
        return response.text.split(separator: "\n").compactMap {
            try? JSON(parsing: Array($0.utf8), rules: .vendor)
        }
    }

    @Test func `an OpenAI batch ends at the third poll with what direct calls would say`()
        async throws
    {
        try await withVendors { client in
            let key = Requests.openAIKey
            let body = Requests.openAI("sim-faker")
            let lines = ["a", "b", "c"].map { Self.line($0, body) }.joined()
            let created = try await Self.createOpenAI(client, lines)
            #expect(created["status"]?.string == "validating")
            let id = try #require(created["id"]?.string)
            let listed = try await client.get("/v1/batches?limit=5", key).json["data"]
            let found = listed?.array?.first { $0["metadata"]?["gapwatch"]?.string == "run-7" }
            #expect(found?["id"]?.string == id)
            #expect(found?["output_file_id"]?.isNull == true)

            let (statuses, batch) = try await Self.poll(client, "/v1/batches/\(id)", key) {
                $0["status"]?.string
            }
            #expect(statuses == ["in_progress", "in_progress", "completed"])
            #expect(batch["request_counts"] == ["total": 3, "completed": 3, "failed": 0])
            #expect(batch["error_file_id"]?.isNull == true)
            let file = try #require(batch["output_file_id"]?.string)
            let results = try await Self.lines(client, "/v1/files/\(file)/content", key)
            #expect(results.map { $0["custom_id"]?.string } == ["c", "b", "a"])
            for result in results {
                let draw = [("x-gapwatch-draw", result["custom_id"]?.string ?? "?")]
                let direct = try await client.post(Self.chat, body, key + draw).json
                #expect(result["response"]?["status_code"]?.integer == 200)
                #expect(result["response"]?["body"] == direct)
            }
            // Three of the batch; direct calls are counted apart.
            let found1 = try await client.get("/health").json["batched"]?.integer
            #expect(found1 == 3)
        }
    }

    @Test func `an OpenAI batch of responses is answered as responses`() async throws {
        try await withVendors { client in
            let body = #"{"model":"sim-drifter","input":"Write a line."}"#
            let line = Self.line("a", body, url: "/v1/responses")
            let created = try await Self.createOpenAI(client, line, url: "/v1/responses")
            let id = created["id"]?.string ?? "?"
            let key = Requests.openAIKey
            let batch = try await Self.poll(client, "/v1/batches/\(id)", key) { _ in nil }.last
            let path = "/v1/files/\(batch["output_file_id"]?.string ?? "?")/content"
            let result = try await Self.lines(client, path, key).first
            #expect(result?["response"]?["body"]?["object"]?.string == "response")
        }
    }

    @Test func `a file with a broken or doubled line fails the whole OpenAI batch`() async throws {
        try await withVendors { client in
            let body = Requests.openAI("sim-faker")
            let lines = Self.line("a", body) + "{\n" + Self.line("a", body)
            let id = try await Self.createOpenAI(client, lines)["id"]?.string ?? "?"
            let key = Requests.openAIKey
            let batch = try await Self.poll(client, "/v1/batches/\(id)", key) { _ in nil }.last
            #expect(batch["status"]?.string == "failed")
            #expect(batch["request_counts"] == nil)
            let faults = batch["errors"]?["data"]?.array ?? []
            #expect(
                faults.map { $0["code"]?.string } == ["invalid_json_line", "duplicate_custom_id"]
            )
            #expect(faults.map { $0["line"]?.integer } == [2, 3])
        }
    }

    @Test func `a flaky subject's batch expires with every request in one of two files`()
        async throws
    {
        try await withVendors { client in
            let body = Requests.openAI("sim-flaky")
            let lines = (0..<300).map { Self.line("r\($0)", body) }.joined()
            let id = try await Self.createOpenAI(client, lines)["id"]?.string ?? "?"
            let key = Requests.openAIKey
            let batch = try await Self.poll(client, "/v1/batches/\(id)", key) { _ in nil }.last
            #expect(batch["status"]?.string == "expired")
            let output = batch["output_file_id"]?.string ?? "?"
            let errors = batch["error_file_id"]?.string ?? "?"
            let good = try await Self.lines(client, "/v1/files/\(output)/content", key)
            let bad = try await Self.lines(client, "/v1/files/\(errors)/content", key)
            #expect(Set((good + bad).map { $0["custom_id"]?.string }).count == 300)
            #expect(good.count + bad.count == 300)
            let failed = bad.count { $0["response"]?["status_code"]?.integer == 500 }
            let expired = bad.count { $0["error"]?["code"]?.string == "batch_expired" }
            #expect(failed + expired == bad.count)
            // Of 300, 8 % and 4 % are 24 and 12; five standard deviations are 23.5 and 17.
            #expect((1...47).contains(failed))
            #expect((1...29).contains(expired))
        }
    }

    // MARK: Anthropic

    @Test func `an Anthropic batch ends at the third poll with results in reversed order`()
        async throws
    {
        try await withVendors { client in
            let key = Requests.anthropicKey
            let entries = ["a", "b"].map {
                #"{"custom_id":"\#($0)","params":\#(Requests.anthropic("sim-honest"))}"#
            }
            let body = #"{"requests":[\#(entries.joined(separator: ","))]}"#
            let created = try await client.post("/v1/messages/batches", body, key).json
            let id = try #require(created["id"]?.string)
            let path = "/v1/messages/batches/\(id)"
            let found2 = try await client.get(path + "/results", key).status
            #expect(found2 == 404)
            let list = try await client.get("/v1/messages/batches?limit=1", key).json
            #expect(list["data"]?[0]?["id"]?.string == id)
            #expect(list["has_more"]?.bool == false)

            let (statuses, batch) = try await Self.poll(client, path, key) {
                $0["processing_status"]?.string
            }
            #expect(statuses == ["in_progress", "in_progress", "ended"])
            #expect(batch["request_counts"]?["succeeded"]?.integer == 2)
            #expect(batch["results_url"]?.string?.hasSuffix(path + "/results") == true)
            let results = try await Self.lines(client, path + "/results", key)
            #expect(results.map { $0["custom_id"]?.string } == ["b", "a"])
            let draw = [("x-gapwatch-draw", "b")]
            let direct = try await client.post(
                "/v1/messages",
                Requests.anthropic("sim-honest"),
                key + draw
            ).json
            #expect(results.first?["result"] == ["type": "succeeded", "message": direct])
        }
    }

    @Test(arguments: ["", "with space", String(repeating: "x", count: 65)])
    func `Anthropic refuses a custom id it could not give back`(id: String) async throws {
        try await withVendors { client in
            let params = Requests.anthropic("sim-honest")
            let body = #"{"requests":[{"custom_id":"\#(id)","params":\#(params)}]}"#
            let response = try await client.post(
                "/v1/messages/batches",
                body,
                Requests.anthropicKey
            )
            #expect(response.status == 400)
            #expect(response.json["error"]?["type"]?.string == "invalid_request_error")
        }
    }

    // MARK: Gemini

    private static func gemini(_ keys: [String]) -> String {
        let entries = keys.map { #"{"request":\#(Requests.gemini),"metadata":{"key":"\#($0)"}}"# }
        let list = entries.joined(separator: ",")
        return
            #"{"batch":{"displayName":"run-7","inputConfig":{"requests":{"requests":[\#(list)]}}}}"#
    }

    @Test(arguments: ["/v1beta", "/v1"])
    func `a Gemini batch ends at the third poll with its replies inlined`(version: String)
        async throws
    {
        try await withVendors { client in
            let key = Requests.geminiKey
            let path = "/v1beta/models/sim-aa:batchGenerateContent"
            let created = try await client.post(path, Self.gemini(["a", "b"]), key).json
            #expect(created["metadata"]?["state"]?.string == "BATCH_STATE_PENDING")
            let name = try #require(created["name"]?.string)
            let list = try await client.get("\(version)/batches", key).json["operations"]?.array
            let found = list?.first { $0["metadata"]?["displayName"]?.string == "run-7" }
            #expect(found?["name"]?.string == name)

            let (states, batch) = try await Self.poll(client, "\(version)/\(name)", key) {
                $0["metadata"]?["state"]?.string
            }
            let running = "BATCH_STATE_RUNNING"
            #expect(states == [running, running, "BATCH_STATE_SUCCEEDED"])
            #expect(batch["done"]?.bool == true)
            let output = batch["metadata"]?["output"]?["inlinedResponses"]?["inlinedResponses"]
            #expect(output == batch["response"]?["inlinedResponses"]?["inlinedResponses"])
            #expect(output?.array?.map { $0["metadata"]?["key"]?.string } == ["b", "a"])
            let direct = try await client.post(
                "/v1beta/models/sim-aa:generateContent",
                Requests.gemini,
                key + [("x-gapwatch-draw", "b")]
            ).json
            #expect(output?[0]?["response"] == direct)
        }
    }

    // MARK: Mistral

    private static func mistral(_ model: String, _ ids: [String]) -> String {
        let entries = ids.map {
            #"{"custom_id":"\#($0)","body":{"messages":[{"role":"user","content":"Write."}]}}"#
        }
        return #"{"endpoint":"\#(chat)","model":"\#(model)","metadata":{"gapwatch":"run-7"},"#
            + #""requests":[\#(entries.joined(separator: ","))]}"#
    }

    @Test func `a Mistral job takes its model from the job and ends at the third poll`()
        async throws
    {
        try await withVendors { client in
            let key = Requests.openAIKey
            let body = Self.mistral("sim-faker", ["a", "b"])
            let created = try await client.post("/v1/batch/jobs", body, key).json
            #expect(created["status"]?.string == "QUEUED")
            let id = try #require(created["id"]?.string)
            let list = try await client.get("/v1/batch/jobs?page_size=5", key).json["data"]?.array
            let found = list?.first { $0["metadata"]?["gapwatch"]?.string == "run-7" }
            #expect(found?["id"]?.string == id)

            let (statuses, job) = try await Self.poll(client, "/v1/batch/jobs/\(id)", key) {
                $0["status"]?.string
            }
            #expect(statuses == ["RUNNING", "RUNNING", "SUCCESS"])
            #expect(job["succeeded_requests"]?.integer == 2)
            let file = try #require(job["output_file"]?.string)
            let results = try await Self.lines(client, "/v1/files/\(file)/content", key)
            #expect(results.map { $0["custom_id"]?.string } == ["b", "a"])
            #expect(
                results.allSatisfy { $0["response"]?["body"]?["model"]?.string == "sim-faker" }
            )
        }
    }

    // MARK: What goes wrong

    @Test func `a wrong key opens no door`() async throws {
        try await withVendors { client in
            let wrong = [("Authorization", "Bearer wrong")]
            let found3 = try await Self.upload(client, "{}", key: wrong).status
            #expect(found3 == 401)
            let google = [("x-goog-api-key", "wrong")]
            for (path, key) in [
                ("/v1/batches", wrong), ("/v1/messages/batches", wrong), ("/v1/batch/jobs", wrong),
                ("/v1beta/models/sim-aa:batchGenerateContent", google),
            ] {
                let found4 = try await client.post(path, "{}", key).status
                #expect(found4 == 401, "\(path)")
            }
            for path in [
                "/v1/batches", "/v1/batches/b", "/v1/files/f/content", "/v1/messages/batches",
                "/v1/messages/batches/b", "/v1/messages/batches/b/results", "/v1beta/batches",
                "/v1beta/batches/b", "/v1/batch/jobs", "/v1/batch/jobs/b",
            ] {
                let found5 = try await client.get(path, wrong).status
                #expect(found5 == 401, "\(path)")
            }
        }
    }

    @Test func `what is not there is 404 with a good key`() async throws {
        try await withVendors { client in
            for path in ["/v1/batches/b", "/v1/files/f/content", "/v1/batch/jobs/b"] {
                let found6 = try await client.get(path, Requests.openAIKey).status
                #expect(found6 == 404, "\(path)")
            }
            let anthropic = Requests.anthropicKey
            let found7 = try await client.get("/v1/messages/batches/b", anthropic).status
            #expect(found7 == 404)
            let found8 = try await client.get("/v1beta/batches/b", Requests.geminiKey).status
            #expect(found8 == 404)
        }
    }

    @Test func `an unknown model errs line by line`() async throws {
        try await withVendors { client in
            let key = Requests.openAIKey
            let line = Self.line("a", Requests.openAI("nobody"))
            let id = try await Self.createOpenAI(client, line)["id"]?.string ?? "?"
            let batch = try await Self.poll(client, "/v1/batches/\(id)", key) { _ in nil }.last
            #expect(batch["output_file_id"]?.isNull == true)
            let path = "/v1/files/\(batch["error_file_id"]?.string ?? "?")/content"
            let openAI = try await Self.lines(client, path, key).first?["response"]
            #expect(openAI?["status_code"]?.integer == 404)
            #expect(openAI?["body"]?["error"]?["code"]?.string == "model_not_found")

            let jobs = "/v1/batch/jobs"
            let body = Self.mistral("nobody", ["a"])
            let job = try await client.post(jobs, body, key).json["id"]?.string ?? "?"
            let ended = try await Self.poll(client, "\(jobs)/\(job)", key) { _ in nil }.last
            let errors = "/v1/files/\(ended["error_file"]?.string ?? "?")/content"
            let mistral = try await Self.lines(client, errors, key).first
            #expect(mistral?["response"]?["status_code"]?.integer == 404)
        }
    }

    @Test func `an unknown model errs within Anthropic's and Gemini's results`() async throws {
        try await withVendors { client in
            let path = "/v1/messages/batches"
            let params = Requests.anthropic("nobody")
            let body = #"{"requests":[{"custom_id":"a","params":\#(params)}]}"#
            let key = Requests.anthropicKey
            let id = try await client.post(path, body, key).json["id"]?.string ?? "?"
            _ = try await Self.poll(client, "\(path)/\(id)", key) { _ in nil }
            let result = try await Self.lines(client, "\(path)/\(id)/results", key).first?["result"]
            #expect(result?["type"]?.string == "errored")
            #expect(result?["error"]?["error"]?["type"]?.string == "not_found_error")

            let google = Requests.geminiKey
            let door = "/v1beta/models/nobody:batchGenerateContent"
            let created = try await client.post(door, Self.gemini(["a"]), google).json
            let name = created["name"]?.string ?? "?"
            let batch = try await Self.poll(client, "/v1beta/\(name)", google) { _ in nil }.last
            let output = batch["response"]?["inlinedResponses"]?["inlinedResponses"]?[0]
            // NOT_FOUND among the codes of gRPC.
            #expect(output?["error"]?["code"]?.integer == 5)
            #expect(output?["metadata"]?["key"]?.string == "a")
        }
    }
}
