import Crypto

/// The SHA-256 of something that must stay what it was.
public struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The digest of bytes.
    public init(of bytes: some Sequence<UInt8>) {
        var hasher = SHA256()
        let done: Void? = bytes.withContiguousStorageIfAvailable {
            hasher.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if done == nil { hasher.update(data: Array(bytes)) }
        self.init(hasher.finalize())
    }

    /// The digest of a value's canonical text.
    public init(of json: JSON) { self.init(of: json.canonicalBytes) }

    /// The digest of a list of fields, each with its length before it, so that no two lists
    /// share their bytes.
    public init(ofFields fields: [some Sequence<UInt8>]) {
        var bytes: [UInt8] = []
        for field in fields {
            let field = Array(field)
            withUnsafeBytes(of: UInt64(field.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: field)
        }
        self.init(of: bytes)
    }

    private init(_ digest: SHA256.Digest) {
        self = digest.withUnsafeBytes { Digest(raw: $0) }
    }

    private init(raw: UnsafeRawBufferPointer) {
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// The digest whose 32 bytes these are; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self = Array(bytes).withUnsafeBytes { Digest(raw: $0) }
    }

    /// The digest that `hex` writes: 64 hexadecimal digits, in either case.
    public init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.hexValue(digits[index]),
                let low = Self.hexValue(digits[index + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(32)
        for word in [words.0, words.1, words.2, words.3] {
            withUnsafeBytes(of: word.bigEndian) { out.append(contentsOf: $0) }
        }
        return out
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(64)
        for byte in bytes { digits += [Self.hexDigit(byte >> 4), Self.hexDigit(byte & 15)] }
        return String(decoding: digits, as: UTF8.self)
    }

    /// The first 12 digits: enough to tell a few thousand things apart on a screen.
    public var short: String { String(hex.prefix(12)) }

    /// The digest in hexadecimal.
    public var description: String { hex }

    /// The first 64 bits, as a seed.
    public var seed: UInt64 { words.0 }

    /// Equal in all 256 bits.
    public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

    /// By bytes, as `memcmp` would.
    public static func < (left: Digest, right: Digest) -> Bool { left.words < right.words }

    /// Feeds the first word: it is as good as random already.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

    static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
