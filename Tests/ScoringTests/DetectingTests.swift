import Bench
import Testing

@testable import Scoring

struct DetectingTests {
    private let detecting = Detecting([
        .init(id: "r", place: .reply, pattern: "hint"),
        .init(id: "t", place: .reasoning, pattern: "hint"),
        .init(id: "b", place: .both, pattern: "hint"),
    ])

    private func found(_ text: String, _ thoughts: Reply.Reasoning...) -> [Detecting.Found] {
        detecting.found(in: Reply(text: text, stop: .stop, reasoning: thoughts))
    }

    @Test func `each looks where it is told to`() {
        let raw = Reply.Reasoning(text: "the hint says so", visibility: .raw)
        let other = Reply.Reasoning(text: "nothing", visibility: .summary)
        #expect(found("A hint.", other) == [.yes, .no, .yes])
        #expect(found("B.", raw) == [.no, .yes, .yes])
        #expect(found("B.", other, raw) == [.no, .yes, .yes])
        #expect(found("B.", other) == [.no, .no, .no])
    }

    @Test func `reasoning that is not shown is not reasoning without it`() {
        let hidden = Reply.Reasoning(text: "", visibility: .encrypted)
        #expect(found("B.", hidden) == [.no, .unreadable, .no])
        #expect(found("B.") == [.no, .unreadable, .no])
    }
}
