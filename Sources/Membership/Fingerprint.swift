import Crypto

/// The SHA-256 of a certificate, or of a secret: 32 bytes.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// How many bytes a fingerprint has.
    public static let byteCount = 32

    /// The fingerprint of these bytes: for a certificate, of its DER.
    public init(of bytes: [UInt8]) { self.bytes = Array(SHA256.hash(data: bytes)) }

    /// The fingerprint that was written down as these bytes; nil unless there are 32.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// The fingerprint that 64 hexadecimal digits write, in either case, with or without the
    /// colons that openssl puts between bytes; nil for anything else.
    public init?(hex: String) {
        let digits = hex.utf8.filter { $0 != UInt8(ascii: ":") }
        guard digits.count == 2 * Self.byteCount else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { hexadecimal(bytes) }

    /// The same digits.
    public var description: String { hex }

    /// Whether this is the fingerprint of `secret`, in a time that does not tell how nearly.
    public func matches(_ secret: [UInt8]) -> Bool { SHA256.hash(data: secret) == bytes }

    private static func value(_ digit: UInt8) -> UInt8? {
        Character(Unicode.Scalar(digit)).hexDigitValue.map(UInt8.init)
    }
}

/// Two lower-case digits a byte, leading zeros kept.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
}
