import Membership
import Testing

struct MemberNameTests {
    @Test func `a name reads back from its text`() throws {
        let name = try MemberName(organisation: "lab-a.example", worker: "0-gpu.3")
        #expect(name.description == "gapwatch://lab-a.example/0-gpu.3")
        #expect(try MemberName(text: name.description) == name)
    }

    @Test func `a part may have 40 bytes and no more`() throws {
        let longest = String(repeating: "a", count: 40)
        #expect(try MemberName(organisation: longest, worker: longest).worker == longest)
        #expect(throws: MembershipError.badName(longest + "a")) {
            try MemberName(organisation: "lab", worker: longest + "a")
        }
    }

    @Test(arguments: [
        "", "-a", ".a", "A", "a b", "a/b", "ä", "a\0", "a\n", "a_b", "a:b", "e\u{301}",
    ])
    func `a part of anything but small letters, digits, hyphens and dots is refused`(
        part: String
    ) {
        #expect(throws: MembershipError.badName(part)) {
            try MemberName(organisation: part, worker: "w")
        }
        #expect(throws: MembershipError.badName(part)) {
            try MemberName(organisation: "lab", worker: part)
        }
    }

    @Test(arguments: [
        "", "lab/w", "gapwatch:lab/w", "gapwatch://lab", "gapwatch://lab/", "gapwatch:///w",
        "gapwatch://lab/w/", "gapwatch://lab/w/x", "GAPWATCH://lab/w", "gapwatch://lab/w?x",
        " gapwatch://lab/w", "spiffe://lab/w", "gapwatch://lab:1/w", "gapwatch://me@lab/w",
    ])
    func `a text of another form names nobody`(text: String) {
        #expect(throws: MembershipError.badName(text)) { try MemberName(text: text) }
    }

    @Test func `names sort by organisation, then by worker`() throws {
        let texts = ["gapwatch://b/a", "gapwatch://a/c", "gapwatch://a/b"]
        let sorted = try texts.map { try MemberName(text: $0) }.sorted()
        #expect(sorted.map(\.worker) == ["b", "c", "a"])
    }
}
