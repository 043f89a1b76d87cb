import Bench
import Gaps

/// Reports for a terminal.
package enum Terminal {
    /// The columns from which the bars are shown.
    static let barsWidthMin = 104
    /// The columns from which the verdict has its own column.
    static let verdictWidthMin = 76

    /// The leaderboard of a run, with everything that a reader must know beside a number.
    package static func leaderboard(_ report: RunReport, width: Int, color: Bool) -> String {
        let paint = Paint(isOn: color)
        var lines = head(report, width: width, paint)
        lines += sights(report, width: width, paint)
        for metric in metrics(of: report) {
            lines.append("")
            lines += table(report, metric, width: width, paint)
        }
        lines += remarks(report, width: width, paint)
        lines += detections(report, width: width)
        lines += panel(report, width: width)
        let looked = detectors(report.detectors, width: width)
        if !looked.isEmpty { lines += ["", looked] }
        lines += planted(report, width: width, paint)
        return lines.joined(separator: "\n")
    }

    /// One row and its verdict in one line, or several where the width is small.
    package static func line(
        of row: RunReport.Row,
        color: Bool,
        width: Int = 400
    ) -> String {
        let paint = Paint(isOn: color)
        let text = Text.wrap(
            "\(row.model) \(row.metric.id): \(Figures.words(row.verdict.kind)): "
                + row.verdict.reason,
            width: width,
            indent: "  "
        )
        return text.map { paint.verdict(row.verdict, $0) }.joined(separator: "\n")
    }

    /// A run in a list of runs.
    package struct RunLine: Sendable {
        var run: String
        var label: String
        var pack: String
        var atMilliseconds: Int64
        var samples: Int
        var isDone: Bool
        var isSimulated: Bool
        var note: String

        package init(
            run: String,
            label: String,
            pack: String,
            atMilliseconds: Int64,
            samples: Int,
            isDone: Bool,
            isSimulated: Bool,
            note: String
        ) {
            self.run = run
            self.label = label
            self.pack = pack
            self.atMilliseconds = atMilliseconds
            self.samples = samples
            self.isDone = isDone
            self.isSimulated = isSimulated
            self.note = note
        }
    }

    /// A list of runs.
    package static func runs(_ runs: [RunLine], width: Int) -> String {
        let table = Table(
            columns: [
                .init("run", .left), .init("day", .left), .init("pack", .left, max: 24),
                .init("label", .left, max: 24), .init("samples"), .init("", .left),
            ],
            rows: runs.map { run in
                let state = [
                    run.isDone ? "" : "not finished", run.isSimulated ? "simulated" : "", run.note,
                ].filter { !$0.isEmpty }
                return [
                    run.run, Instant.day(milliseconds: run.atMilliseconds), run.pack, run.label,
                    Figures.count(run.samples), state.joined(separator: ", "),
                ]
            }
        )
        return table.lines(width: width).map { Text.cut($0, to: width) }.joined(separator: "\n")
    }

    /// The series of each model, point by point.
    package static func series(_ report: RunReport, width: Int, color: Bool) -> String {
        let paint = Paint(isOn: color)
        var lines: [String] = []
        for line in report.series {
            lines.append("")
            lines.append(paint.bold(Text.cut("\(line.model)  \(line.metric)", to: width)))
            for segment in line.segments {
                for text in segment.breaks {
                    lines += Text.wrap("  ── \(text)", width: width, indent: "     ")
                }
                let levels = segment.levels
                for point in segment.points {
                    if let place = levels?.changes.firstIndex(of: point.run), let levels {
                        lines.append(
                            paint.yellow(
                                "  ── level changed: \(Points.signed(levels.levels[place])) → "
                                    + "\(Points.signed(levels.levels[place + 1])) points"
                            )
                        )
                    }
                    let name = point.label.isEmpty ? point.run : point.label
                    lines.append(
                        Text.cut(
                            "  \(Instant.day(milliseconds: point.atMilliseconds))  "
                                + "\(Bar.text(point.gap.estimate, point.gap.interval))  "
                                + "\(gapText(point.gap))  \(name)",
                            to: width
                        )
                    )
                }
                if let levels {
                    lines.append(
                        "  runs differ by \(Points.fixed(levels.betweenRuns * 100, digits: 1)) "
                            + "points (τ) beyond their own errors"
                    )
                }
            }
        }
        return lines.joined(separator: "\n")
    }

    static let simulated =
        "SIMULATED: made-up vendors; these numbers rehearse the pipeline and say nothing of any "
        + "real model."

    private static func head(_ report: RunReport, width: Int, _ paint: Paint) -> [String] {
        let name = report.label.isEmpty ? report.run : "\(report.run) (\(report.label))"
        let books = report.books
        var facts = [
            name, Instant.day(milliseconds: report.atMilliseconds),
            "\(Figures.count(books.stored)) of \(Figures.count(books.planned)) samples",
        ]
        if !report.isImported {
            facts.append(Figures.cost(books.nanodollars, unknown: books.costUnknown))
        }
        if books.alternates > 0 {
            facts.append("\(Figures.count(books.alternates)) replies bought twice")
        }
        var lines = Text.wrap("\(report.pack): \(report.packTitle)", width: width).map(paint.bold)
        lines += Text.wrap(facts.joined(separator: " · "), width: width)
        if report.isSimulated { lines += Text.wrap(simulated, width: width).map(paint.yellow) }
        if report.isImported { lines.append("outcomes recorded elsewhere") }
        if books.cached > 0 {
            lines += Text.wrap(
                "CACHED: \(Points.count(books.cached, "sample")) came from the cache, and nobody was "
                    + "asked: for development, and no measurement of today.",
                width: width
            ).map(paint.yellow)
        }
        return lines
    }

    static func metrics(of report: RunReport) -> [Metric] {
        var metrics: [Metric] = []
        for row in report.rows where !metrics.contains(row.metric) { metrics.append(row.metric) }
        return metrics
    }

    /// The rows of one metric, the largest gap first, those without one last.
    static func ranked(_ report: RunReport, _ metric: Metric) -> [RunReport.Row] {
        report.rows.enumerated().filter { $0.element.metric == metric }.sorted { left, right in
            switch (left.element.gap, right.element.gap) {
            case (.success(let a), .success(let b)) where a.estimate != b.estimate:
                a.estimate > b.estimate
            case (.success, .failure): true
            case (.failure, .success): false
            default: left.offset < right.offset
            }
        }.map(\.element)
    }

    private static func table(
        _ report: RunReport,
        _ metric: Metric,
        width: Int,
        _ paint: Paint
    ) -> [String] {
        let rows = ranked(report, metric)
        // A bar is worth less than the name that it stands beside.
        let names = rows.map { Text.width($0.model) }.max() ?? 0
        let hasBars = width >= max(barsWidthMin, names + 105)
        let hasVerdict = width >= verdictWidthMin
        let hasMissing = rows.contains { row in
            guard case .success(let gap) = row.gap else { return false }
            return gap.minuend.missingRate > 0 || gap.subtrahend.missingRate > 0
        }
        var columns: [Table.Column] = [
            .init(metric.id, .left),
            .init(Text.cut(metric.minuend, to: 11)), .init(Text.cut(metric.subtrahend, to: 11)),
            .init("gap"), .init("95 % interval"), .init("q"),
        ]
        if hasMissing && width >= 92 { columns.append(.init("missing")) }
        let hasRanks = width >= 84 && rows.contains { $0.details.rank != nil }
        if hasRanks { columns.append(.init("rank")) }
        if hasBars { columns.append(.init(Bar.head, .left)) }
        if hasVerdict { columns.append(.init("verdict", .left, max: 20)) }
        let cells = rows.map { row -> [String] in
            var cells = [row.model]
            switch row.gap {
            case .success(let gap):
                cells += [
                    Figures.percent(gap.minuend.rate) + " %",
                    Figures.percent(gap.subtrahend.rate) + " %", Points.signed(gap.estimate),
                    "[\(Points.signed(gap.interval.lower)), \(Points.signed(gap.interval.upper))]",
                    Points.probability(gap.qValue ?? gap.pValue),
                ]
                if hasMissing && width >= 92 {
                    let missing = max(gap.minuend.missingRate, gap.subtrahend.missingRate)
                    cells.append(missing > 0 ? Figures.percent(missing) + " %" : "")
                }
                if hasRanks { cells.append(rank(row)) }
                if hasBars { cells.append(Bar.text(gap.estimate, gap.interval)) }
            case .failure:
                cells += ["–", "–", "–", "–", "–"]
                if hasMissing && width >= 92 { cells.append("") }
                if hasRanks { cells.append("") }
                if hasBars { cells.append("") }
            }
            if hasVerdict { cells.append(verdict(row)) }
            return cells
        }
        let lines = Table(columns: columns, rows: cells).lines(width: width).map {
            Text.cut($0, to: width)
        }
        return [paint.dim(lines[0])]
            + zip(lines.dropFirst(), rows).map { paint.verdict($1.verdict, $0) }
    }

    private static func rank(_ row: RunReport.Row) -> String {
        guard let rank = row.details.rank else { return "" }
        return rank.best == rank.worst ? "\(rank.best)" : "\(rank.best)–\(rank.worst)"
    }

    private static func verdict(_ row: RunReport.Row) -> String {
        if case .success(let gap) = row.gap, let extreme = gap.extreme {
            return "\(extreme.rawValue)"
        }
        return row.verdict.kind == .first ? "" : Figures.words(row.verdict.kind)
    }

    private static func gapText(_ gap: Gap) -> String {
        "\(Points.signed(gap.estimate)) "
            + "[\(Points.signed(gap.interval.lower)), \(Points.signed(gap.interval.upper))]"
    }

    /// What a reader must know of single rows.
    private static func remarks(_ report: RunReport, width: Int, _ paint: Paint) -> [String] {
        var lines: [String] = []
        for row in report.rows {
            let isPlain: Bool
            switch row.gap {
            case .failure: isPlain = false
            case .success(let gap):
                isPlain =
                    gap.extreme == nil && gap.pairs == gap.scenarios
                    && max(gap.minuend.missingRate, gap.subtrahend.missingRate)
                        <= Gaps.Reading.missingRateMax
                    && gap.minuend.counts[.ineligible] + gap.subtrahend.counts[.ineligible] == 0
            }
            if !isPlain {
                lines += Text.wrap("· \(row.model): \(row.reading)", width: width, indent: "  ")
            }
        }
        for warning in report.warnings {
            lines += Text.wrap("! \(warning)", width: width, indent: "  ").map(paint.yellow)
        }
        let flagged = report.rows.filter(\.verdict.isFlagged)
        if report.rows.contains(where: { $0.change != nil }) {
            lines.append(
                flagged.isEmpty
                    ? "No flags: nothing has changed that the data can show."
                    : "\(flagged.count) of \(report.rows.count) flagged:"
            )
        }
        for row in flagged { lines.append(line(of: row, color: paint.isOn, width: width)) }
        return lines.isEmpty ? [] : [""] + lines
    }

    private static func planted(_ report: RunReport, width: Int, _ paint: Paint) -> [String] {
        guard !report.planted.isEmpty else { return [] }
        let found = report.planted.count(where: \.isFound)
        var lines = [
            "", paint.bold("Planted subjects: \(found) of \(report.planted.count) as planted"),
        ]
        for subject in report.planted {
            let mark = subject.isFound ? paint.green("✓") : paint.red("✗")
            let text = Text.cut(
                "\(subject.model): truth \(Points.signed(subject.truth)), expected "
                    + "\(subject.expected), saw \(subject.seen)",
                to: width - 2
            )
            lines.append("\(mark) \(text)")
        }
        return lines
    }
}

