import Bench

/// An answer that was read, in a form in which equal answers are equal.
package enum Finding: Sendable, Hashable {
    /// A number: sign, digits without leading zeros, a point and digits without trailing ones.
    case number(String)
    /// An option, by its place from 0.
    case option(Int)
    /// Words in lower case, without punctuation and articles.
    case text(String)

    /// In a few words, for people.
    package var words: String {
        switch self {
        case .number(let digits): String(digits.prefix(40))
        case .option(let place): Self.letter(place)
        case .text(let text): "«\(text.prefix(40))»"
        }
    }

    /// The letter of an option.
    package static func letter(_ place: Int) -> String {
        Unicode.Scalar(UInt32(65 + place)).map { String($0) } ?? ""
    }
}

extension Scorer.Find {
    /// What an answer says; nil where it cannot be told, or can be read in two ways.
    package func read(_ answer: String) -> Finding? {
        switch self {
        case .number: NumberReading.read(Markup.removed(from: answer)).map(Finding.number)
        case .option(let count):
            OptionReading.read(Markup.removed(from: answer), of: count).map(Finding.option)
        case .text: TextReading.read(Markup.removed(from: answer)).map(Finding.text)
        }
    }

    /// The answer that a whole reply ends with; nil where there is none, or it cannot be told.
    package func read(inReply text: String) -> Finding? {
        AnswerLine(in: text[...]).flatMap { read($0.text) }
    }

    /// Whether two answers are the same.
    package func isSame(_ left: Finding, _ right: Finding) -> Bool {
        if left == right { return true }
        guard case .number(let tolerance?) = self, case .number(let one) = left,
            case .number(let other) = right, let one = Double(one), let other = Double(other)
        else { return false }
        // 1.1 and 1 differ by a little more than .1 in binary.
        let slack = 1e-9 * max(1, abs(one), abs(other))
        return abs(one - other) <= tolerance + slack
    }
}

/// What models put around an answer: Markdown, LaTeX, tags.
enum Markup {
    static func removed(from answer: String) -> String {
        var text = answer
        for tag in tags { text = text.replacing(tag, with: "") }
        for word in latex { text = text.replacing(word, with: "") }
        var bare = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !"*`~{}\\$\"“”«»".unicodeScalars.contains(scalar) {
            bare.append(scalar)
        }
        return String(String(bare).trimmed)
    }

    private static let latex = ["\\boxed", "\\text", "\\mathrm", "\\mathbf"]
    private static let tags = ["b", "strong", "i", "em", "code", "u"].flatMap {
        ["<\($0)>", "</\($0)>"]
    }
}

extension StringProtocol {
    /// Without the white space and the low lines around it.
    var trimmed: SubSequence {
        func isOuter(_ character: Character) -> Bool { character.isWhitespace || character == "_" }
        guard let first = firstIndex(where: { !isOuter($0) }),
            let last = lastIndex(where: { !isOuter($0) })
        else { return self[endIndex...] }
        return self[first...last]
    }
}
