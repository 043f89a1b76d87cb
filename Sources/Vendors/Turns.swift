import Bench

/// A conversation as vendors without a system role take it: the system's text apart, and turns
/// that alternate.
struct Turns {
    /// The system's texts, in their order.
    var system: [String] = []
    /// What user and assistant say; neighbours differ in role.
    var turns: [(role: Role, texts: [String])] = []

    /// Empty texts are left out: vendors reject them.
    init(_ messages: [Message]) {
        for message in messages where !message.text.isEmpty {
            if message.role == .system {
                system.append(message.text)
            } else if turns.last?.role == message.role {
                turns[turns.count - 1].texts.append(message.text)
            } else {
                turns.append((message.role, [message.text]))
            }
        }
    }
}
