/// Names, and what a misspelt one may have been meant to be.
package enum Spelling {
    /// The bytes of a name, at most.
    package static let nameBytesMax = Pack.nameBytesMax

    /// Whether a text is a name: lower-case letters, digits, `.`, `_` and `-`, and `/` and `:`
    /// with `slashes`, beginning with a letter or digit.
    package static func isName(_ text: String, slashes: Bool = false) -> Bool {
        guard (1...nameBytesMax).contains(text.utf8.count), let first = text.utf8.first,
            isLetterOrDigit(first)
        else { return false }
        return text.utf8.allSatisfy { byte in
            isLetterOrDigit(byte) || "._-".utf8.contains(byte)
                || slashes && "/:".utf8.contains(byte)
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// The word that is two letters away at most and keeps one at least; nil where none is.
    package static func nearest(to word: String, in words: [String]) -> String? {
        guard word.utf8.count <= nameBytesMax else { return nil }
        return words.map { ($0, distance(word, $0)) }
            .filter { $0.1 <= 2 && $0.1 < max(word.utf8.count, $0.0.utf8.count) }
            .min { $0.1 < $1.1 }?.0
    }

    /// Letters to change, add or drop.
    ///
    /// Source: Levenshtein 1966.
    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var corner = row[0]
            row[0] = index + 1
            for place in right.indices {
                let changed = corner + (byte == right[place] ? 0 : 1)
                corner = row[place + 1]
                row[place + 1] = min(changed, corner + 1, row[place] + 1)
            }
        }
        return row[right.count]
    }
}
