/// Numbers for byte strings, counted from 0 in the order of first use.
///
/// A table by open addressing over one buffer: a line of a large file is looked up five times, and
/// making a `String` each time took ten times as long as all the rest.
struct ByteTable {
    private var slots: [Int32]
    private var hashes: [UInt64] = []
    private var ends: [Int] = []
    private var bytes: [UInt8] = []

    init() { slots = Array(repeating: -1, count: 64) }

    /// How many there are.
    var count: Int { ends.count }

    /// The number of a byte string; nil where it has none yet.
    func number(of key: UnsafeRawBufferPointer) -> Int? {
        let hash = Self.hash(key)
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place] >= 0 {
            let number = Int(slots[place])
            if hashes[number] == hash, isEqual(number, key) { return number }
            place = (place + 1) & mask
        }
        return nil
    }

    /// Gives a byte string that has no number yet the next one.
    mutating func insert(_ key: UnsafeRawBufferPointer) -> Int {
        if (count + 1) * 2 > slots.count { grow() }
        let number = count
        let hash = Self.hash(key)
        bytes.append(contentsOf: key)
        ends.append(bytes.count)
        hashes.append(hash)
        fill(number, hash)
        return number
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for (number, hash) in hashes.enumerated() { fill(number, hash) }
    }

    private mutating func fill(_ number: Int, _ hash: UInt64) {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place] >= 0 { place = (place + 1) & mask }
        slots[place] = Int32(number)
    }

    private func isEqual(_ number: Int, _ key: UnsafeRawBufferPointer) -> Bool {
        let start = number == 0 ? 0 : ends[number - 1]
        guard ends[number] - start == key.count else { return false }
        return bytes.withUnsafeBytes { bytes in
            for index in 0..<key.count where bytes[start + index] != key[index] { return false }
            return true
        }
    }

    /// FNV-1a by eight bytes with a final mix; a table for one process, not for enemies' keys.
    private static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(key.count)
        var place = 0
        while place + 8 <= key.count {
            let word = key.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            place += 8
        }
        while place < key.count {
            hash = (hash ^ UInt64(key[place])) &* 0x0000_0100_0000_01b3
            place += 1
        }
        hash ^= hash >> 32
        return hash &* 0xBF58_476D_1CE4_E5B9 >> 7
    }
}
