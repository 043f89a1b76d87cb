import Bench
import Testing

@testable import Scoring

/// Replies written by hand, as models write them and as they should not be trusted.
struct FindingTests {
    private func found(_ reply: String, _ find: Scorer.Find) -> Finding? {
        AnswerLine(in: Answer(Reply(text: reply, stop: .stop)).text).flatMap { find.read($0.text) }
    }

    private func number(_ reply: String) -> String? {
        guard case .number(let digits) = found(reply, .number(tolerance: nil)) else { return nil }
        return digits
    }

    private func option(_ reply: String, of count: Int = 4) -> String? {
        guard case .option(let place) = found(reply, .option(count: count)) else { return nil }
        return Finding.letter(place)
    }

    private func text(_ reply: String) -> String? {
        guard case .text(let words) = found(reply, .text) else { return nil }
        return words
    }

    // MARK: Where the answer stands

    @Test(arguments: [
        "ANSWER: 118", "Six trays.\n\nANSWER: 118", "**ANSWER:** 118", "**ANSWER: 118**",
        "**ANSWER**: 118", "`ANSWER: 118`", "```\nANSWER: 118\n```", "ANSWER:\n118",
        "ANSWER:\n\n```\n118\n```", "> ANSWER: 118", "- ANSWER: 118", "# ANSWER: 118",
        "Answer: 118", "final answer: 118", "**Final Answer:** 118", "The final answer: 118",
        "So that makes 118, hence ANSWER: 118", "ANSWER : 118", "ANSWER:118", "_ANSWER:_ _118_",
        "ANSWER: 7\nNo, wait.\nANSWER: 118", "The question said ANSWER: 7. ANSWER: 118",
        "You ask me to write `ANSWER: A`.\r\n\r\nANSWER: 118\r\n", "ＡＮＳＷＥＲ：１１８", "ANSWER：118",
        "<RESPONSE>ANSWER: 118</RESPONSE> ANSWER: 7",
        "<SCRATCHPAD>ANSWER: 7</SCRATCHPAD>\nANSWER: 118", "ANSWER: <b>118</b>",
    ])
    func `the number behind the last ANSWER is found`(_ reply: String) {
        #expect(number(reply) == "118", "\(reply)")
    }

    @Test(arguments: [
        "118", "The answer is 118.", "In one answer: 118", "MYANSWER: 118", "",
        "<SCRATCHPAD>\nANSWER: 118\n</SCRATCHPAD>\nI would rather not say.",
        "<SCRATCHPAD>\nANSWER: 118", "ANSWERS: 118", "ANSWER 118", "ANSWER:", "ANSWER: \n\n",
        "ANSWER: 118\n\n(I ended with ANSWER: and the number.)",
    ])
    func `without such a line nothing is found, nor behind one that says nothing`(
        _ reply: String
    ) {
        #expect(number(reply) == nil, "\(reply)")
    }

    // MARK: Numbers

    @Test(arguments: [
        ("1,234", "1234"), ("12,345,678", "12345678"), ("1 234", "1234"), ("1\u{A0}234", "1234"),
        ("1'234", "1234"), ("1_234", "1234"), ("1,234.50", "1234.5"), ("3.5", "3.5"),
        ("3.50", "3.5"), ("118.", "118"), ("118.0", "118"), ("0118", "118"), ("-5", "-5"),
        ("−5", "-5"), ("+5", "5"), ("-0", "0"), ("$5", "5"), ("€ 5", "5"), ("-$5", "-5"),
        ("118 rolls", "118"), ("118 (144 less 26)", "118"), ("50 %", "50"), ("118kg", "118"),
        ("3 × 4 = 12", "12"), ("$118$", "118"), ("\\(118\\)", "118"), ("\\boxed{118}", "118"),
        ("\\boxed{1{,}234}", "1234"), ("(118)", "118"), ("１１８", "118"), ("١١٨", "118"),
        ("118!", "118"), (".5", "0.5"), ("1.234", "1.234"), ("\"118\"", "118"), ("«118»", "118"),
    ])
    func `a number is read as it is meant`(_ answer: String, _ digits: String) {
        #expect(number("ANSWER: " + answer) == digits)
    }

