/// Comma-separated values with a header line, read strictly.
///
/// Source: RFC 4180.
public struct CSVTable: Sendable {
    /// The columns' names.
    public let columns: [String]
    /// The cells of each row and the line that it begins on.
    public let rows: [(line: Int, cells: [String])]

    /// Reads a file; every row must have as many cells as the header.
    public init(file: String) throws(PackError) {
        var reader = Reader(
            bytes: Array(try Disk.text(at: file, bytesMax: Disk.tableBytesMax).utf8),
            file: file
        )
        guard let header = try reader.row() else {
            throw PackError(file: file, fault: "the file is empty")
        }
        guard Set(header.cells).count == header.cells.count else {
            throw PackError(file: file, line: 1, fault: "two columns have one name")
        }
        columns = header.cells
        var rows: [(line: Int, cells: [String])] = []
        while let row = try reader.row() {
            guard row.cells.count == header.cells.count else {
                throw PackError(
                    file: file,
                    line: row.line,
                    fault: "\(row.cells.count) cells where the header has \(header.cells.count)"
                )
            }
            rows.append(row)
        }
        self.rows = rows
    }

    private struct Reader {
        let bytes: [UInt8]
        let file: String
        var place = 0
        var line = 1

        init(bytes: [UInt8], file: String) {
            self.bytes = bytes
            self.file = file
        }

        /// The next row that is not empty.
        mutating func row() throws(PackError) -> (line: Int, cells: [String])? {
            while place < bytes.count, bytes[place] == 0x0a || bytes[place] == 0x0d {
                if bytes[place] == 0x0a { line += 1 }
                place += 1
            }
            guard place < bytes.count else { return nil }
            let first = line
            var cells = [try cell()]
            while place < bytes.count, bytes[place] == 0x2c {
                place += 1
                cells.append(try cell())
            }
            return (first, cells)
        }

        private mutating func cell() throws(PackError) -> String {
            var out: [UInt8] = []
            guard place < bytes.count, bytes[place] == 0x22 else {
                while place < bytes.count, ![0x2c, 0x0a, 0x0d].contains(bytes[place]) {
                    out.append(bytes[place])
                    place += 1
                }
                return String(decoding: out, as: UTF8.self)
            }
            let first = line
            place += 1
            while place < bytes.count {
                let byte = bytes[place]
                place += 1
                if byte == 0x0a { line += 1 }
                guard byte == 0x22 else {
                    out.append(byte)
                    continue
                }
                guard place < bytes.count, bytes[place] == 0x22 else {
                    guard place == bytes.count || [0x2c, 0x0a, 0x0d].contains(bytes[place]) else {
                        throw PackError(
                            file: file,
                            line: line,
                            fault: "text behind a closing quote"
                        )
                    }
                    return String(decoding: out, as: UTF8.self)
                }
                out.append(0x22)
                place += 1
            }
            throw PackError(file: file, line: first, fault: "a quote is never closed")
        }
    }
}
