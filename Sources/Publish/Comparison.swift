import Bench
import Gaps

/// Two runs side by side: how each gap has moved, what flipped, and what is not the same.
package struct Comparison: Sendable {
    /// One model on one metric.
    package struct Item: Sendable {
        package var model: String
        package var metric: String
        /// The facts that differ, one sentence each; empty where the runs are comparable.
        package var differing: [String]
        /// All flips.
        package var flips: Int
        /// The flips that are listed, the largest first.
        package var shown: [Flipped]

        package init(
            model: String,
            metric: String,
            differing: [String],
            flips: Int,
            shown: [Flipped]
        ) {
            self.model = model
            self.metric = metric
            self.differing = differing
            self.flips = flips
            self.shown = shown
        }
    }

    /// A flipped scenario with what was said, where that was asked for.
    package struct Flipped: Sendable {
        package var flip: Flip
        package var before: String?
        package var now: String?

        package init(flip: Flip, before: String?, now: String?) {
            self.flip = flip
            self.before = before
            self.now = now
        }
    }

    private let report: RunReport
    private let before: String
    private let items: [Item]
    private let alone: [String]

    /// `report` is of the run after, with the run before as its only history; `alone` are the
    /// models and metrics of the run after that the run before does not have.
    package init(report: RunReport, before: String, changes: [Item], alone: [String]) {
        self.report = report
        self.before = before
        items = changes
        self.alone = alone
    }

    private func item(of row: RunReport.Row) -> Item? {
        items.first { $0.model == row.model && $0.metric == row.metric.id }
    }

    /// Lines of a reply that are shown, at most.
    private static let replyLinesMax = 12

    /// For a terminal.
    package func text(width: Int, color: Bool) -> String {
        let paint = Paint(isOn: color)
        var lines = [paint.bold("\(report.run) against \(before), paired by scenario")]
        if report.isSimulated {
            lines += Text.wrap(Terminal.simulated, width: width).map(paint.yellow)
        }
        for row in report.rows {
            guard let item = item(of: row) else { continue }
            lines.append("")
            lines += change(row, item, width: width, paint)
            for flipped in item.shown { lines += flip(flipped, width: width, paint) }
            if item.flips > item.shown.count {
                lines.append("  and \(item.flips - item.shown.count) more flips: --flips N")
            }
        }
        if !alone.isEmpty {
            lines.append("")
            lines += Text.wrap(
                "Only in \(report.run): " + alone.joined(separator: ", "),
                width: width,
                indent: "  "
            )
        }
        return lines.joined(separator: "\n")
    }

    private func change(
        _ row: RunReport.Row,
        _ item: Item,
        width: Int,
        _ paint: Paint
    ) -> [String] {
        guard item.differing.isEmpty else {
            return Text.wrap(
                "\(row.model) \(row.metric.id): not comparable, as these differ:",
                width: width,
                indent: "  "
            ).map(paint.yellow)
                + item.differing.flatMap { Text.wrap("  \($0)", width: width, indent: "    ") }
        }
        guard row.change != nil else {
            return Text.wrap(
                "\(row.model) \(row.metric.id): no change can be given: \(row.reading)",
                width: width,
                indent: "  "
            )
        }
        var lines = [Terminal.line(of: row, color: paint.isOn, width: width)]
        lines.append(
            item.flips == 0
                ? "  no scenario flipped"
                : "  \(Points.count(item.flips, "flip")) of an arm's majority:"
        )
        return lines
    }

    private func flip(_ flipped: Flipped, width: Int, _ paint: Paint) -> [String] {
        let flip = flipped.flip
        var lines = [
            Text.cut(
                "  \(flip.scenario) in \(flip.arm): \(Figures.percent(flip.before, digits: 0)) % → "
                    + "\(Figures.percent(flip.now, digits: 0)) %",
                to: width
            )
        ]
        guard flipped.before != nil || flipped.now != nil else { return lines }
        let side = max(20, (width - 7) / 2)
        let left = Self.column(flipped.before, width: side)
        let right = Self.column(flipped.now, width: side)
        for index in 0..<max(left.count, right.count) {
            let text = index < left.count ? left[index] : ""
            let other = index < right.count ? right[index] : ""
            let space = String(repeating: " ", count: max(0, side - Text.width(text)))
            lines.append(paint.dim("    \(text)\(space) │ \(other)"))
        }
        return lines
    }

    private static func column(_ text: String?, width: Int) -> [String] {
        let lines = (text ?? "(not in the books)").split(separator: "\n").flatMap {
            Text.wrap(String($0), width: width)
        }
        guard lines.count > replyLinesMax else { return lines }
        return lines.prefix(replyLinesMax - 1) + ["…"]
    }

    /// For programs.
    package var json: JSON {
        [
            "run": JSON(report.run), "before": JSON(before),
            "simulated": .bool(report.isSimulated),
            "rows": .array(
                report.rows.compactMap { row in
                    item(of: row).map { Self.json(row, $0) }
                }
            ),
            "only_after": JSON(alone),
        ]
    }

    private static func json(_ row: RunReport.Row, _ item: Item) -> JSON {
        .compact([
            ("model", JSON(row.model)), ("metric", JSON(row.metric.id)),
            ("comparable", .bool(item.differing.isEmpty)),
            ("differing", item.differing.isEmpty ? .null : JSON(item.differing)),
            ("change", item.differing.isEmpty ? row.change?.json ?? .null : .null),
            ("verdict", item.differing.isEmpty ? row.verdict.json : .null),
            ("flips", JSON(item.flips)),
            (
                "flipped",
                .array(
                    item.shown.map { flipped in
                        .compact([
                            ("scenario", JSON(flipped.flip.scenario)),
                            ("arm", JSON(flipped.flip.arm)),
                            ("before", .number(flipped.flip.before)),
                            ("now", .number(flipped.flip.now)),
                            ("reply_before", JSON(flipped.before)),
                            ("reply_now", JSON(flipped.now)),
                        ])
                    }
                )
            ),
        ])
    }
}
