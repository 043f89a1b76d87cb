import Bench
import Testing

@testable import Vendors

struct BatchRequestsTests {
    private let items = [
        BatchItem(customID: "a", body: Array(#"{"model":"m","messages":[]}"#.utf8)),
        BatchItem(customID: "b", body: Array(#"{"model":"m","messages":[1]}"#.utf8)),
    ]

    private func requests(_ vendor: Vendor) throws -> BatchRequests {
        try #require(BatchRequests(Fixtures.model(vendor)))
    }

    private func json(_ request: VendorRequest) -> JSON {
        (try? JSON(parsing: request.body, rules: .vendor)) ?? .null
    }

    @Test func `OpenAI is sent a form of lines, then the file's name`() throws {
        let requests = try requests(.openai)
        let upload = try #require(requests.upload(items, mark: "gapwatch-1"))
        #expect(upload.url == "https://api.openai.com/v1/files")
        let type = upload.headers.first { $0.name == "Content-Type" }?.value
        #expect(type == "multipart/form-data; boundary=gapwatch-gapwatch-1")
        let text = String(decoding: upload.body, as: UTF8.self)
        let line =
            #"{"custom_id":"a","method":"POST","url":"/v1/chat/completions","#
            + #""body":{"model":"m","messages":[]}}"#
        #expect(text.contains("name=\"purpose\"\r\n\r\nbatch\r\n"))
        #expect(text.contains("\r\n\r\n" + line + "\n"))
        #expect(text.hasSuffix("--gapwatch-gapwatch-1--\r\n"))

        let create = requests.create(items, file: "file-1", mark: "gapwatch-1")
        #expect(create.url == "https://api.openai.com/v1/batches")
        #expect(create.method == .post)
        #expect(
            json(create) == [
                "input_file_id": "file-1", "endpoint": "/v1/chat/completions",
                "completion_window": "24h", "metadata": ["gapwatch": "gapwatch-1"],
            ]
        )
        #expect(create.keyHeader == KeyHeader(name: "Authorization", prefix: "Bearer "))
    }

    @Test func `Responses go to their own endpoint`() throws {
        let upload = try #require(requests(.openaiResponses).upload(items, mark: "m"))
        let text = String(decoding: upload.body, as: UTF8.self)
        #expect(text.contains(#""url":"/v1/responses""#))
    }

    @Test func `Anthropic is sent params and its version`() throws {
        let requests = try requests(.anthropic)
        #expect(requests.upload(items, mark: "m") == nil)
        let create = requests.create(items, file: nil, mark: "m")
        #expect(create.url == "https://api.anthropic.com/v1/messages/batches")
        #expect(create.headers.contains(VendorHeader("anthropic-version", "2023-06-01")))
        #expect(
            json(create) == [
                "requests": [
                    ["custom_id": "a", "params": ["model": "m", "messages": []]],
                    ["custom_id": "b", "params": ["model": "m", "messages": [1]]],
                ]
            ]
        )
    }

    @Test func `Gemini is sent requests with keys under a display name`() throws {
        let create = try requests(.gemini).create(items, file: nil, mark: "gapwatch-2")
        #expect(
            create.url == "https://generativelanguage.googleapis.com/v1beta/models/asked-model"
                + ":batchGenerateContent"
        )
        let batch = json(create)["batch"]
        #expect(batch?["displayName"]?.string == "gapwatch-2")
        #expect(
            batch?["inputConfig"]?["requests"]?["requests"]?[1] == [
                "request": ["model": "m", "messages": [1]], "metadata": ["key": "b"],
            ]
        )
    }

    @Test func `Mistral is told the model once`() throws {
        let create = try requests(.mistral).create(items, file: nil, mark: "gapwatch-3")
        #expect(create.url == "https://api.mistral.ai/v1/batch/jobs")
        #expect(
            json(create) == [
                "endpoint": "/v1/chat/completions", "model": "asked-model", "timeout_hours": 24,
                "metadata": ["gapwatch": "gapwatch-3"],
                "requests": [
                    ["custom_id": "a", "body": ["messages": []]],
                    ["custom_id": "b", "body": ["messages": [1]]],
                ],
            ]
        )
    }

    @Test func `what is only looked at is a GET with the key's header and nothing in it`() throws {
        let look = try #require(requests(.gemini).state(of: "abc"))
        #expect(look.method == .get)
        #expect(look.body.isEmpty)
        #expect(look.url == "https://generativelanguage.googleapis.com/v1beta/batches/abc")
        #expect(look.keyHeader == KeyHeader(name: "x-goog-api-key"))
    }

    @Test(arguments: [
        ("", false), ("a", true), (String(repeating: "0", count: 64), true),
        (String(repeating: "0", count: 65), false), ("a b", false), ("ä", false), ("A_-9", true),
    ])
    func `a name in a batch is 1 to 64 plain characters`(name: String, isGood: Bool) {
        #expect(BatchDialect.isCustomID(name) == isGood)
    }

    @Test(arguments: Vendor.allCases)
    func `a vendor without batches is named in one sentence`(vendor: Vendor) {
        let withBatches: [Vendor] = [.openai, .openaiResponses, .anthropic, .gemini, .mistral]
        let refusal = BatchDialect.refusal(of: Fixtures.model(vendor))
        #expect((refusal == nil) == withBatches.contains(vendor))
        #expect(refusal?.contains("test/asked-model") ?? true)
    }

    @Test func `a server that only speaks OpenAI's format is not taken for OpenAI`() {
        var model = Fixtures.model(.openai)
        model.endpoint = "http://127.0.0.1:8000/v1"
        #expect(BatchDialect(model) == nil)
        model.isSimulated = true
        #expect(BatchDialect(model) == .openAI)
    }
}
