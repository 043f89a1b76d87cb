/// The words of a text: runs of letters and digits, in lower case.
///
/// Read as bytes, since ten thousand scenarios are: everything beyond ASCII counts as a letter, and
/// only ASCII changes its case.
package enum Words {
    /// The words in their order.
    package static func of(_ text: String) -> [String] {
        var words: [String] = []
        scan(text) { words.append(String(decoding: $0, as: UTF8.self)) }
        return words
    }

    /// A number for each word, the same for the same word.
    ///
    /// Source: FNV-1a, 64 bits, Fowler, Noll and Vo.
    static func hashes(of text: String) -> [UInt64] {
        var hashes: [UInt64] = []
        scan(text) { word in
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hashes.append(hash)
        }
        return hashes
    }

    private static func scan(_ text: String, _ found: ([UInt8]) -> Void) {
        var word: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): word.append(byte | 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                0x80...:
                word.append(byte)
            default:
                if !word.isEmpty { found(word) }
                word.removeAll(keepingCapacity: true)
            }
        }
        if !word.isEmpty { found(word) }
    }

    /// The sentences of a text, each as its words joined by spaces.
    static func sentences(of text: String) -> [String] {
        text.split { ".!?:;\n".contains($0) }
            .map { of(String($0)).joined(separator: " ") }
            .filter { !$0.isEmpty }
    }
}
