import Bench
import Cluster
import Testing

struct AskPolicyTests {
    let policy = AskPolicy(
        allowed: [.init(authority: "10.0.0.7:8000", variable: "LOCAL_KEY")],
        present: ["OPENAI_API_KEY", "LOCAL_KEY", "OTHER"]
    )

    func model(_ endpoint: String, _ variable: String?) -> Model {
        Model(id: "m", vendor: .openai, endpoint: endpoint, name: "m", keyVariable: variable)
    }

    @Test func `a key goes to its vendor's own address without being allowed`() {
        #expect(policy.refusal(of: model("https://api.openai.com/v1", "OPENAI_API_KEY")) == nil)
    }

    @Test(
        arguments: [
            ("https://evil.example/v1", "OPENAI_API_KEY"), ("https://api.openai.com/v1", "OTHER"),
            ("https://api.openai.com@evil.example/v1", "OPENAI_API_KEY"),
            ("https://api.openai.com:444/v1", "OPENAI_API_KEY"),
            ("http://10.0.0.8:8000", "LOCAL_KEY"),
            ("http://127.0.0.1:1/", nil), ("ftp://api.openai.com", "OPENAI_API_KEY"),
        ] as [(String, String?)]
    )
    func `a coordinator cannot send a key elsewhere`(endpoint: String, variable: String?) {
        #expect(policy.refusal(of: model(endpoint, variable)) != nil)
    }

    @Test func `an operator's word opens one address for one key`() {
        #expect(policy.refusal(of: model("http://10.0.0.7:8000/v1", "LOCAL_KEY")) == nil)
        #expect(policy.refusal(of: model("http://10.0.0.7:8000/v1", "OTHER")) != nil)
    }

    @Test func `a key that is not set is named, and its address is not asked`() throws {
        let words = try #require(
            policy.refusal(of: model("https://api.openai.com/v1", "OPENAI_API_KEY_2"))
        )
        #expect(words.contains("--allow"))
        let missing = try #require(
            AskPolicy(allowed: [], present: []).refusal(
                of: model("https://api.openai.com/v1", "OPENAI_API_KEY")
            )
        )
        #expect(missing == "m: OPENAI_API_KEY is not set at this worker")
    }
}

struct PlantedPolicyTests {
    private func model(_ endpoint: String, _ variable: String?, isSimulated: Bool = true) -> Model {
        Model(
            id: "planted/faker",
            vendor: .openai,
            endpoint: endpoint,
            name: "m",
            keyVariable: variable,
            isSimulated: isSimulated
        )
    }

    private let policy = AskPolicy(allowed: [], present: ["OPENAI_API_KEY"])

    @Test func `planted subjects are asked without being allowed`() {
        #expect(policy.refusal(of: model("http://planted.localhost/v1", nil)) == nil)
        #expect(policy.offers?.contains("planted.localhost") == true)
    }

    @Test func `no key goes there, and no real model is said to be one`() {
        let planted = "http://planted.localhost/v1"
        #expect(policy.refusal(of: model(planted, "OPENAI_API_KEY")) != nil)
        #expect(policy.refusal(of: model(planted, nil, isSimulated: false)) != nil)
        #expect(policy.refusal(of: model("http://planted.localhost:81/v1", nil)) != nil)
        #expect(policy.refusal(of: model("https://planted.localhost.example", nil)) != nil)
    }
}
