import Bench
import Testing

@testable import Vendors

struct AdapterTests {
    private func request(
        _ vendor: Vendor,
        name: String = "m",
        change: (inout Model) -> Void = { _ in },
        sampling: Sampling = Sampling(temperature: 1),
        tools: [Tool] = [],
        rejected: Set<Parameter> = []
    ) throws -> (request: VendorRequest, body: JSON) {
        var model = Fixtures.model(vendor, name: name)
        change(&model)
        let request = Vendors.request(
            to: model,
            messages: [Message(role: .system, text: "s"), Message(role: .user, text: "u")],
            sampling: sampling,
            tools: tools,
            rejected: rejected
        )
        return (request, try JSON(parsing: request.body, rules: .vendor))
    }

    @Test(arguments: [
        (Vendor.openai, "https://api.openai.com/v1/chat/completions"),
        (.openaiResponses, "https://api.openai.com/v1/responses"),
        (.anthropic, "https://api.anthropic.com/v1/messages"),
        (.gemini, "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent"),
        (.vertexGemini, "https://example.test/publishers/google/models/m:generateContent"),
        (.vertexAnthropic, "https://example.test/publishers/anthropic/models/m:rawPredict"),
        (.azure, "https://example.test/openai/v1/chat/completions"),
        (.bedrock, "https://example.test/model/m/converse"),
        (.mistral, "https://api.mistral.ai/v1/chat/completions"),
        (.deepseek, "https://api.deepseek.com/chat/completions"),
        (.xai, "https://api.x.ai/v1/chat/completions"),
        (.openrouter, "https://openrouter.ai/api/v1/chat/completions"),
        (.groq, "https://api.groq.com/openai/v1/chat/completions"),
        (.together, "https://api.together.xyz/v1/chat/completions"),
        (.fireworks, "https://api.fireworks.ai/inference/v1/chat/completions"),
        (.meta, "https://api.llama.com/compat/v1/chat/completions"),
        (.compatible, "https://example.test/chat/completions"),
    ])
    func `each vendor is asked at its own address`(vendor: Vendor, url: String) throws {
        #expect(try request(vendor).request.url == url)
    }

    @Test(arguments: Vendor.allCases)
    func `no key stands in an address, and each vendor has a place for it`(
        vendor: Vendor
    ) throws {
        let made = try request(vendor).request
        #expect(made.keyHeader != nil)
        #expect(!made.url.contains("key"))
        #expect(try request(vendor, change: { $0.keyVariable = nil }).request.keyHeader == nil)
    }

    @Test func `Azure's older address names the deployment and the version`() throws {
        let made = try request(.azure, name: "my gpt", change: { $0.apiVersion = "2025-04-01" })
        let path = "/openai/deployments/my%20gpt/chat/completions?api-version=2025-04-01"
        #expect(made.request.url == "https://example.test" + path)
        #expect(made.request.keyHeader == KeyHeader(name: "api-key"))
    }

