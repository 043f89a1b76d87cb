/// A few words as an answer: without case, punctuation and articles.
enum TextReading {
    /// The bytes of an answer in words, at most: what is longer is no answer but an essay.
    static let bytesMax = 200

    /// Nil where nothing is left, or far too much.
    static func read(_ answer: String) -> String? {
        guard answer.utf8.count <= bytesMax else { return nil }
        var plain = ""
        for scalar in answer.lowercased().unicodeScalars {
            switch scalar {
            case "'", "’", "‘", "ʼ": continue
            case _ where scalar.properties.isAlphabetic || scalar.properties.numericType != nil,
                _ where scalar.properties.generalCategory == .nonspacingMark:
                plain.unicodeScalars.append(scalar)
            default: plain += " "
            }
        }
        let words = plain.split(separator: " ").filter { !articles.contains(String($0)) }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    private static let articles: Set<String> = ["a", "an", "the"]
}
