import Bench
import Testing

/// Names as the vendors write them, in requests and in replies.
struct ServedNameTests {
    func compare(_ asked: String, _ served: String?, _ vendor: Vendor = .openai) -> ServedName {
        ServedName(
            asked: Model(id: "m", vendor: vendor, endpoint: "https://example.org", name: asked),
            served: served
        )
    }

    @Test(arguments: [
        ("gpt-5", "gpt-5"), ("models/gemini-2.5-pro", "gemini-2.5-pro"),
        ("accounts/fireworks/models/kimi-k3", "kimi-k3"), ("Qwen/Qwen3.5-9B", "qwen/qwen3.5-9b"),
        ("z-ai/glm-5.3:free", "z-ai/glm-5.3"), ("claude-x@20250929", "claude-x-20250929"),
    ])
    func `a path, a variant and the case of letters make no other model`(
        _ asked: String,
        _ served: String
    ) {
        #expect(compare(asked, served) == .same)
    }

    @Test(arguments: [
        ("gpt-5", "gpt-5-2025-08-07"), ("mistral-large-latest", "mistral-large-2411"),
        ("gemini-2.5-pro", "gemini-2.5-pro-preview-05-06"),
        ("gemini-2.0-flash", "gemini-2.0-flash-001"),
        ("claude-haiku-4-5", "claude-haiku-4-5-20251001"), ("gpt-4o-2024-11-20", "gpt-4o"),
    ])
    func `a date behind the name makes a snapshot`(_ asked: String, _ served: String) {
        #expect(compare(asked, served) == .snapshot)
    }

    @Test(arguments: [
        ("gpt-5", "gpt-5-mini"), ("gpt-5", "gpt-5-1"), ("gpt-5", "gpt-5.1-2025-11-13"),
        ("gpt-5-2025-08-07", "gpt-5-2025-12-01"), ("claude-opus-5", "claude-sonnet-5"), ("a", ""),
    ])
    func `another name is another model`(_ asked: String, _ served: String) {
        #expect(compare(asked, served) == .other)
    }

    @Test func `a deployment's name, and a vendor that says none, tell nothing`() {
        #expect(compare("my-deployment", "gpt-5-2025-08-07", .azure) == .unknown)
        #expect(compare("us.meta.llama3-3-70b-instruct-v1:0", nil, .bedrock) == .unknown)
    }
}
