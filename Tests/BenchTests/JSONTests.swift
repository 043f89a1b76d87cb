import Bench
import Testing

struct JSONTests {
    func parse(_ text: String, _ rules: JSON.Rules = .wire) throws -> JSON {
        try JSON(parsing: Array(text.utf8), rules: rules)
    }

    @Test(arguments: [
        "{\"a\":1,\"a\":2}", "[1,]", "{\"a\":NaN}", "[1] 2", "\"\\ud800\"", "{\"a\"}", "", "01",
        "\"a\nb\"", "1e999", "[\"\\x\"]",
    ])
    func `what is no strict JSON is refused`(_ text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
    }

    @Test func `depth is bounded on both sides of the limit`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try parse(nested(16))
        #expect(throws: JSONError.self) { try parse(nested(17)) }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONError.self) {
            try JSON(parsing: [0x22, 0xff, 0x22], rules: .vendor)
        }
    }

    @Test func `canonical text has sorted names and no space`() throws {
        let json = try parse("{ \"b\" : [1, 2.50, \"ü\\n\"], \"a\": null }")
        #expect(
            String(decoding: json.canonicalBytes, as: UTF8.self)
                == "{\"a\":null,\"b\":[1,2.5,\"ü\\n\"]}"
        )
        #expect(
            try JSON(parsing: json.canonicalBytes, rules: .wire)
                == parse("{\"a\":null,\"b\":[1,2.5,\"ü\\n\"]}")
        )
    }

    @Test func `a vendor's duplicate names count as its clients count them`() throws {
        #expect(try parse("{\"a\":1,\"a\":2}", .vendor)["a"] == 2)
    }
}
