/// Finds the values of a few members in lines of plain JSON objects, without reading the others.
///
/// It knows flat objects of ASCII without escapes, which nearly all lines of a log are. Of any other
/// line it says that it does not know it, and the strict parser decides: so what it does understand
/// is well-formed, and what is not gets the parser's error.
struct ObjectScanner {
    /// Bytes behind a buffer's end that may be read.
    static let padding = 8

    private let keys: [[UInt8]]

    init(_ keys: [String]) { self.keys = keys.map { Array($0.utf8) } }

    /// Puts the text of each key's value into `values`, strings without their quotes.
    ///
    /// False where the line is not plain, or a key is missing or stands there twice.
    func scan(
        _ bytes: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        into values: UnsafeMutablePointer<Range<Int>>
    ) -> Bool {
        for index in keys.indices { values[index] = -1 ..< -1 }
        var missing = keys.count
        var place = Self.skip(bytes, range.lowerBound, range.upperBound)
        let end = range.upperBound
        guard place < end, bytes[place] == UInt8(ascii: "{") else { return false }
        place = Self.skip(bytes, place + 1, end)
        while true {
            guard place < end, bytes[place] == UInt8(ascii: "\"") else { return false }
            let keyStart = place + 1
            let keyEnd = Self.stringEnd(bytes, keyStart, end)
            guard keyEnd < end, bytes[keyEnd] == UInt8(ascii: "\"") else { return false }
            place = Self.skip(bytes, keyEnd + 1, end)
            guard place < end, bytes[place] == UInt8(ascii: ":") else { return false }
            place = Self.skip(bytes, place + 1, end)
            guard place < end else { return false }
            let value: Range<Int>
            if bytes[place] == UInt8(ascii: "\"") {
                let close = Self.stringEnd(bytes, place + 1, end)
                guard close < end, bytes[close] == UInt8(ascii: "\"") else { return false }
                value = place + 1..<close
                place = close + 1
            } else {
                let close = Self.scalarEnd(bytes, place, end)
                guard close > place else { return false }
                value = place..<close
                place = close
            }
            if let index = wanted(bytes, keyStart, keyEnd) {
                guard values[index].lowerBound < 0 else { return false }
                values[index] = value
                missing -= 1
            }
            place = Self.skip(bytes, place, end)
            guard place < end else { return false }
            if bytes[place] == UInt8(ascii: "}") { break }
            guard bytes[place] == UInt8(ascii: ",") else { return false }
            place = Self.skip(bytes, place + 1, end)
        }
        return missing == 0 && Self.skip(bytes, place + 1, end) == end
    }

    private func wanted(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
        for index in keys.indices where keys[index].count == end - start {
            let isSame = keys[index].withUnsafeBufferPointer { key in
                for place in 0..<key.count where key[place] != bytes[start + place] {
                    return false
                }
                return true
            }
            if isSame { return index }
        }
        return nil
    }

    private static func skip(_ bytes: UnsafePointer<UInt8>, _ from: Int, _ end: Int) -> Int {
        var place = from
        while place < end, bytes[place] == 0x20 || bytes[place] == 0x09 || bytes[place] == 0x0d {
            place += 1
        }
        return place
    }

    /// The place of the first byte that is no plain character of a string, eight at a time.
    private static func stringEnd(_ bytes: UnsafePointer<UInt8>, _ from: Int, _ end: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var place = from
        while place < end {
            let word = UnsafeRawPointer(bytes + place).loadUnaligned(as: UInt64.self)
            let quote = word ^ (ones &* 0x22)
            let slash = word ^ (ones &* 0x5c)
            // A byte is marked where it is a quote, a backslash, below a space or above ASCII; a
            // borrow can mark falsely only above a true mark.
            let marks =
                (((quote &- ones) & ~quote) | ((slash &- ones) & ~slash)
                    | ((word &- ones &* 0x20) & ~word) | word) & highs
            if marks != 0 { return min(end, place + marks.trailingZeroBitCount / 8) }
            place += 8
        }
        return end
    }

    /// The end of a number, true, false or null; `from` where it is none of them.
    private static func scalarEnd(_ bytes: UnsafePointer<UInt8>, _ from: Int, _ end: Int) -> Int {
        switch bytes[from] {
        case UInt8(ascii: "t"): return literal("true", bytes, from, end)
        case UInt8(ascii: "f"): return literal("false", bytes, from, end)
        case UInt8(ascii: "n"): return literal("null", bytes, from, end)
        default: return numberEnd(bytes, from, end)
        }
    }

    private static func literal(
        _ word: StaticString,
        _ bytes: UnsafePointer<UInt8>,
        _ from: Int,
        _ end: Int
    ) -> Int {
        guard from + word.utf8CodeUnitCount <= end else { return from }
        for index in 0..<word.utf8CodeUnitCount where bytes[from + index] != word.utf8Start[index] {
            return from
        }
        return from + word.utf8CodeUnitCount
    }

    /// By the grammar of RFC 8259, section 6.
    private static func numberEnd(_ bytes: UnsafePointer<UInt8>, _ from: Int, _ end: Int) -> Int {
        func digits(_ start: Int) -> Int {
            var place = start
            while place < end, bytes[place] &- 0x30 < 10 { place += 1 }
            return place
        }
        var place = from
        if bytes[place] == UInt8(ascii: "-") { place += 1 }
        let whole = digits(place)
        guard whole > place, bytes[place] != UInt8(ascii: "0") || whole == place + 1 else {
            return from
        }
        place = whole
        if place < end, bytes[place] == UInt8(ascii: ".") {
            let fraction = digits(place + 1)
            guard fraction > place + 1 else { return from }
            place = fraction
        }
        if place < end, bytes[place] | 0x20 == UInt8(ascii: "e") {
            var start = place + 1
            if start < end, bytes[start] == UInt8(ascii: "+") || bytes[start] == UInt8(ascii: "-") {
                start += 1
            }
            let exponent = digits(start)
            guard exponent > start else { return from }
            place = exponent
        }
        return place
    }
}
