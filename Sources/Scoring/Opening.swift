/// The beginning of a reply in plain letters: lower case, no accents, no markup, one kind of
/// apostrophe and of quotation mark, spaces single.
struct Opening {
    /// How much of a reply is read for a refusal: a refusal comes first, and what stands later is
    /// more often a quotation or a caveat.
    static let bytesMax = 320
    /// How far markup and white space are followed.
    static let scalarsMax = 2000

    /// The letters, at most `bytesMax` of them.
    private(set) var bytes: [UInt8] = []
    /// Whether the first byte stands inside quotation marks.
    private(set) var startsQuoted = false

    init(_ text: Substring) {
        bytes.reserveCapacity(2 * Self.bytesMax)
        var scalars = 0
        for scalar in text.unicodeScalars {
            append(scalar)
            scalars += 1
            if bytes.count >= Self.bytesMax + 60 || scalars >= Self.scalarsMax { break }
        }
        stripStart()
        stripGreeting()
        if bytes.count > Self.bytesMax { bytes.removeLast(bytes.count - Self.bytesMax) }
    }

    // MARK: Letters

    private mutating func append(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        if value < 0x80 { return append(ascii: UInt8(value)) }
        switch value {
        case 0xDF: bytes += [0x73, 0x73]
        case 0xAB, 0xBB, 0x201C...0x201F, 0x2039, 0x203A, 0x300C, 0x300D: bytes.append(Self.quote)
        case 0xB4, 0x2018...0x201B, 0x2BC, 0x2032, 0xFF07: bytes.append(Self.apostrophe)
        case 0xC0...0xFF: bytes.append(Self.latin[Int(value - 0xC0)])
        case 0xA0, 0x2000...0x200A, 0x202F, 0x3000: append(ascii: 0x20)
        case 0x2028, 0x2029: append(ascii: 0x0A)
        case 0x2010...0x2015: bytes.append(UInt8(ascii: "-"))
        case 0x2026: bytes.append(UInt8(ascii: "."))
        case 0x152, 0x153: bytes.append(UInt8(ascii: "o"))
        case 0xA1, 0xBF, 0xAD, 0x300...0x36F, 0x200B...0x200F, 0x2060, 0xFEFF: break
        default: bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
        }
    }

    private mutating func append(ascii byte: UInt8) {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
        case 0x0A:
            if bytes.last == 0x20 { bytes.removeLast() }
            if bytes.last != 0x0A { bytes.append(byte) }
        case 0x20, 0x09: if let last = bytes.last, last > 0x20 { bytes.append(0x20) }
        case UInt8(ascii: "`"):
            // An apostrophe in some hands, code in others.
            if let last = bytes.last, Self.isLetter(last) { bytes.append(Self.apostrophe) }
        case 0..<0x20, 0x7F, UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "#"),
            UInt8(ascii: ">"), UInt8(ascii: "~"):
            break
        default: bytes.append(byte)
        }
    }

    static let quote = UInt8(ascii: "\"")
    static let apostrophe = UInt8(ascii: "'")

    /// U+00C0 to U+00FF without their accents.
    private static let latin = Array(
        "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty".utf8
    )

    static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
    }

    // MARK: What comes before the first word

    private mutating func stripStart() {
        let start = bytes.firstIndex(where: Self.isLetter) ?? bytes.count
        // Quotation marks around the whole reply mean nothing; around its first words they do.
        if start > 0, bytes[start - 1] == Self.apostrophe, let close = closingApostrophe(start) {
            bytes[close] = Self.quote
            startsQuoted = true
        } else if bytes[..<start].contains(Self.quote),
            let close = bytes[start...].firstIndex(of: Self.quote),
            bytes[close...].contains(where: Self.isLetter)
        {
            startsQuoted = true
        }
        bytes.removeFirst(start)
    }

    /// Where single quotation marks close with text behind them, told from the apostrophes of
    /// «can't» by the mark before them.
    private func closingApostrophe(_ start: Int) -> Int? {
        let close = bytes[start...].indices.first { place in
            bytes[place] == Self.apostrophe && ",.!?".utf8.contains(bytes[place - 1])
        }
        return close.flatMap { bytes[$0...].contains(where: Self.isLetter) ? $0 : nil }
    }

    private mutating func stripGreeting() {
        guard !startsQuoted, !Salutation.stands(in: bytes, at: 0) else { return }
        for greeting in Self.greetings where bytes.starts(with: greeting) {
            if bytes.count > greeting.count, Self.isLetter(bytes[greeting.count]) { continue }
            let end = bytes.prefix(48).firstIndex { ",!.\n:".utf8.contains($0) }
            guard let end else { return }
            bytes.removeFirst(end + 1)
            bytes.removeFirst(bytes.firstIndex(where: Self.isLetter) ?? bytes.count)
            return
        }
    }

    private static let greetings = [
        "hello", "hi", "hey", "dear", "greetings", "good morning", "good afternoon",
        "good evening", "hallo", "guten tag", "liebe", "lieber", "bonjour", "salut", "hola",
        "buenos dias", "buenas tardes", "estimado", "estimada",
    ].map { Array($0.utf8) }
}

/// How many words a text has, as far as two: words of letters, or single characters of scripts
/// that put no space between them.
func wordsUpToTwo(_ text: Substring) -> Int {
    var words = 0
    var isInside = false
    for byte in text.utf8 {
        switch byte {
        case 0xE3...0xEF: words += 1
        case 0xE2, 0xF0...: isInside = false
        case 0x80..<0xC0: continue
        default:
            let isLetter = Opening.isLetter(byte)
            if isLetter, !isInside { words += 1 }
            isInside = isLetter || (isInside && byte == Opening.apostrophe)
        }
        if words >= 2 { return 2 }
    }
    return words
}
