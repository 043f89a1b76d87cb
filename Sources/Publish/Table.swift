/// Columns of text of one width each.
struct Table {
    enum Side { case left, right }

    struct Column {
        var head: String
        var side: Side
        var widthMax: Int

        init(_ head: String, _ side: Side = .right, max: Int = 200) {
            self.head = head
            self.side = side
            widthMax = max
        }
    }

    var columns: [Column]
    var rows: [[String]]

    /// The columns that the first column keeps, however narrow the terminal.
    static let firstWidthMin = 12

    /// The lines: heads, then rows, two spaces between columns, nothing behind the last.
    ///
    /// Where they would be wider than `width`, the first column gives way.
    func lines(width: Int) -> [String] {
        var widths = columns.indices.map { index in
            let cells = rows.map { Text.width($0[index]) } + [Text.width(columns[index].head)]
            return min(columns[index].widthMax, cells.max() ?? 0)
        }
        let total = widths.reduce(0, +) + 2 * (widths.count - 1)
        if total > width, let first = widths.first {
            widths[0] = max(min(first, Self.firstWidthMin), first - (total - width))
        }
        return ([columns.map(\.head)] + rows).map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let cell = Text.cut(cell, to: widths[index])
                let space = String(repeating: " ", count: widths[index] - Text.width(cell))
                line += index == 0 ? "" : "  "
                line += columns[index].side == .left ? cell + space : space + cell
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

/// Text for a terminal that may come from anywhere.
enum Text {
    /// Columns that a text takes; every character is counted as one.
    static func width(_ text: String) -> Int { text.count }

    /// The text without control characters, cut to that many columns.
    static func cut(_ text: String, to width: Int) -> String {
        let clean = plain(text)
        guard clean.count > width else { return clean }
        return width > 0 ? clean.prefix(width - 1) + "…" : ""
    }

    /// The text with every control character replaced: a model's name moves no cursor.
    static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
                        ? "\u{fffd}" : scalar
                }
            )
        )
    }

    /// Words in lines of that width at most; a longer word is cut.
    static func wrap(_ text: String, width: Int, indent: String = "") -> [String] {
        var lines: [String] = []
        var line = ""
        for word in plain(text).split(separator: " ") {
            let word = cut(String(word), to: width - indent.count)
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? (lines.isEmpty ? "" : indent) + word : " " + word
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
