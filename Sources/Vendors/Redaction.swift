/// Takes out of a vendor's words what must not reach a log, a record or a screen.
public enum Redaction {
    /// What stands where a key stood.
    public static let mark = "[redacted]"

    /// The most characters of a cleaned text.
    public static let charactersMax = 300

    /// What is looked at; the rest of an error text is never shown anyway.
    static let bytesMax = 32_768

    /// The text on one line, at most 300 characters, without anything that looks like a key.
    ///
    /// Known kinds of keys go wherever they stand; behind a word such as `key` or `Bearer`, any
    /// long token goes, a masked one too. Control characters become spaces. A cut text ends with «…».
    public static func clean(_ text: String) -> String { clean(text, charactersMax: charactersMax) }

    static func clean(_ text: String, charactersMax: Int) -> String {
        let line = oneLine(text)
        var kept: [UInt8] = []
        kept.reserveCapacity(line.count)
        var place = 0
        var reach = Reach.none
        while place < line.count {
            let end = tokenEnd(line, place)
            guard end > place else {
                kept.append(line[place])
                place += 1
                continue
            }
            let token = line[place..<end]
            if let start = knownKey(in: token) {
                kept.append(contentsOf: line[place..<start])
                kept.append(contentsOf: mark.utf8)
            } else if reach.covers(token) {
                kept.append(contentsOf: mark.utf8)
            } else {
                kept.append(contentsOf: token)
            }
            reach = Reach(behind: token) ?? reach.next
            place = end
        }
        return cut(String(decoding: kept, as: UTF8.self), charactersMax)
    }

    private static func oneLine(_ text: String) -> [UInt8] {
        var line = ""
        var bytes = 0
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                if line.utf8.last != 0x20 { line.append(" ") }
            default: line.unicodeScalars.append(scalar)
            }
            bytes += 1
            if bytes >= bytesMax { break }
        }
        let from = line.utf8.drop { $0 == 0x20 }
        return Array(from.last == 0x20 ? from.dropLast() : from)
    }

    /// A token is what keys are made of; `*` because vendors mask keys with it.
    private static func tokenEnd(_ line: [UInt8], _ start: Int) -> Int {
        var place = start
        while place < line.count, isTokenByte(line[place]) { place += 1 }
        return place
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "/"),
            UInt8(ascii: "."), UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: "%"):
            true
        default: ASCII.isDigit(byte) || ASCII.isLetter(byte)
        }
    }

    /// Where a key of a known kind begins inside a token.
    private static func knownKey(in token: ArraySlice<UInt8>) -> Int? {
        for start in token.indices {
            let rest = token[start...]
            guard let prefix = keyPrefixes.first(where: { rest.starts(with: $0.utf8) }) else {
                continue
            }
            let isBoundary =
                start == token.startIndex
                || !(ASCII.isLetter(token[start - 1]) || ASCII.isDigit(token[start - 1]))
            let surplus = rest.count - prefix.utf8.count
            if surplus >= (isBoundary ? 6 : 16) { return start }
        }
        return nil
    }

    private static let keyPrefixes = [
        "sk-", "sk_", "pk-", "rk-", "AIza", "AQ.", "ya29.", "xai-", "gsk_", "hf_", "nvapi-", "r8_",
        "sess-", "AKIA", "ASIA", "eyJ", "pplx-", "fw_", "csk-",
    ]

    private static func cut(_ text: String, _ charactersMax: Int) -> String {
        guard text.unicodeScalars.count > charactersMax else { return text }
        var short = String(String.UnicodeScalarView(text.unicodeScalars.prefix(charactersMax - 1)))
        short.append("…")
        return short
    }
}

/// How far a word such as «key» makes the words behind it suspect.
private struct Reach {
    /// How many words may still stand between, as in «API key provided: …».
    var words: Int
    /// From how many bytes on a word with a digit or a mask in it is taken for a key.
    var lengthMin: Int

    static let none = Reach(words: 0, lengthMin: 0)

    private init(words: Int, lengthMin: Int) {
        self.words = words
        self.lengthMin = lengthMin
    }

    init?(behind token: ArraySlice<UInt8>) {
        let folded = token.map(ASCII.lower)
        if folded.containsAny(["bearer", "key", "authorization", "secret", "password"]) {
            self.init(words: 4, lengthMin: 8)
        } else if folded.containsAny(["token", "credential"]) {
            // These words stand in many harmless sentences, so only long ones are taken out.
            self.init(words: 4, lengthMin: 24)
        } else {
            return nil
        }
    }

    var next: Reach { Reach(words: max(0, words - 1), lengthMin: lengthMin) }

    func covers(_ token: ArraySlice<UInt8>) -> Bool {
        guard words > 0 else { return false }
        if token.count >= 24 { return true }
        return token.count >= lengthMin
            && token.contains { ASCII.isDigit($0) || $0 == UInt8(ascii: "*") }
    }
}
