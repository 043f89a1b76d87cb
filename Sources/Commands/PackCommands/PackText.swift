import Bench

/// Texts of packs on a terminal: wrapped, their line breaks kept, their control characters replaced.
enum PackText {
    /// One sentence in lines; those behind the first are indented.
    static func wrap(_ text: String, indent: String = "") -> [String] {
        let head = String(text.prefix { $0 == " " })
        var lines = lines(of: text, width: Output.width - indent.count)
        for index in lines.indices.dropFirst() { lines[index] = indent + lines[index] }
        if let first = lines.first, !first.hasPrefix(head) { lines[0] = head + first }
        return lines
    }

    /// A text as it stands, every line indented; lines that are too long are broken between words.
    static func block(_ text: String, indent: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            let lines = lines(of: String(line), width: Output.width - indent.count)
            return lines.isEmpty ? [""] : lines.map { indent + $0 }
        }
    }

    private static func lines(of text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var lineWidth = 0
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let wordWidth = columns(of: word)
            if !line.isEmpty, lineWidth + 1 + wordWidth > width {
                lines.append(line)
                line = ""
                lineWidth = 0
            }
            if !line.isEmpty || lineWidth > 0 {
                line += " "
                lineWidth += 1
            }
            line += word
            lineWidth += wordWidth
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// The columns of a word, colours left out.
    private static func columns(of word: Substring) -> Int {
        var count = 0
        var isColour = false
        for character in word {
            if character == "\u{1b}" { isColour = true }
            if !isColour { count += 1 }
            if isColour, character == "m" { isColour = false }
        }
        return count
    }

    /// The text with control characters replaced, line breaks left.
    ///
    /// A pack may come from anywhere: its text moves no cursor. To be called before our own colours
    /// are put in.
    static func visible(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isControl =
                        scalar.value < 0x20 && scalar != "\n" && scalar != "\t"
                        || (0x7f..<0xa0).contains(scalar.value)
                    return isControl ? "\u{fffd}" : scalar
                }
            )
        )
    }
}
