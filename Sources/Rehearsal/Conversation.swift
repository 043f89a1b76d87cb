import Bench

/// A conversation as it arrives, in the form in which all vendors' formats agree: the system's
/// words apart, and turns whose neighbours differ in role.
struct Conversation: Hashable {
    var system: String
    var turns: [Turn]

    struct Turn: Hashable {
        var role: Role
        var text: String
    }

    /// Between texts that a vendor's format keeps apart and another's puts together.
    static let joint = "\n\n"

    /// Empty texts are left out, since requests leave them out.
    init(_ messages: [Message]) {
        system = messages.filter { $0.role == .system && !$0.text.isEmpty }.map(\.text)
            .joined(separator: Self.joint)
        turns = []
        for message in messages where message.role != .system && !message.text.isEmpty {
            if turns.last?.role == message.role {
                turns[turns.count - 1].text += Self.joint + message.text
            } else {
                turns.append(Turn(role: message.role, text: message.text))
            }
        }
    }

    /// The digest of every letter of it but the turns at `own`, which the subject has said itself.
    func digest(own: [Int]) -> Digest {
        var fields = [Array(system.utf8)]
        for (place, turn) in turns.enumerated() {
            fields.append(Array(turn.role.rawValue.utf8))
            fields.append(own.contains(place) ? [] : Array(turn.text.utf8))
        }
        return Digest(ofFields: fields)
    }
}
