import Bench
import Packs
import Testing

struct RosterFileTests {
    let draft: Draft

    init() throws { draft = try Draft() }

    func model(_ text: String) throws -> Model {
        try draft.roster("models:\n  - \(text)").models[0]
    }

    @Test func `a vendor's own address and variable need not be said`() throws {
        let model = try model("{id: a/b, vendor: anthropic, name: n}")
        #expect(model.endpoint == "https://api.anthropic.com")
        #expect(model.keyVariable == "ANTHROPIC_API_KEY")
        #expect(model.price == nil)
        #expect(model.inFlightMax == 32)
        #expect(!model.isSimulated)
    }

    @Test func `everything that a roster says is in the value`() throws {
        let roster = try draft.roster(
            """
            models:
              - id: lab/m:1
                vendor: gemini
                name: N
                endpoint: HTTPS://models.example.org:8443/v1/
                key: LAB_KEY
                api_version: v1
                temperature: 0.25
                top_p: 0.9
                max_output_tokens: 77
                reasoning_effort: high
                price: {input: 1.5, output: 6, cached_input: 0, as_of: "2026-11-23"}
                in_flight_max: 3
            judge: {id: j, vendor: openai, name: J, omit_temperature: true}
            """
        )
        #expect(
            roster.models == [
                Model(
                    id: "lab/m:1",
                    vendor: .gemini,
                    endpoint: "https://models.example.org:8443/v1",
                    name: "N",
                    keyVariable: "LAB_KEY",
                    apiVersion: "v1",
                    sampling: SamplingOverride(
                        temperature: 0.25,
                        topP: 0.9,
                        outputTokensMax: 77,
                        reasoningEffort: "high"
                    ),
                    price: Price(input: 1.5, output: 6, cachedInput: 0, asOf: "2026-11-23"),
                    inFlightMax: 3
                )
            ]
        )
        #expect(roster.judges.map(\.id) == ["j"])
        #expect(!roster.hasPanel)
        #expect(roster.judges.first?.sampling.omitsTemperature == true)
    }

    private static func judges(_ count: Int, id: (Int) -> String = { "j\($0)" }) -> String {
        (0..<count).map { "  - {id: \(id($0)), vendor: openai, name: J\($0)}" }
            .joined(separator: "\n")
    }

    private static let models = "models:\n  - {id: m, vendor: openai, name: M}\n"

    @Test(arguments: [2, 9])
    func `a panel has its judges in the order of the file`(_ count: Int) throws {
        let roster = try draft.roster(Self.models + "judges:\n" + Self.judges(count))
        #expect(roster.judges.map(\.id) == (0..<count).map { "j\($0)" })
        #expect(roster.hasPanel)
        #expect(roster.everyone.count == count + 1)
    }

    @Test(arguments: [
        (
            "judge: {id: j, vendor: openai, name: J}\njudges:\n" + judges(2),
            ":5: judges: `judge` and `judges` at once: take one of the two away"
        ), ("judges:\n" + judges(1), ":4: judges: a panel has two judges at least"),
        ("judges:\n" + judges(10), ":4: judges: the list has 10 elements; 9 are the most"),
        (
            "judges:\n" + judges(2) { _ in "j" },
            ":5: judges[1].id: another model is called \"j\" already"
        ), ("judges: []", ":3: judges: the list is empty"),
    ])
    func `a panel that is none is named with its line`(_ text: String, _ words: String) {
        let error = #expect(throws: PackError.self) { try draft.roster(Self.models + text) }
        #expect("\(error.map { "\($0)" } ?? "")".contains(words), "\(error as Any)")
    }

    @Test func `a model of this machine needs no key, and may be a simulated one`() throws {
        let model = try model(
            "{id: a, vendor: openai, name: n, endpoint: \"http://127.0.0.1:1/v1\", key: none, "
                + "simulated: true}"
        )
        #expect(model.keyVariable == nil)
        #expect(model.isSimulated)
    }

    @Test(arguments: [
        (
            "{id: a, vendor: opnai, name: n}",
            "models[0].vendor: \"opnai\" is none of openai, openai-responses, anthropic, gemini, "
                + "vertex-gemini, vertex-anthropic, azure, bedrock, mistral, deepseek, xai, "
                + "openrouter, groq, together, fireworks, meta, compatible; is it openai?"
        ),
        (
            "{id: a, vendor: openai, name: n, endpoint: \"https://x.org/v1\"}",
            "models[0]: an endpoint of its own needs `key`"
        ),
        (
            "{id: a, vendor: openai, name: n, price: {input: -1, output: 1}}",
            "price.input: a number"
        ),
        ("{id: a, vendor: openai, name: n, price: {input: 1}}", "price: `output` is missing"),
        (
            "{id: a, vendor: openai, name: n, price: {input: 1, output: 1, as_of: autumn}}",
            "price.as_of: a day is needed"
        ),
        (
            "{id: a, vendor: openai, name: n, end_of_life: 2027-02-30}",
            "end_of_life: a day is needed"
        ),
        ("{id: a, vendor: openai}", "models[0]: `name` is missing"),
        ("{id: A, vendor: openai, name: n}", "models[0].id: \"A\" is no name"),
        ("{id: a, vendor: openai, name: n, in_flight_max: 0}", "in_flight_max: a whole number"),
        ("{id: a, vendor: openai, name: n, temprature: 1}", "is it `temperature`?"),
        (
            "{id: a, vendor: openai, name: n, temperature: 1, omit_temperature: true}",
            "omit_temperature: a temperature is given and left out at once"
        ),
        ("{id: a, vendor: openai, name: n, simulated: true}", "simulated: a simulated model"),
        ("{id: a, vendor: openai, name: n, key: sk-abcdefgh12345678}", "never the key"),
        ("{id: a, vendor: openai, name: n, key: sk-abc}", "models[0].key: a roster names"),
    ])
    func `a fault is named, and a key is never repeated`(_ text: String, _ words: String) throws {
        let error = try #require(throws: PackError.self) { try model(text) }
        #expect("\(error)".contains(words), "\(error)")
        #expect(!"\(error)".contains("sk-abc"))
        #expect(error.line == 2)
    }

    @Test func `two models do not share an id`() throws {
        let one = "  - {id: a, vendor: openai, name: n}\n"
        let error = try #require(throws: PackError.self) {
            try draft.roster("models:\n" + one + one)
        }
        #expect(error.line == 3)
        #expect("\(error)".contains("models[1].id: another model is called \"a\" already"))
    }

    @Test func `a roster has a thousand models at most`() throws {
        func roster(_ count: Int) throws -> Roster {
            let lines = (0..<count).map { "  - {id: m\($0), vendor: openai, name: n}\n" }
            return try draft.roster("models:\n" + lines.joined())
        }
        #expect(try roster(1_000).models.count == 1_000)
        #expect(throws: PackError.self) { try roster(1_001) }
    }

    @Test func `a key in a comment is refused too`() throws {
        let error = try #require(throws: PackError.self) {
            try draft.roster("models: []\n# was: AIza" + String(repeating: "x", count: 35))
        }
        #expect(error.line == 2)
        #expect("\(error)".hasSuffix("never the key"))
    }
}
