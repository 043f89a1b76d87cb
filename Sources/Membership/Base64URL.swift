import Foundation

/// Bytes as letters that survive a shell, a URL and a double click (RFC 4648, section 5), without
/// padding.
enum Base64URL {
    static func text(of bytes: [UInt8]) -> String {
        let letters = Data(bytes).base64EncodedData().filter { $0 != UInt8(ascii: "=") }
        return String(decoding: letters.map { swap($0, to: url) }, as: UTF8.self)
    }

    /// Nil unless these are letters of this alphabet, and the very ones that the bytes have.
    static func bytes(of letters: some Collection<UInt8>) -> [UInt8]? {
        let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - letters.count % 4) % 4)
        let padded = Data(letters.map { swap($0, to: plain) } + padding)
        guard let bytes = Data(base64Encoded: padded).map({ [UInt8]($0) }),
            text(of: bytes).utf8.elementsEqual(letters)
        else { return nil }
        return bytes
    }

    private static let url: [UInt8: UInt8] = [
        UInt8(ascii: "+"): UInt8(ascii: "-"), UInt8(ascii: "/"): UInt8(ascii: "_"),
    ]
    private static let plain: [UInt8: UInt8] = [
        UInt8(ascii: "-"): UInt8(ascii: "+"), UInt8(ascii: "_"): UInt8(ascii: "/"),
    ]

    private static func swap(_ letter: UInt8, to alphabet: [UInt8: UInt8]) -> UInt8 {
        alphabet[letter] ?? letter
    }
}
