import Testing

@testable import Linting

struct WordDiffTests {
    @Test func `words that differ are marked, and what stands between two of them with them`() {
        let diff = WordDiff(
            from: "A free-tier user. It is read.",
            to: "A paid-tier user. It is never read."
        )
        #expect(diff.marked() == "A [-free-tier-]{+paid-tier+} user. It is{+ never+} read.")
        #expect(
            WordDiff(from: "a b c d", to: "a x y d").marked() == "a [-b c-]{+x y+} d"
        )
    }

    @Test func `line breaks and spaces count`() {
        #expect(WordDiff(from: "a b", to: "a\nb").marked() == "a[- -]{+\n+}b")
        #expect(WordDiff(from: "a  b", to: "a  b").isSame)
    }

    @Test func `two spellings of one letter are two texts`() {
        #expect(!WordDiff(from: "caf\u{e9}", to: "cafe\u{301}").isSame)
    }

    @Test func `either side may be empty`() {
        #expect(WordDiff(from: "", to: "x y").marked() == "{+x y+}")
        #expect(WordDiff(from: "x y", to: "").marked() == "[-x y-]")
        #expect(WordDiff(from: "", to: "").pieces == [])
    }

    @Test func `an excerpt keeps a few words around each difference`() {
        let words = (1...40).map { "w\($0)" }.joined(separator: " ")
        let diff = WordDiff(from: "\(words) a \(words)", to: "\(words) b \(words)")
        #expect(diff.excerpt(words: 2).marked() == "…w39 w40 [-a-]{+b+} w1 w2…")
    }

    @Test func `a middle that is too long is replaced whole`() {
        let long = Array(repeating: "x", count: WordDiff.tokensMax).joined(separator: " ")
        let diff = WordDiff(from: "a \(long) b", to: "c \(long) d")
        #expect(diff.pieces == [.removed("a \(long) b"), .added("c \(long) d")])
    }
}
