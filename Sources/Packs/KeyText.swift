/// Texts that look like an API key, which have no place in a roster.
enum KeyText {
    static let words = "a roster names the variable that holds a key, never the key"

    /// How the keys of the vendors begin, and how long they are at least.
    private static let kinds: [(prefix: String, bytesMin: Int)] = [
        ("sk-", 16), ("AIza", 30), ("AKIA", 20), ("ASIA", 20), ("gsk_", 20), ("hf_", 20),
        ("xai-", 20), ("r8_", 20), ("ghp_", 20),
    ]

    /// Variables with a longer name have an underscore in it; a random token has none.
    private static let wordBytesMax = 24
    private static let nameBytesMax = 64

    /// Whether a word begins as keys do.
    static func isKey(_ word: Substring) -> Bool {
        kinds.contains { word.utf8.count >= $0.bytesMin && word.hasPrefix($0.prefix) }
    }

    /// Whether a text can be the name of an environment variable, and no key.
    static func isVariable(_ text: String) -> Bool {
        guard (1...nameBytesMax).contains(text.utf8.count), let first = text.utf8.first,
            !isDigit(first), !isKey(text[...])
        else { return false }
        let isToken = text.utf8.count > wordBytesMax && !text.contains("_")
        return !isToken
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || isDigit(byte)
                    || byte == UInt8(ascii: "_")
            }
    }

    /// Refuses a file with a key anywhere in it, a comment included: rosters are shared.
    static func refuse(in text: String, file: String) throws(PackError) {
        guard let line = lines(of: text).first else { return }
        // The text is not repeated: it may be a key.
        throw PackError(file: file, line: line, fault: "this looks like a key: \(Self.words)")
    }

    /// The lines, from 1, in which something looks like a key.
    static func lines(of text: String) -> [Int] {
        let lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
        return lines.enumerated().compactMap { index, line in
            let words = line.split { !isKeyByte($0) }
            return words.contains { isKey(Substring($0)) } ? index + 1 : nil
        }
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || isDigit(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension Field {
    /// The name of an environment variable; nil for `none`.
    func keyVariable() throws(PackError) -> String? {
        let text = try text()
        if text == "none" { return nil }
        guard KeyText.isVariable(text) else {
            // The text is not repeated: it may be a key.
            throw error("\(KeyText.words): capital letters, digits and `_`, or none")
        }
        return text
    }
}