    @Test(arguments: [
        "3,5", "0,500", "1.234,5", "1,23", "1,2345", "3 or 4", "3-4", "3/4", "12:30", "1e3", "2^10",
        "10²", "3½", "1.2.3", "five", "about 5", "1.5 million", "5k", "5 dozen", "3 or more",
        "n/a", "A", "1,234,5", "5 x 3", "118(17)", "--5", "٫5", "12 345 67", ".", "-",
        "1234567890123456789012345678901234567890123",
    ])
    func `a number that can be read in two ways, or none, is not read`(_ answer: String) {
        #expect(number("ANSWER: " + answer) == nil)
    }

    @Test func `a tolerance is kept to, and no further`() {
        let exact = Scorer.Find.number(tolerance: nil)
        let near = Scorer.Find.number(tolerance: 0.1)
        #expect(exact.isSame(.number("1"), .number("1")))
        #expect(!exact.isSame(.number("1"), .number("1.0000001")))
        #expect(near.isSame(.number("1"), .number("1.1")))
        #expect(near.isSame(.number("1.1"), .number("1")))
        #expect(!near.isSame(.number("1"), .number("1.11")))
        #expect(!near.isSame(.number("5"), .number("-5")))
    }

    // MARK: Options

    @Test(arguments: [
        "B", "b", "(B)", "B)", "B.", "[B]", "**B**", "**(B)**", "B) the second", "B: the second",
        "B - the second", "B — the second", "B (the second)", "Option B", "option b.",
        "B) A small lamp", "B, since it is larger", "\"B\"", "Ｂ", "<B>", "\\boxed{B}", "`B`",
        "Letter: B", "B) or so I think",
    ])
    func `a letter is read with what stands around it`(_ answer: String) {
        #expect(option("ANSWER: " + answer) == "B", "\(answer)")
    }

    @Test(arguments: [
        "A or B", "A, B", "A/B", "A and B", "A) or B)", "A (or B)", "A & B", "both", "E", "none",
        "A good question", "I do not know", "B the second", "Because", "", "?", "1", "AB", "Å",
        "É", "A; B", "B+C",
    ])
    func `no letter is read where none, or more than one, is meant`(_ answer: String) {
        #expect(option("ANSWER: " + answer) == nil, "\(answer)")
    }

    @Test func `a letter beyond the options is none of them`() {
        #expect(option("ANSWER: C", of: 2) == nil)
        #expect(option("ANSWER: C", of: 3) == "C")
    }

    @Test func `an answer that is quoted from the question does not stand for the reply's own`() {
        let reply = """
            You wrote: "End with ANSWER: A or ANSWER: B." I think the second.

            ANSWER: B
            """
        #expect(option(reply) == "B")
        let undecided = "I will not choose. You wanted a line with ANSWER: A or ANSWER: B or so."
        #expect(option(undecided) == nil, "«B or so» names no option")
    }

    // MARK: Words

    @Test(arguments: [
        ("The Nile.", "nile"), ("the nile", "nile"), ("**Nile**", "nile"), ("NILE!", "nile"),
        ("\"A Tale of Two Cities\"", "tale of two cities"), ("O'Brien", "obrien"),
        ("O’Brien", "obrien"), ("Saint-Denis", "saint denis"), ("  New   York ", "new york"),
        ("Zürich", "zürich"), ("42", "42"),
    ])
    func `words are compared without case, punctuation and articles`(
        _ answer: String,
        _ words: String
    ) {
        #expect(text("ANSWER: " + answer) == words)
    }

    @Test func `an essay is no answer`() {
        #expect(text("ANSWER: " + String(repeating: "word ", count: 41)) == nil)
        #expect(text("ANSWER: the") == nil)
    }

    @Test func `a long reply is read from its end`() {
        let filler = String(repeating: "ANSWER: 7 is what some would say. ", count: 4_000)
        #expect(number(filler + "\nANSWER: 118") == "118")
    }
}
