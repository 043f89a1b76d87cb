import Bench
import Testing

@testable import Packs

struct FieldTests {
    private enum Colour: String, CaseIterable { case red, green }

    func field(_ value: String) throws -> Field {
        try Field.top(of: "top:\n  - name: \(value)", file: "f.yaml")
            .needed("top").list(countMax: 1)[0].needed("name")
    }

    @Test func `a fault says file, line and the way to the field`() throws {
        let error = try #require(throws: PackError.self) { try field("4").whole(in: 1...3) }
        #expect("\(error)" == "f.yaml:2: top[0].name: a whole number from 1 to 3 is needed")
    }

    @Test func `text stays as it was written`() throws {
        #expect(try field("1.0").text() == "1.0")
        #expect(try field("\"null\"").text() == "null")
        #expect(throws: PackError.self) { try field("\"\"").text() }
        #expect(throws: PackError.self) { try field("{a: b}").text() }
    }

    @Test func `a number in quotes is text`() throws {
        #expect(try field("2").whole(in: 1...3) == 2)
        #expect(throws: PackError.self) { try field("\"2\"").whole(in: 1...3) }
        #expect(throws: PackError.self) { try field("2.5").whole(in: 1...3) }
    }

    @Test func `a number is finite and within its bounds`() throws {
        #expect(try field("2").number(in: 0...2) == 2)
        #expect(try field("1e-1").number(in: 0...2) == 0.1)
        for bad in [".nan", ".inf", "2.01", "-0.1", "x"] {
            #expect(throws: PackError.self, "\(bad)") { try field(bad).number(in: 0...2) }
        }
    }

    @Test func `a flag is true or false`() throws {
        #expect(try field("true").flag())
        #expect(throws: PackError.self) { try field("\"true\"").flag() }
    }

    @Test func `a choice that is not offered is answered with the near one`() throws {
        #expect(try field("red").choice(Colour.self) == .red)
        let error = try #require(throws: PackError.self) { try field("gren").choice(Colour.self) }
        #expect("\(error)".hasSuffix("\"gren\" is none of red, green; is it green?"))
        #expect(throws: PackError.self) {
            try field("red").choice(Colour.self) { $0 != .red }
        }
    }

    @Test func `null is absent`() throws {
        let top = try Field.top(of: "a: null\nb: ~\nc:\nd: \"\"", file: "f")
        for name in ["a", "b", "c", "e"] { #expect(top.optional(name) == nil, "\(name)") }
        #expect(try top.optional("d")?.textOrEmpty() == "")
        let error = try #require(throws: PackError.self) { try top.needed("a") }
        #expect("\(error)" == "f:1: `a` is missing")
    }

    @Test func `a list is bounded on both sides`() throws {
        let top = try Field.top(of: "l: [1, 2, 3]\ne: []\nm: {a: 1}", file: "f")
        #expect(try top.needed("l").list(countMax: 3).map(\.path) == ["l[0]", "l[1]", "l[2]"])
        #expect(throws: PackError.self) { try top.needed("l").list(countMax: 2) }
        #expect(throws: PackError.self) { try top.needed("e").list(countMax: 2) }
        #expect(throws: PackError.self) { try top.needed("m").list(countMax: 2) }
    }
}
