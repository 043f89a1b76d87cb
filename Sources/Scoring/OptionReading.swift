/// The letter of an option.
///
/// `B`, `(B)`, `b)`, `B) its text` and `Option B.` are read alike. A letter with a word right behind it is not read, whichever letter it is: «A good question» would
/// count for the first option and nothing like it for the others.
enum OptionReading {
    /// The option's place from 0; nil where no single option can be told.
    static func read(_ answer: String, of count: Int) -> Int? {
        var rest = answer.unicodeScalars[...]
        rest = skipped(rest)
        for word in ["option", "answer", "choice", "letter"] {
            let start = String(Substring(rest.prefix(word.unicodeScalars.count))).lowercased()
            let behind = rest.dropFirst(word.unicodeScalars.count)
            guard start == word, let next = behind.first, !next.properties.isAlphabetic else {
                continue
            }
            rest = skipped(behind)
        }
        guard let letter = rest.first else { return nil }
        let place = Int(letter.value | 0x20) - 0x61
        guard letter.isASCII, (0..<min(count, 26)).contains(place) else { return nil }
        rest = rest.dropFirst()
        guard isEnd(rest), !namesAnother(rest, of: count) else { return nil }
        return place
    }

    private static func skipped(
        _ scalars: Substring.UnicodeScalarView
    ) -> Substring.UnicodeScalarView {
        scalars.drop { $0.properties.isWhitespace || "([<#'‘_:".unicodeScalars.contains($0) }
    }

    /// Whether the letter ends here: nothing, a mark, or white space with a mark behind it.
    private static func isEnd(_ rest: Substring.UnicodeScalarView) -> Bool {
        guard let next = rest.first else { return true }
        if ").:,;]>'’_-–—!".unicodeScalars.contains(next) { return true }
        guard next.properties.isWhitespace else { return false }
        guard let mark = rest.first(where: { !$0.properties.isWhitespace }) else { return true }
        return "(-–—:=.".unicodeScalars.contains(mark)
    }

    /// «A, B», «A) or B)», «A (or B)».
    private static func namesAnother(
        _ rest: Substring.UnicodeScalarView,
        of count: Int
    ) -> Bool {
        let marks = rest.prefix { !$0.properties.isAlphabetic }
        var words = rest.split { !$0.properties.isAlphabetic }.map { String(Substring($0)) }
        if let first = words.first, ["or", "and"].contains(first.lowercased()) {
            words.removeFirst()
        } else if !marks.contains(where: { ",;/&+".unicodeScalars.contains($0) }) {
            return false
        }
        guard let next = words.first?.unicodeScalars, next.count == 1, let letter = next.first
        else { return false }
        return (0..<count).contains(Int(letter.value | 0x20) - 0x61)
    }
}
