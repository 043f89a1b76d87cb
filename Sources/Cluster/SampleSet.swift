import Bench

/// A set of samples inside one range of the plan, as a bitmap that travels as hexadecimal.
public struct SampleSet: Sendable, Hashable {
    /// The range that members lie in.
    public let range: Range<Int>
    private var words: [UInt64]

    /// No samples of the range.
    public init(in range: Range<Int>) {
        self.range = range
        words = Array(repeating: 0, count: (range.count + 63) / 64)
    }

    /// All samples of the range.
    public init(all range: Range<Int>) {
        self.init(in: range)
        for sample in range { insert(sample) }
    }

    /// Whether a sample is in the set; false for any outside the range.
    public func contains(_ sample: Int) -> Bool {
        guard range.contains(sample) else { return false }
        let (word, bit) = (sample - range.lowerBound).quotientAndRemainder(dividingBy: 64)
        return words[word] & (1 << UInt64(bit)) != 0
    }

    /// Adds a sample of the range.
    package mutating func insert(_ sample: Int) {
        precondition(range.contains(sample))
        let (word, bit) = (sample - range.lowerBound).quotientAndRemainder(dividingBy: 64)
        words[word] |= 1 << UInt64(bit)
    }

    /// Takes a sample out.
    package mutating func remove(_ sample: Int) {
        guard range.contains(sample) else { return }
        let (word, bit) = (sample - range.lowerBound).quotientAndRemainder(dividingBy: 64)
        words[word] &= ~(1 << UInt64(bit))
    }

    /// How many samples are in it.
    public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Whether none is.
    public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// The samples, ascending.
    public var samples: [Int] { range.filter(contains) }

    /// The members of both sets, which must have one range.
    public func union(_ other: SampleSet) -> SampleSet {
        precondition(range == other.range)
        var both = self
        for index in words.indices { both.words[index] |= other.words[index] }
        return both
    }

    /// One bit a sample, the first sample in the highest bit of the first byte; hexadecimal.
    public var hex: String {
        var bytes = [UInt8](repeating: 0, count: (range.count + 7) / 8)
        for sample in samples {
            let place = sample - range.lowerBound
            bytes[place / 8] |= 0x80 >> UInt8(place % 8)
        }
        return Hexadecimal.text(of: bytes)
    }

    /// Reads what `hex` wrote; nil for another length, other digits, or bits beyond the range.
    package init?(hex: String, in range: Range<Int>) {
        self.init(in: range)
        guard let bytes = Hexadecimal.bytes(of: hex), bytes.count == (range.count + 7) / 8 else {
            return nil
        }
        for place in 0..<bytes.count * 8 where bytes[place / 8] & (0x80 >> UInt8(place % 8)) != 0 {
            guard place < range.count else { return nil }
            insert(range.lowerBound + place)
        }
    }
}

/// Bytes as lower-case hexadecimal text.
enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(of bytes: [UInt8]) -> String {
        String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }

    static func bytes(of text: String) -> [UInt8]? {
        let places = text.utf8.map { digits.firstIndex(of: $0) }
        guard places.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: places.count, by: 2) {
            guard let high = places[index], let low = places[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}