/// An interval as one line of characters, from −100 to +100 points.
enum Bar {
    /// Characters of a bar; odd, so that 0 has one of its own.
    static let width = 21

    static let head =
        "-100" + String(repeating: " ", count: 6) + "0" + String(repeating: " ", count: 6) + "+100"

    static func text(_ estimate: Double, _ interval: Interval) -> String {
        func place(_ value: Double) -> Int {
            min(width - 1, max(0, Int(((value + 1) / 2 * Double(width - 1)).rounded())))
        }
        var cells = Array(repeating: " ", count: width)
        cells[width / 2] = "┊"
        for index in place(interval.lower)...max(place(interval.lower), place(interval.upper)) {
            cells[index] = "─"
        }
        cells[place(interval.lower)] = "├"
        cells[place(interval.upper)] = "┤"
        cells[place(estimate)] = "●"
        return cells.joined()
    }
}

/// Colours, or none.
struct Paint {
    let isOn: Bool

    func bold(_ text: String) -> String { code("1", text) }
    func dim(_ text: String) -> String { code("2", text) }
    func red(_ text: String) -> String { code("31", text) }
    func green(_ text: String) -> String { code("32", text) }
    func yellow(_ text: String) -> String { code("33", text) }

    func verdict(_ verdict: Verdict, _ text: String) -> String {
        switch verdict.kind {
        case .regressed, .beyondLimit: red(text)
        case .changedUnconfirmed: yellow(text)
        case .improved: green(text)
        case .equivalent, .inconclusive, .first: text
        }
    }

    private func code(_ code: String, _ text: String) -> String {
        isOn ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
