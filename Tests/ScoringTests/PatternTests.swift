import Bench
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
        ("a(?=b)", "a group that looks around"), ("(?<!a)b", "lookbehind is not"),
        ("(?>a|ab)c", "an atomic group"), ("a*+b", "a possessive repetition"),
        (#"(a)\1"#, #"`\1`"#), (#"(?<n>a)\k<n>"#, #"`\k`"#), ("(?x) a", "begins with `(?x`"),
        ("a{b}", "a `{` that repeats nothing"), (#"\X"#, #"`\X`"#), (#"\Qa\E"#, #"`\Q`"#),
        ("(a{50}){50}", "it repeats too much"), ("(a?){1000}b", "it repeats too much"),
        (
            String(repeating: "(", count: 51) + "a" + String(repeating: ")", count: 51),
            "more than 50 deep"
        ),
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
        ("(a+)b", "xaab", true), ("(ab){2,3}c", "ababc", true), ("(ab){2,3}c", "xabc", false),
        (#"\(a+\)+"#, "(aa)))", true), ("[(a+)]+b", "(+b", true), ("(a{2,3})+b", "aab", true),
        ("^(?:a|b)*$", "abba", true), ("^(?:a|b)*$", "abca", false), ("a(?i)b|c", "C", true),
        ("(?:(?i)a)b", "AB", false), ("(?m)^b$", "a\nb\nc", true), ("^b$", "a\nb\nc", false),
        ("(?s)a.b", "a\nb", true), ("a.b", "a\nb", false), (#"a\Z"#, "a\n", true),
        ("a$", "a\n", false),
        ("a{,2}b", "b", true), ("x(?#none)y", "xy", true), (#"(?<name>\d)\D"#, "7a", true),
        (#"[\d[x-z]]{2}"#, "x7", true), (#"\u0041\x42"#, "AB", true), (#"\p{Lu}é"#, "Éé", true),
        ("(?i)É", "é", true), (#"\b42\b"#, "is 42.", true), ("a||b", "", true),
    ])
    func `an expression means what it means elsewhere`(
        _ text: String,
        _ reply: String,
        _ isFound: Bool
    ) throws {
        #expect(try Pattern(text).isFound(in: reply) == isFound)
    }

    /// Swift's own matcher is asked about short texts.
    ///
    /// Digits beside letters that are not ASCII, a
    /// `\r\n` before `\W` and the Kelvin sign are left out: there it answers in two ways itself.
    @Test func `an expression finds what a backtracking matcher finds`() throws {
        let letters = ["a", "b", "c", "A", "B", " ", "\n", "é", "É", "k", "ß", ".", "\u{301}", "ж"]
        var found = 0
        for seed in 0..<1_500 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let text = Self.expression(&generator, depth: 2)
            let regex = try Regex(text).wordBoundaryKind(.simple)
                .matchingSemantics(.unicodeScalar)
            let pattern = try Pattern(text)
            for _ in 0..<4 {
                let reply = (0..<generator.below(9)).map { _ in
                    letters[generator.below(letters.count)]
                }.joined()
                let expected = try regex.firstMatch(in: reply) != nil
                if expected { found += 1 }
                #expect(
                    pattern.isFound(in: reply) == expected,
                    "seed \(seed): \(text) in \(reply.debugDescription)"
                )
            }
        }
        #expect((500...5_500).contains(found), "\(found): both answers are tried")
    }

    private static func expression(_ generator: inout SeededGenerator, depth: Int) -> String {
        var text = ""
        for way in 0..<1 + generator.below(3) {
            if way > 0, generator.below(3) == 0 { text += "|" }
            for _ in 0..<1 + generator.below(3) { text += part(&generator, depth: depth) }
        }
        return text
    }

    private static func part(_ generator: inout SeededGenerator, depth: Int) -> String {
        let atoms = [
            "a", "b", "c", "A", #"\w"#, #"\W"#, #"\d"#, #"\s"#, ".", "[ab]", "[^a]", #"[a-c\d]"#,
            "é", #"\."#, "k", #"\n"#, #"\p{L}"#, "[[:alpha:]]", "ß",
        ]
        let places = [#"\b"#, #"\B"#, "^", "$", "(?i)", "(?s)", "(?m)", #"\Z"#, #"\z"#, #"\A"#]
        let times = ["*", "+", "?", "{2}", "{1,2}", "{,2}", "{2,}", "*?", "+?", "??", "", "", ""]
        var text: String
        switch generator.below(4) {
        case 0 where depth > 0:
            text = ["(", "(?:", "(?i:", "(?-i:", "(?s-i:"][generator.below(5)]
            text += expression(&generator, depth: depth - 1) + ")"
        case 1: return places[generator.below(places.count)]
        default: text = atoms[generator.below(atoms.count)]
        }
        return text + times[generator.below(times.count)]
    }

    /// Each would take a backtracking matcher longer than any run lasts.
    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            "(a|a)*b", "(a|ab)*c", "(a+)+b", "(a?){30}b", "(.*,){20}x", ".*.*.*.*b",
            "(a|b|ab)*c", #"(\w+\s?)+:"#, "((a*)*)*b",
        ]
    )
    func `no expression takes long over the longest text`(_ text: String) throws {
        let pattern = try Pattern(text)
        for piece in ["a", "ab", "a,", "a "] {
            let reply = String(repeating: piece, count: (64 << 10) / piece.utf8.count)
            // Their last letter is in none of the texts but the `b` of «ab».
            #expect(pattern.isFound(in: reply) == (piece == "ab" && text.hasSuffix("b")))
        }
    }

    @Test func `the first 64 KiB are searched`() throws {
        let pattern = try Pattern("needle")
        let hay = String(repeating: " ", count: (64 << 10) - 6)
        #expect(pattern.isFound(in: hay + "needle"))
        #expect(!pattern.isFound(in: hay + " needle"))
    }
}
