import Testing

@testable import Bench

struct SpellingTests {
    @Test(arguments: ["a", "0", "aw-001", "a.b_c-d", String(repeating: "a", count: 64)])
    func `a name is lower-case letters, digits and three signs`(_ name: String) {
        #expect(Spelling.isName(name))
    }

    @Test(arguments: [
        "", "A", "-a", ".a", "a b", "a/b", "é", "a\n", String(repeating: "a", count: 65),
    ])
    func `anything else is none`(_ name: String) {
        #expect(!Spelling.isName(name))
    }

    @Test func `a model's name may have slashes and colons`() {
        #expect(Spelling.isName("vendor/model:tag", slashes: true))
        #expect(!Spelling.isName("/model", slashes: true))
    }

    @Test func `the nearest word is two letters away at most`() {
        let words = ["minuend", "subtrahend", "worse"]
        #expect(Spelling.nearest(to: "minunde", in: words) == "minuend")
        #expect(Spelling.nearest(to: "worth", in: words) == "worse")
        #expect(Spelling.nearest(to: "margin", in: words) == nil)
        #expect(Spelling.nearest(to: "x", in: ["y", "id"]) == nil, "no letter is left of it")
    }
}
