import Bench
import Gaps

extension Terminal {
    /// What the run could have seen, before anything is said of a model.
    ///
    /// The first metric in full, and every one in which it was blind; of the others how many.
    static func sights(_ report: RunReport, width: Int, _ paint: Paint) -> [String] {
        var lines: [String] = []
        let blind = report.sights.filter { $0.blindness != nil }
        for sight in blind {
            lines += Text.wrap(
                Text.capitalised(sight.sentence) + ". Nothing below says anything of a model.",
                width: width,
                indent: "  "
            ).map(paint.red)
            lines += Text.wrap("Planted (simulated): \(sight.planted)", width: width, indent: "  ")
        }
        let seeing = report.sights.filter { $0.blindness == nil }
        if let first = seeing.first {
            lines += Text.wrap(
                "Planted (simulated): \(first.planted): \(first.sentence)",
                width: width,
                indent: "  "
            )
        }
        if seeing.count > 1 {
            lines += Text.wrap("And \(others(seeing.dropFirst()))", width: width, indent: "  ")
        }
        if report.sights.isEmpty, !report.isSimulated, !report.isImported {
            lines += Text.wrap(unplanted, width: width)
        }
        return lines
    }

    /// What is said of a run that carried none.
    static let unplanted =
        "No planted subjects: nobody can say whether this run could have seen a gap."

    private static func others(_ sights: ArraySlice<Sight>) -> String {
        let sizes = sights.compactMap { sight -> Double? in
            guard case .sees(let smallest) = sight.answer else { return nil }
            return smallest
        }
        return "of \(Points.fixed((sizes.max() ?? 0) * 100, digits: 1)) points or more in "
            + sights.map(\.metric.id).joined(separator: ", ")
    }
}

extension Text {
    /// A sentence that begins with a capital.
    static func capitalised(_ sentence: String) -> String {
        sentence.prefix(1).uppercased() + sentence.dropFirst()
    }
}

extension Terminal {
    /// What is said above every number of a rehearsal.
    package static var simulatedNumbers: String { simulated }

    /// A plain table: its last column and its first two to the left, numbers to the right.
    package static func plain(columns: [String], rows: [[String]], width: Int) -> String {
        let last = columns.count - 1
        let table = Table(
            columns: columns.enumerated().map { place, name in
                place < 2 || place == last ? .init(name, .left) : .init(name)
            },
            rows: rows
        )
        return table.lines(width: width).map { Text.cut($0, to: width) }.joined(separator: "\n")
    }
}
