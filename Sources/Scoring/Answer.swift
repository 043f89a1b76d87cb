import Bench

/// The part of a reply that is judged: the inside of its last whole `<RESPONSE>` block where it
/// has one, else what stands behind its scratchpad, else all of its text.
///
/// A scratchpad may weigh a refusal that the model does not give, and may repeat the cue that a
/// judge must not see.
struct Answer {
    /// What is judged.
    var text: Substring
    /// Whether the reply reached its token limit inside the block, or before it came to one.
    var isCutOff = false

    init(_ reply: Reply) {
        text = reply.text[...]
        let tags = Self.tags(in: reply.text)
        let isAtLimit = reply.stop == .maxTokens
        guard let open = tags.last(where: { $0.kind == .open }) else {
            readBehindScratchpad(tags, reply, isAtLimit: isAtLimit)
            return
        }
        if let whole = Self.lastWhole(tags), !isAtLimit || whole.open.end == open.end {
            text = reply.text[whole.open.end..<whole.close.start]
        } else {
            text = reply.text[open.end...]
            isCutOff = isAtLimit
        }
    }

    private mutating func readBehindScratchpad(_ tags: [Tag], _ reply: Reply, isAtLimit: Bool) {
        guard let last = tags.last(where: { $0.kind != .close }) else { return }
        switch last.kind {
        case .scratchpadEnd: text = reply.text[last.end...]
        case .scratchpad where reply.text[..<last.start].isBlank:
            text = reply.text[reply.text.endIndex...]
            isCutOff = isAtLimit
        case .scratchpad, .open, .close: break
        }
    }

    private enum Kind { case open, close, scratchpad, scratchpadEnd }

    private struct Tag {
        var start: String.Index
        var end: String.Index
        var kind: Kind
    }

    /// The block that ends last, from the opening tag that stands closest before its end.
    private static func lastWhole(_ tags: [Tag]) -> (open: Tag, close: Tag)? {
        var open: Tag?
        var whole: (open: Tag, close: Tag)?
        for tag in tags {
            switch tag.kind {
            case .open: open = tag
            case .close:
                if let begun = open { whole = (begun, tag) }
                open = nil
            case .scratchpad, .scratchpadEnd: break
            }
        }
        return whole
    }

    private static func tags(in text: String) -> [Tag] {
        guard text.utf8.contains(UInt8(ascii: "<")) else { return [] }
        let utf8 = text.utf8
        let found = utf8.withContiguousStorageIfAvailable(scan)
        return (found ?? Array(utf8).withUnsafeBufferPointer(scan)).map { range, kind in
            Tag(
                start: utf8.index(utf8.startIndex, offsetBy: range.lowerBound),
                end: utf8.index(utf8.startIndex, offsetBy: range.upperBound),
                kind: kind
            )
        }
    }

    private static func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> [(Range<Int>, Kind)] {
        var tags: [(Range<Int>, Kind)] = []
        var place = 0
        while let start = bytes[place...].firstIndex(of: UInt8(ascii: "<")) {
            place = start + 1
            for (word, kind) in words where matches(bytes[start...], word) {
                var end = start + word.count
                if word.last != UInt8(ascii: ">") {
                    // `<SCRATCHPAD_REASONING>` is a scratchpad too.
                    guard let close = bytes[end...].prefix(32).firstIndex(of: UInt8(ascii: ">"))
                    else { continue }
                    end = close + 1
                }
                tags.append((start..<end, kind))
            }
        }
        return tags
    }

    private static func matches(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ word: [UInt8]) -> Bool
    {
        guard bytes.count >= word.count else { return false }
        return word.indices.allSatisfy { offset in
            let byte = bytes[bytes.startIndex + offset]
            return byte == word[offset] || byte | 0x20 == word[offset]
        }
    }

    private static let words: [([UInt8], Kind)] = [
        (Array("<response>".utf8), .open), (Array("</response>".utf8), .close),
        (Array("<scratchpad".utf8), .scratchpad), (Array("</scratchpad".utf8), .scratchpadEnd),
    ]
}
