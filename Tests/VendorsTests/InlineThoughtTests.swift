import Testing

@testable import Vendors

struct InlineThoughtTests {
    @Test(arguments: [
        ("no tags < here", "no tags < here", []),
        ("<think>\nhm\n</think>\n\nYes.", "Yes.", ["hm"]),
        ("hm\n</think>\nYes.", "Yes.", ["hm"]),
        ("<think>a<think>b</think>c</think>Yes", "Yes", ["a<think>b</think>c"]),
        ("<think>a</think>One <think>b</think>two", "One two", ["a", "b"]),
        ("<think>never closed", "", ["never closed"]),
        ("<think></think>Yes", "Yes", []),
        ("The tag <think> opens it.", "The tag <think> opens it.", []),
        ("<think>I use <think> here</think>Yes", "Yes", ["I use <think> here"]),
        ("<think>a</think>Yes</think>no", "Yes</think>no", ["a"]),
        ("<thinking>kept</thinking>", "<thinking>kept</thinking>", []),
    ])
    func `thought is parted from what is said`(text: String, said: String, thoughts: [String]) {
        let parted = InlineThought(text)
        #expect(parted.text == said)
        #expect(parted.thoughts == thoughts)
    }
}
