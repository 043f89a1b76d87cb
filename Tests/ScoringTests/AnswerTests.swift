import Bench
import Testing

@testable import Scoring

struct AnswerTests {
    private func answer(_ text: String, stop: Reply.Stop = .stop) -> Answer {
        Answer(Reply(text: text, stop: stop))
    }

    @Test(arguments: [
        ("all of it", "all of it"), ("a < b > c", "a < b > c"),
        ("x<RESPONSE>in</RESPONSE>y", "in"), ("x<response>in</Response>y", "in"),
        ("<RESPONSE>one</RESPONSE><RESPONSE>two</RESPONSE>", "two"),
        ("I will use <RESPONSE> tags. <RESPONSE>in</RESPONSE>", "in"),
        ("<RESPONSE>in</RESPONSE> (that was the <RESPONSE> block)", "in"),
        ("<RESPONSE>never closed", "never closed"), ("stray</RESPONSE>", "stray</RESPONSE>"),
        ("<SCRATCHPAD>hm</SCRATCHPAD>said", "said"),
        ("<SCRATCHPAD_REASONING>hm</SCRATCHPAD_REASONING>said", "said"),
        ("<SCRATCHPAD>hm", ""), ("No <SCRATCHPAD> was used", "No <SCRATCHPAD> was used"),
        ("<RESPONSE>ä👩‍👩‍👧</RESPONSE>", "ä👩‍👩‍👧"),
    ])
    func `the part that is judged is the answer and not the thinking`(text: String, part: String) {
        let answer = answer(text)
        #expect(String(answer.text) == part)
        #expect(!answer.isCutOff)
    }

    @Test func `an answer is cut off where the limit came before its end`() {
        #expect(answer("<RESPONSE>never", stop: .maxTokens).isCutOff)
        #expect(answer("<SCRATCHPAD>never", stop: .maxTokens).isCutOff)
        #expect(answer("<RESPONSE>a</RESPONSE><RESPONSE>b", stop: .maxTokens).isCutOff)
        #expect(!answer("<RESPONSE>whole</RESPONSE> and", stop: .maxTokens).isCutOff)
        #expect(!answer("no block at all", stop: .maxTokens).isCutOff)
    }
}
