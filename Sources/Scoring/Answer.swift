import Bench

/// The part of a reply that is judged: the inside of its last `<RESPONSE>` block where it has
/// one, all of its text where it has none.
///
/// What a model writes outside the block is a scratchpad: it may weigh a refusal that it does not
/// give, and it may repeat the cue that a judge must not see.
struct Answer {
    /// What is judged.
    var text: Substring
    /// Whether the reply reached its token limit inside the block.
    var isCutOff = false

    init(_ reply: Reply) {
        text = reply.text[...]
        let tags = Self.tags(in: reply.text)
        guard let open = tags.last(where: \.isOpen) else { return }
        if let close = tags.first(where: { !$0.isOpen && $0.start >= open.end }) {
            text = reply.text[open.end..<close.start]
        } else {
            text = reply.text[open.end...]
            isCutOff = reply.stop == .maxTokens
        }
    }

    private struct Tag {
        var start: String.Index
        var end: String.Index
        var isOpen: Bool
    }

    private static func tags(in text: String) -> [Tag] {
        let utf8 = text.utf8
        var tags: [Tag] = []
        var place = utf8.startIndex
        while let start = utf8[place...].firstIndex(of: UInt8(ascii: "<")) {
            place = utf8.index(after: start)
            let length = Self.open.count
            if matches(utf8[start...], Self.open) {
                tags.append(
                    Tag(start: start, end: utf8.index(start, offsetBy: length), isOpen: true)
                )
            } else if matches(utf8[start...], Self.close) {
                tags.append(
                    Tag(start: start, end: utf8.index(start, offsetBy: length + 1), isOpen: false)
                )
            }
        }
        return tags
    }

    private static func matches(_ text: Substring.UTF8View, _ word: [UInt8]) -> Bool {
        var rest = text.makeIterator()
        for byte in word {
            guard let next = rest.next(), next == byte || next | 0x20 == byte else { return false }
        }
        return true
    }

    private static let open = Array("<response>".utf8)
    private static let close = Array("</response>".utf8)
}
