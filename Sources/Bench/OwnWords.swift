/// Words as a mask hides them: runs of letters and digits of any script, compared in lower case.
package enum OwnWords {
    /// A stretch of a text that is a word, or what stands between two.
    package struct Piece: Equatable {
        /// The stretch, letter for letter.
        package var text: String
        /// The word in lower case; nil between words.
        package var word: String?
    }

    /// The pieces of a text, which joined are the text.
    package static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        var run = String.UnicodeScalarView()
        var isWord = false
        func flush() {
            guard !run.isEmpty else { return }
            let text = String(run)
            pieces.append(Piece(text: text, word: isWord ? text.lowercased() : nil))
            run = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            if isPart(scalar) != isWord {
                flush()
                isWord.toggle()
            }
            run.append(scalar)
        }
        flush()
        return pieces
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else {
            return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": return true
        default: return false
        }
    }
}

extension Pack {
    /// The bytes of a message in which words are looked for, at most.
    package static let ownWordsBytesMax = 64 << 10
    /// The words of a phrase, at most.
    private static let phraseWordsMax = 4

    /// The words of each arm's messages to one scenario that do not stand in those of every arm, in
    /// lower case and in the order of the arms: what can give an arm away.
    ///
    /// Of a message the first 64 KiB are read.
    package func ownWords(scenario: Int) -> [Set<String>] {
        let all = arms.indices.map { arm in
            messages(scenario: scenario, arm: arm).reduce(into: Set<String>()) { words, message in
                let pieces = OwnWords.pieces(of: Self.beginning(of: message.text))
                words.formUnion(pieces.compactMap(\.word))
            }
        }
        guard var shared = all.first else { return [] }
        for words in all.dropFirst() { shared.formIntersection(words) }
        return all.map { $0.subtracting(shared) }
    }

    /// A few words of an arm's messages that begin with one of its `own`, up to the end of the
    /// sentence; nil where none stands there.
    package func ownPhrase(scenario: Int, arm: Int, own: Set<String>) -> String? {
        for message in messages(scenario: scenario, arm: arm) {
            let text = Self.beginning(of: message.text)
            for sentence in text.split(whereSeparator: { ".!?:;\n".contains($0) }) {
                let words = sentence.split(separator: " ")
                let isOwn = { (word: Substring) in
                    OwnWords.pieces(of: String(word)).contains { piece in
                        piece.word.map(own.contains) == true
                    }
                }
                guard let first = words.firstIndex(where: isOwn) else { continue }
                return words[first...].prefix(Self.phraseWordsMax).joined(separator: " ")
            }
        }
        return nil
    }

    private static func beginning(of text: String) -> String {
        guard text.utf8.count > ownWordsBytesMax else { return text }
        return String(decoding: text.utf8.prefix(ownWordsBytesMax), as: UTF8.self)
    }
}
