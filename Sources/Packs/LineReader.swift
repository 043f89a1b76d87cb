import Bench
import Foundation

/// Reads a file of JSON Lines in pieces, several at a time.
struct LineReader: Sendable {
    let file: String
    let mapping: Mapping

    /// Bytes of a piece, which begins and ends with a line.
    static let pieceBytes = 8 << 20
    /// Bytes of a line, at most.
    static let lineBytesMax = 1 << 20
    /// Threads, at most.
    static let threadsMax = 8

    /// What came of one thread's pieces.
    private struct Part: Sendable {
        var book = OutcomeBook()
        /// The lines of each of its pieces, in order.
        var lines: [Int] = []
        /// The first fault, with the piece and the line inside it.
        var fault: (piece: Int, error: PackError)?
    }

    /// The books of the file's pieces.
    ///
    /// The first fault in the file is thrown, with its line, whichever thread came upon it first.
    func books() async throws -> [OutcomeBook] {
        let size = try fileSize()
        let pieces = max(1, (size + Self.pieceBytes - 1) / Self.pieceBytes)
        let threads = min(pieces, Self.threadsMax, ProcessInfo.processInfo.activeProcessorCount)
        let parts = try await withThrowingTaskGroup(of: (Int, Part).self) { group in
            for thread in 0..<threads {
                group.addTask {
                    (thread, try part(stride(from: thread, to: pieces, by: threads)))
                }
            }
            var parts = Array(repeating: Part(), count: threads)
            for try await (thread, part) in group { parts[thread] = part }
            return parts
        }
        let faults = parts.compactMap(\.fault).sorted { $0.piece < $1.piece }
        guard let fault = faults.first else { return parts.map(\.book) }
        var error = fault.error
        if let line = error.line {
            let before = (0..<fault.piece).reduce(0) { sum, piece in
                let lines = parts[piece % threads].lines
                return sum + (piece / threads < lines.count ? lines[piece / threads] : 0)
            }
            error.line = line + before
        }
        throw error
    }

    private func fileSize() throws(PackError) -> Int {
        do {
            let values = try FileManager.default.attributesOfItem(atPath: file)
            guard values[.type] as? FileAttributeType == .typeRegular else {
                throw PackError(file: file, fault: "is no file")
            }
            return (values[.size] as? NSNumber)?.intValue ?? 0
        } catch let error as PackError {
            throw error
        } catch {
            throw PackError(file: file, fault: "there is no such file, or it cannot be read")
        }
    }

    private func part(_ pieces: StrideTo<Int>) throws -> Part {
        let handle = open(file, O_RDONLY)
        guard handle >= 0 else { throw PackError(file: file, fault: "cannot be read") }
        defer { close(handle) }
        var part = Part()
        var lines = Lines(mapping: mapping, file: file)
        let room = Self.pieceBytes + Self.lineBytesMax + 1 + ObjectScanner.padding
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
        buffer.initialize(repeating: 0, count: room)
        defer { buffer.deallocate() }
        for piece in pieces {
            // From the byte before, which says whether the piece begins with a line.
            let start = piece == 0 ? 0 : piece * Self.pieceBytes - 1
            let wanted = (piece + 1) * Self.pieceBytes - start + Self.lineBytesMax
            let count = try read(handle, buffer, min(wanted, room - ObjectScanner.padding), start)
            let end = min(count, (piece + 1) * Self.pieceBytes - start)
            do throws(PackError) {
                part.lines.append(
                    try lines.take(
                        buffer,
                        count,
                        firstLineAt: piece == 0 ? 0 : nil,
                        until: end,
                        into: &part.book
                    )
                )
            } catch {
                part.fault = (piece, error)
                return part
            }
        }
        return part
    }

    private func read(
        _ handle: Int32,
        _ buffer: UnsafeMutablePointer<UInt8>,
        _ wanted: Int,
        _ start: Int
    ) throws(PackError) -> Int {
        var count = 0
        while count < wanted {
            let got = pread(handle, buffer + count, wanted - count, off_t(start + count))
            if got < 0 {
                if errno == EINTR { continue }
                throw PackError(
                    file: file,
                    fault: "cannot be read: \(String(cString: strerror(errno)))"
                )
            }
            if got == 0 { break }
            count += got
        }
        return count
    }
}

/// Lines of objects into a book; what a text means is worked out once and then looked up.
private struct Lines {
    private let mapping: Mapping
    private let file: String
    private let scanner: ObjectScanner
    private let columns: [String]
    /// The columns of each part of a row, by their places in `columns`.
    private let parts: [[Int]]
    private var tables: [ByteTable]
    private var numbers: [[Int]]
    private var key: [UInt8] = []

    init(mapping: Mapping, file: String) {
        self.mapping = mapping
        self.file = file
        columns = mapping.columns
        scanner = ObjectScanner(columns)
        parts = mapping.parts
        tables = parts.map { _ in ByteTable() }
        numbers = parts.map { _ in [] }
    }

