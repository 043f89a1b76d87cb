import Testing

@testable import Packs

struct KeyTextTests {
    @Test(arguments: ["OPENAI_API_KEY", "KEY", "_K1", "MY_VERY_LONG_NAME_OF_A_VARIABLE_1"])
    func `a variable's name is capital letters, digits and underscores`(_ name: String) {
        #expect(KeyText.isVariable(name))
    }

    @Test(arguments: [
        "", "1KEY", "key", "MY-KEY", "MY KEY", "AKIA0123456789ABCDEF",
        "ABCDEFGHIJKLMNOPQRSTUVWXY", String(repeating: "A_", count: 33),
    ])
    func `anything else is none, a token least of all`(_ name: String) {
        #expect(!KeyText.isVariable(name))
    }

    @Test func `words that only begin like a key pass`() throws {
        try KeyText.refuse(in: "name: sk-small\n# as in sk-… or AIza…\nname: hf_model", file: "f")
    }
}
