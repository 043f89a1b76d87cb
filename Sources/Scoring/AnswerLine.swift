import Bench

/// What stands behind the last `ANSWER:` of a reply.
///
/// A line begins with the word in any case, or has it in capitals anywhere: models end a sentence
/// with it. The last one decides, also where nothing can be read behind it: an earlier one may be
/// quoted from the question. Full-width letters and digits are taken for plain ones.
struct AnswerLine {
    /// What stands behind it, or on the next line that is not blank; may be empty.
    var text: String
    /// Whether nothing else stands behind it.
    var isLast: Bool

    /// How much of a reply's end is looked at, in scalars.
    static let scalarsMax = 64 << 10

    /// Nil where the reply has none.
    init?(in reply: Substring) {
        let scalars = reply.unicodeScalars.suffix(Self.scalarsMax).map(Self.plain)
        let lines = scalars.split(omittingEmptySubsequences: false) { $0 == "\n" }
        for index in lines.indices.reversed() {
            guard let rest = Self.rest(of: lines[index]) else { continue }
            let behind = lines[(index + 1)...].filter { !Self.isBare($0) && !Self.isFence($0) }
            guard Self.isBare(rest) else {
                self.init(text: Self.text(rest), isLast: behind.isEmpty)
                return
            }
            self.init(text: behind.first.map(Self.text) ?? "", isLast: behind.count <= 1)
            return
        }
        return nil
    }

    private init(text: String, isLast: Bool) {
        self.text = text
        self.isLast = isLast
    }

    private static func text(_ line: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: line)
        return String(text)
    }

    /// Line breaks as one, full-width forms as what they are forms of.
    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x0D, 0x85, 0x2028, 0x2029: "\n"
        case 0x3000: " "
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        default: scalar
        }
    }

    /// What stands behind the line's last `ANSWER:`; nil where it has none.
    private static func rest(
        of line: ArraySlice<Unicode.Scalar>
    ) -> ArraySlice<Unicode.Scalar>? {
        for start in line.indices.reversed() {
            let word = line[start...].prefix(6)
            guard word.count == 6, word.elementsEqual(answer, by: { $0.value | 0x20 == $1.value })
            else { continue }
            guard start == line.startIndex || !line[start - 1].properties.isAlphabetic else {
                continue
            }
            let rest = line[(start + 6)...].drop { isMark($0) || $0 == " " }
            guard rest.first == ":" else { continue }
            guard word.allSatisfy({ $0.value & 0x20 == 0 }) || isOpening(line[..<start]) else {
                continue
            }
            return rest.dropFirst()
        }
        return nil
    }

    private static let answer = Array("answer".unicodeScalars)

    /// Whether a line may begin so before the word.
    private static func isOpening(_ start: ArraySlice<Unicode.Scalar>) -> Bool {
        let words = start.split { !$0.properties.isAlphabetic }.map { text($0).lowercased() }
        return words.allSatisfy { ["my", "the", "final"].contains($0) }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        "*_`~".unicodeScalars.contains(scalar)
    }

    /// Whether a line says nothing: marks, quotes and white space alone.
    private static func isBare(_ line: ArraySlice<Unicode.Scalar>) -> Bool {
        line.allSatisfy { isMark($0) || $0.properties.isWhitespace || $0 == ">" }
    }

    private static func isFence(_ line: ArraySlice<Unicode.Scalar>) -> Bool {
        line.drop { $0 == " " }.starts(with: Array("```".unicodeScalars))
    }
}