    @Test func `Bedrock is signed with an access key and sent its own key`() throws {
        let endpoint = "https://bedrock-runtime.eu-west-1.amazonaws.com"
        let signed = try request(.bedrock, name: "x-v1:0", change: { $0.endpoint = endpoint })
        #expect(signed.request.url == endpoint + "/model/x-v1%3A0/converse")
        #expect(
            signed.request.signing
                == VendorRequest.Signing(region: "eu-west-1", service: "bedrock")
        )
        #expect(signed.body["model"] == nil)
        let bearer = try request(.bedrock, change: { $0.keyVariable = "AWS_BEARER_TOKEN_BEDROCK" })
        #expect(bearer.request.signing == nil)
        #expect(bearer.request.keyHeader?.prefix == "Bearer ")
    }

    @Test func `Claude on Vertex has its version in the body and no model`() throws {
        let made = try request(.vertexAnthropic)
        #expect(made.body["anthropic_version"] == "vertex-2023-10-16")
        #expect(made.body["model"] == nil)
        #expect(!made.request.headers.contains { $0.name == "anthropic-version" })
    }

    @Test func `OpenRouter may neither fall back nor drop anything`() throws {
        let body = try request(.openrouter, change: { $0.upstream = "deepinfra/fp8" }).body
        #expect(body["provider"]?["order"] == ["deepinfra/fp8"])
        #expect(body["provider"]?["allow_fallbacks"] == false)
        #expect(body["provider"]?["require_parameters"] == true)
        #expect(body["transforms"] == [])
        let thinking = try request(.openrouter, sampling: Sampling(reasoningEffort: "low")).body
        #expect(thinking["reasoning"]?["effort"] == "low")
        #expect(thinking["reasoning_effort"] == nil)
    }

    @Test func `Responses keep nothing at the vendor`() throws {
        let body = try request(.openaiResponses, sampling: Sampling(reasoningEffort: "low")).body
        #expect(body["store"] == false)
        #expect(body["instructions"] == "s")
        #expect(body["input"] == [["role": "user", "content": "u"]])
        #expect(body["reasoning"] == ["effort": "low", "summary": "auto"])
        #expect(body["max_output_tokens"]?.integer == 1024)
    }

    @Test func `thinking is turned off and on in each vendor's words`() throws {
        func body(_ vendor: Vendor, _ effort: String, name: String = "m") throws -> JSON {
            try request(vendor, name: name, sampling: Sampling(reasoningEffort: effort)).body
        }
        #expect(try body(.deepseek, "off")["thinking"] == ["type": "disabled"])
        #expect(try body(.deepseek, "high")["reasoning_effort"] == "high")
        #expect(try body(.anthropic, "off")["thinking"] == ["type": "disabled"])
        #expect(
            try body(.anthropic, "2048")["thinking"]
                == ["type": "enabled", "budget_tokens": 2048]
        )
        #expect(
            try body(.gemini, "off")["generationConfig"]?["thinkingConfig"]
                == ["thinkingBudget": 0]
        )
        let fields = "additionalModelRequestFields"
        #expect(
            try body(.bedrock, "low", name: "openai.gpt-oss")[fields] == ["reasoning_effort": "low"]
        )
        #expect(
            try body(.bedrock, "off", name: "us.anthropic.claude")[fields]
                == ["thinking": ["type": "disabled"]]
        )
    }

    @Test func `a long reply of Anthropic's is streamed, a short one is not`() throws {
        #expect(try request(.anthropic).body["stream"] == nil)
        let long = try request(.anthropic, sampling: Sampling(outputTokensMax: 8192)).body
        #expect(long["stream"] == true)
        let thinking = try request(.anthropic, sampling: Sampling(reasoningEffort: "low")).body
        #expect(thinking["stream"] == true)
        let unstreamed = try request(
            .anthropic,
            change: { $0.isStreamed = false },
            sampling: Sampling(outputTokensMax: 8192)
        ).body
        #expect(unstreamed["stream"] == nil)
    }

    @Test func `what a model rejects is not sent`() throws {
        let sampling = Sampling(temperature: 1, topP: 0.9, reasoningEffort: "low")
        for vendor in Vendor.allCases {
            let text = String(
                decoding: try request(
                    vendor,
                    sampling: sampling,
                    rejected: [.temperature, .topP, .reasoningEffort]
                ).request.body,
                as: UTF8.self
            )
            for word in ["temperature", "top_p", "topP", "effort", "thinking", "reasoning"] {
                #expect(!text.contains(word), "\(vendor): \(text)")
            }
        }
        let renamed = try request(.compatible, rejected: [.limitName]).body
        #expect(renamed["max_completion_tokens"]?.integer == 1024)
        #expect(renamed["max_tokens"] == nil)
    }

    @Test func `every format offers tools under their names`() throws {
        let tools = [
            Tool(name: "send_it", about: "Sends it."), Tool(name: "wait", about: "Waits."),
        ]
        for vendor in Vendor.allCases {
            let text = String(
                decoding: try request(vendor, tools: tools).request.body,
                as: UTF8.self
            )
            #expect(text.contains("send_it") && text.contains("Waits."), "\(vendor)")
        }
    }
}