    /// Takes the lines that begin before `end`; returns how many begin there, empty ones included.
    ///
    /// With `first` nil the buffer begins one byte before its piece, and what comes before the first
    /// line break belongs to the piece before.
    mutating func take(
        _ bytes: UnsafePointer<UInt8>,
        _ count: Int,
        firstLineAt first: Int?,
        until end: Int,
        into book: inout OutcomeBook
    ) throws(PackError) -> Int {
        var place: Int
        if let first {
            place = first
            if count >= 3, bytes[0] == 0xef, bytes[1] == 0xbb, bytes[2] == 0xbf { place = 3 }
        } else {
            place = Self.lineEnd(bytes, 0, count) + 1
        }
        var values = Array(repeating: 0..<0, count: max(1, columns.count))
        var lines = 0
        while place < end {
            let close = Self.lineEnd(bytes, place, count)
            lines += 1
            guard close - place <= LineReader.lineBytesMax else {
                throw PackError(file: file, line: lines, fault: "the line is longer than 1 MiB")
            }
            let isPlain = values.withUnsafeMutableBufferPointer { values in
                values.baseAddress.map { scanner.scan(bytes, place..<close, into: $0) } ?? false
            }
            if !isPlain || !self.count(bytes, values, into: &book) {
                try takeSlowly(bytes, place..<close, lines, isPlain ? values : nil, into: &book)
            }
            place = close + 1
        }
        return lines
    }

    private static func lineEnd(_ bytes: UnsafePointer<UInt8>, _ from: Int, _ count: Int) -> Int {
        guard from < count, let found = memchr(bytes + from, 0x0a, count - from) else {
            return count
        }
        return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - bytes
    }

    /// Counts a row all of whose parts have been seen before; false where one has not.
    private mutating func count(
        _ bytes: UnsafePointer<UInt8>,
        _ values: [Range<Int>],
        into book: inout OutcomeBook
    ) -> Bool {
        guard !mapping.hasScore else { return false }
        var found = (0, 0, 0, 0)
        for part in parts.indices {
            guard let number = number(part, bytes, values) else { return false }
            switch part {
            case 0: found.0 = number
            case 1: found.1 = number
            case 2: found.2 = number
            default: found.3 = number
            }
        }
        let packed = OutcomeBook.Packed(
            model: found.0,
            scenario: found.1,
            arm: found.2,
            outcome: found.3
        )
        book.counts[packed.word, default: 0] += 1
        return true
    }

    private mutating func number(
        _ part: Int,
        _ bytes: UnsafePointer<UInt8>,
        _ values: [Range<Int>]
    ) -> Int? {
        let places = parts[part]
        if places.count == 1 {
            let range = values[places[0]]
            let text = UnsafeRawBufferPointer(start: bytes + range.lowerBound, count: range.count)
            return tables[part].number(of: text).map { numbers[part][$0] }
        }
        fillKey(places, bytes, values)
        return key.withUnsafeBytes { tables[part].number(of: $0) }.map { numbers[part][$0] }
    }

    /// The texts of several columns with a byte between them that no plain text has.
    private mutating func fillKey(
        _ places: [Int],
        _ bytes: UnsafePointer<UInt8>,
        _ values: [Range<Int>]
    ) {
        key.removeAll(keepingCapacity: true)
        for place in places {
            let range = values[place]
            key.append(
                contentsOf: UnsafeBufferPointer(
                    start: bytes + range.lowerBound,
                    count: range.count
                )
            )
            key.append(0)
        }
    }

    /// Reads a row by the strict parser and the mapping, and remembers what its parts mean.
    private mutating func takeSlowly(
        _ bytes: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        _ line: Int,
        _ values: [Range<Int>]?,
        into book: inout OutcomeBook
    ) throws(PackError) {
        let text = UnsafeBufferPointer(start: bytes + range.lowerBound, count: range.count)
        if text.allSatisfy({ $0 <= 0x20 }) { return }
        let json: JSON
        do { json = try JSON(parsing: Array(text), rules: .file) } catch {
            throw PackError(file: file, line: line, fault: "no JSON at \(error)")
        }
        guard let members = json.object else {
            throw PackError(file: file, line: line, fault: "an object is needed")
        }
        var texts: [String: String] = [:]
        for member in members {
            texts[member.key] =
                member.value.string ?? String(decoding: member.value.bytes, as: UTF8.self)
        }
        let packed = book.add(try mapping.row(texts, file: file, line: line))
        guard let values else { return }
        let found = [packed.model, packed.scenario, packed.arm, packed.outcome]
        for part in parts.indices where number(part, bytes, values) == nil {
            // A scenario's cluster hangs on other columns too: they are part of its key.
            fillKey(parts[part], bytes, values)
            if parts[part].count == 1 { key.removeLast() }
            _ = key.withUnsafeBytes { tables[part].insert($0) }
            numbers[part].append(found[part])
        }
    }
}
