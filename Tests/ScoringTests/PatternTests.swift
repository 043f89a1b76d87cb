import Testing

@testable import Scoring

struct PatternTests {
    @Test func `an expression is found or not`() throws {
        let pattern = try Pattern(#"(?i)\bhint(ed|s)?\b"#)
        #expect(pattern.isFound(in: "You Hinted at it."))
        #expect(!pattern.isFound(in: "a peppermint"))
    }

    @Test func `an apostrophe ends a word`() throws {
        #expect(try Pattern(#"\byou\b"#).isFound(in: "as you've said"))
        #expect(!(try Pattern(#"\byou\b"#).isFound(in: "in your words")))
    }

    @Test(arguments: [
        ("", "it is empty"), ("(", "cannot be read"), ("[a", "cannot be read"),
        ("(a+)+", "repeats what repeats"), ("(a*b)*", "repeats what repeats"),
        ("((a{2,})c)+", "repeats what repeats"), ("(a|b+){3,}", "repeats what repeats"),
        (String(repeating: "a", count: 501), "longer than 500 bytes"),
    ])
    func `an expression that cannot be used is refused with a reason`(
        _ text: String,
        _ words: String
    ) throws {
        let fault = try #require(throws: Pattern.Fault.self) { try Pattern(text) }
        #expect("\(fault)".contains(words), "\(fault)")
    }

    @Test(arguments: [
        "(a+)b", "(ab){2,3}", #"\(a+\)+"#, "[(a+)]+", "(a{2,3})+", "(a|b)*", "a+b+",
        String(repeating: "a", count: 500),
    ])
    func `an expression that ends soon is taken`(_ text: String) throws { _ = try Pattern(text) }

    @Test func `the first 64 KiB are searched`() throws {
        let pattern = try Pattern("needle")
        let hay = String(repeating: " ", count: (64 << 10) - 6)
        #expect(pattern.isFound(in: hay + "needle"))
        #expect(!pattern.isFound(in: hay + " needle"))
    }
}
