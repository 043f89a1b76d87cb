/// Comparisons of protocol words: bytes, with the 26 letters in either case.
///
/// `lowercased()` of every header of every reply cost more than reading the reply.
enum ASCII {
    /// The lower-case form of a letter; any other byte as it is.
    @inline(__always)
    static func lower(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    static func isLetter(_ byte: UInt8) -> Bool { lower(byte) &- UInt8(ascii: "a") < 26 }

    /// Whether `text` is `word`, which is in lower case.
    static func equals(_ text: String, _ word: StaticString) -> Bool {
        text.utf8.count == word.utf8CodeUnitCount && hasPrefix(text, word)
    }

    /// Whether `text` starts with `word`, which is in lower case.
    static func hasPrefix(_ text: String, _ word: StaticString) -> Bool {
        let text = text.utf8
        guard text.count >= word.utf8CodeUnitCount else { return false }
        var place = text.startIndex
        for offset in 0..<word.utf8CodeUnitCount {
            guard lower(text[place]) == word.utf8Start[offset] else { return false }
            place = text.index(after: place)
        }
        return true
    }

    /// The lower-case bytes of a text, to be searched more than once.
    static func folded(_ text: String) -> [UInt8] { text.utf8.map(lower) }
}

extension [UInt8] {
    /// Where `word` first stands at `start` or later; nil where it does not.
    func place(of word: StaticString, from start: Int = 0) -> Int? {
        let length = word.utf8CodeUnitCount
        guard length > 0, count - start >= length else { return nil }
        let first = word.utf8Start[0]
        return withUnsafeBufferPointer { bytes in
            for place in start...(bytes.count - length) where bytes[place] == first {
                var offset = 1
                while offset < length, bytes[place + offset] == word.utf8Start[offset] {
                    offset += 1
                }
                if offset == length { return place }
            }
            return nil
        }
    }

    func contains(_ word: StaticString) -> Bool { place(of: word) != nil }

    func containsAny(_ words: [StaticString]) -> Bool { words.contains { contains($0) } }
}
