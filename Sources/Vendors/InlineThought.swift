/// Thought that a server leaves inside the text, between `<think>` and `</think>`.
struct InlineThought {
    /// What the model said, the thought taken out.
    var text: String
    /// The stretches of thought, without the space around them.
    var thoughts: [String] = []

    /// Takes the thought out of a text.
    ///
    /// Tags may nest. A first `</think>` without its opening tag ends a thought that began with
    /// the text: templates prefill the tag. A `<think>` that opens the text and never closes makes
    /// all of it thought; elsewhere it is a word like any other.
    init(_ text: String) {
        self.text = text
        let bytes = Array(text.utf8)
        let tags = Self.tags(in: bytes)
        guard !tags.isEmpty else { return }
        var kept: [UInt8] = []
        var place = 0
        var depth = 0
        var outermost = 0
        var lastClose: Tag?
        for (index, tag) in tags.enumerated() {
            if tag.isOpen {
                if depth == 0 {
                    kept.append(contentsOf: bytes[place..<tag.start])
                    outermost = tag.start
                    place = tag.end
                    lastClose = nil
                }
                depth += 1
            } else if depth > 0 {
                depth -= 1
                lastClose = tag
                if depth == 0 {
                    add(bytes[place..<tag.start])
                    place = tag.end
                }
            } else if index == 0 {
                add(bytes[..<tag.start])
                place = tag.end
            }
        }
        if depth > 0 {
            if let lastClose {
                // One opening tag too many: the thought spoke of the tag itself.
                add(bytes[place..<lastClose.start])
                place = lastClose.end
            } else if kept.allSatisfy({ $0 <= 0x20 }) {
                add(bytes[place...])
                place = bytes.count
            } else {
                place = outermost
            }
        }
        kept.append(contentsOf: bytes[place...])
        self.text = String(decoding: Self.trimmed(kept[...]), as: UTF8.self)
    }

    private struct Tag {
        var start: Int
        var end: Int
        var isOpen: Bool
    }

    /// The tags in their order, found in one pass: a reply may be megabytes of them.
    private static func tags(in bytes: [UInt8]) -> [Tag] {
        var tags: [Tag] = []
        for start in bytes.indices where bytes[start] == UInt8(ascii: "<") {
            let rest = bytes[start...]
            if rest.starts(with: "<think>".utf8) {
                tags.append(Tag(start: start, end: start + 7, isOpen: true))
            } else if rest.starts(with: "</think>".utf8) {
                tags.append(Tag(start: start, end: start + 8, isOpen: false))
            }
        }
        return tags
    }

    private mutating func add(_ thought: ArraySlice<UInt8>) {
        let thought = Self.trimmed(thought)
        if !thought.isEmpty { thoughts.append(String(decoding: thought, as: UTF8.self)) }
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop { $0 <= 0x20 }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return bytes
    }
}
