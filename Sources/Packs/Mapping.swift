import Bench

/// How the rows of a table that was recorded elsewhere become outcomes.
public struct Mapping: Sendable {
    /// The pack's id that the run gets.
    public var pack: String
    /// Its title.
    public var title: String
    /// What is counted.
    public var metrics: [Metric]
    private let model: Template
    private let scenario: Template
    private let cluster: Template?
    private let arm: Template
    private let outcome: Template
    private let arms: [String: String]
    private let outcomes: [String: Outcome]
    private let otherwise: Outcome?

    /// One row, understood.
    public struct Row: Sendable, Equatable {
        /// The model's id.
        public var model: String
        /// The scenario's id.
        public var scenario: String
        /// The scenario's cluster.
        public var cluster: String
        /// The arm's id.
        public var arm: String
        /// What came of the sample.
        public var outcome: Outcome
    }

    init(_ file: String) throws(PackError) {
        let top = try Field.top(of: file)
        try top.allow(["pack", "title", "columns", "arms", "outcomes", "metrics"])
        pack = try top.needed("pack").name()
        title = try top.needed("title").text()
        let columns = try top.needed("columns")
        try columns.allow(["model", "scenario", "cluster", "arm", "outcome"])
        model = try Template(columns.needed("model"))
        scenario = try Template(columns.needed("scenario"))
        cluster = try columns.optional("cluster").map { field throws(PackError) in
            try Template(field)
        }
        arm = try Template(columns.needed("arm"))
        outcome = try Template(columns.needed("outcome"))
        var arms: [String: String] = [:]
        for (word, field) in try top.needed("arms").texts() { arms[word] = try field.name() }
        self.arms = arms
        var outcomes: [String: Outcome] = [:]
        for (word, field) in try top.needed("outcomes").texts() {
            outcomes[word] = try field.choice(Outcome.self)
        }
        otherwise = outcomes.removeValue(forKey: "otherwise")
        self.outcomes = outcomes
        metrics = try PackFile.metrics(top, Set(arms.values).sorted())
    }

    /// The arms, in the order of their names.
    public var armIDs: [String] { Set(arms.values).sorted() }

    /// Reads one row of the table.
    ///
    /// `file` and `line` are for the error.
    public func row(
        _ values: [String: String],
        file: String,
        line: Int
    ) throws(PackError) -> Row {
        func text(_ template: Template, _ field: String) throws(PackError) -> String {
            for name in template.variables where values[name] == nil {
                throw PackError(
                    file: file,
                    line: line,
                    field: name,
                    fault: "no such column, which the mapping needs for `\(field)`; the columns "
                        + "are \(values.keys.sorted().joined(separator: ", "))"
                )
            }
            return template.render(values)
        }
        let word = try text(arm, "arm")
        guard let arm = arms[word] else {
            throw PackError(
                file: file,
                line: line,
                field: "arm",
                fault: "\"\(word)\" is not among the mapping's arms; add it"
            )
        }
        let label = try text(outcome, "outcome")
        guard let outcome = outcomes[label] ?? otherwise else {
            throw PackError(
                file: file,
                line: line,
                field: "outcome",
                fault: "\"\(label)\" is not among the mapping's outcomes; add it, or `otherwise`"
            )
        }
        let scenario = try text(scenario, "scenario")
        var cluster = scenario
        if let template = self.cluster { cluster = try text(template, "cluster") }
        return Row(
            model: try text(model, "model"),
            scenario: scenario,
            cluster: cluster,
            arm: arm,
            outcome: outcome
        )
    }
}

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
        var reader = Reader(bytes: Array(try Disk.text(at: file).utf8), file: file)
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
            if bytes.starts(with: [0xef, 0xbb, 0xbf]) { place = 3 }
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
