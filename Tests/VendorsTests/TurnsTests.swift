import Bench
import Testing

@testable import Vendors

struct TurnsTests {
    @Test func `neighbours differ in role and empty texts vanish`() {
        let turns = Turns([
            Message(role: .user, text: "a"), Message(role: .system, text: "s"),
            Message(role: .user, text: "b"), Message(role: .assistant, text: ""),
            Message(role: .assistant, text: "c"),
        ])
        #expect(turns.system == ["s"])
        #expect(turns.turns.map(\.role) == [.user, .assistant])
        #expect(turns.turns.map(\.texts) == [["a", "b"], ["c"]])
    }
}
