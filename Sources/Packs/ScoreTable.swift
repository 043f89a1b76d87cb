import Bench

/// One score that a classifier elsewhere has given a sample.
public struct ImportedScore: Sendable, Hashable {
    /// The sample's key.
    public var key: Digest
    /// What the classifier is called.
    public var detector: String
    /// What was hidden from it.
    public var mask: Detector.Mask
    /// The score, in [0, 1].
    public var score: Double
    /// The line of the file.
    public var line: Int
}

/// A table of scores by sample: JSON Lines, or CSV where its name says so.
///
/// A line has `key`, `detector`, `score` and, where something was hidden, `mask`.
enum ScoreTable {
    /// Scores of a file, at most.
    static let scoresMax = 2_000_000
    /// The bytes of a line, at most.
    static let lineBytesMax = 4 << 10

    private static let names = ["key", "detector", "score", "mask"]

    static func read(_ file: String) throws(PackError) -> [ImportedScore] {
        let lines =
            file.lowercased().hasSuffix(".csv") ? try csvLines(file) : try jsonLines(file)
        guard !lines.isEmpty else { throw PackError(file: file, fault: "has no score") }
        guard lines.count <= scoresMax else {
            throw PackError(file: file, fault: "has more than \(scoresMax) scores")
        }
        var scores: [ImportedScore] = []
        scores.reserveCapacity(lines.count)
        var seen: [Place: Int] = [:]
        for line in lines {
            let score = try line.score()
            let place = Place(key: score.key, detector: score.detector, mask: score.mask)
            if let first = seen.updateValue(score.line, forKey: place) {
                throw line.error("key", "\(score.detector) has scored it in line \(first) already")
            }
            scores.append(score)
        }
        return scores
    }

    /// What has one score.
    private struct Place: Hashable {
        var key: Digest
        var detector: String
        var mask: Detector.Mask
    }

    /// The cells of a line, by the names of their columns.
    private struct Line {
        var file: String
        var number: Int
        var cells: [String: JSON]

        func error(_ field: String, _ fault: String) -> PackError {
            PackError(file: file, line: number, field: field, fault: fault)
        }

        func score() throws(PackError) -> ImportedScore {
            let detector = try text("detector")
            guard Spelling.isName(detector, slashes: false) else {
                throw error(
                    "detector",
                    "\"\(detector)\" is no name: lower-case letters, digits, `.`, `_`, `-`"
                )
            }
            guard let key = Digest(hex: try text("key")) else {
                throw error(
                    "key",
                    "64 hexadecimal digits are needed, as `gapwatch export` has them"
                )
            }
            let word = cells["mask"]?.string ?? ""
            guard let mask = word.isEmpty ? Detector.Mask.none : Detector.Mask(rawValue: word)
            else {
                let words = Detector.Mask.allCases.map(\.rawValue).joined(separator: ", ")
                throw error("mask", "\"\(word)\" is none of \(words)")
            }
            return ImportedScore(
                key: key,
                detector: detector,
                mask: mask,
                score: try given(),
                line: number
            )
        }

        private func text(_ name: String) throws(PackError) -> String {
            guard let text = cells[name]?.string, !text.isEmpty else {
                throw error(name, "text is needed")
            }
            return text
        }

        private func given() throws(PackError) -> Double {
            let value = cells["score"]
            guard let score = value?.double ?? value?.string.flatMap({ Double($0) }),
                (0...1).contains(score)
            else { throw error("score", "a number from 0 to 1 is needed") }
            return score
        }
    }

    private static func csvLines(_ file: String) throws(PackError) -> [Line] {
        let table = try CSVTable(file: file)
        for name in table.columns where !names.contains(name) {
            let near = Spelling.nearest(to: name, in: names).map { "; is it `\($0)`?" } ?? ""
            throw PackError(file: file, line: 1, field: name, fault: "no such column\(near)")
        }
        for name in names.dropLast() where !table.columns.contains(name) {
            throw PackError(file: file, line: 1, field: name, fault: "the column is missing")
        }
        return table.rows.map { row in
            let cells = zip(table.columns, row.cells).map { ($0, JSON.string($1)) }
            return Line(
                file: file,
                number: row.line,
                cells: Dictionary(cells, uniquingKeysWith: { first, _ in first })
            )
        }
    }

    private static func jsonLines(_ file: String) throws(PackError) -> [Line] {
        let bytes = Array(try Disk.text(at: file, bytesMax: Disk.tableBytesMax).utf8)
        var lines: [Line] = []
        for (index, text) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
            .enumerated()
        {
            if text.allSatisfy({ $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }) { continue }
            var line = Line(file: file, number: index + 1, cells: [:])
            guard text.count <= lineBytesMax else {
                throw line.error("", "is longer than \(lineBytesMax >> 10) KiB")
            }
            let json: JSON
            do throws(JSONError) { json = try JSON(parsing: text, rules: .file) } catch let fault {
                throw line.error("", "no JSON at \(fault)")
            }
            guard let members = json.object else { throw line.error("", "an object is needed") }
            for member in members {
                guard names.contains(member.key) else {
                    let near = Spelling.nearest(to: member.key, in: names)
                    throw line.error(
                        member.key,
                        "no such field" + (near.map { "; is it `\($0)`?" } ?? "")
                    )
                }
                line.cells[member.key] = member.value
            }
            // A word is no number, even where it looks like one.
            if line.cells["score"]?.string != nil { line.cells["score"] = nil }
            lines.append(line)
        }
        return lines
    }
}
