import Bench
import Gaps

/// What a run's verdicts mean for whoever is to be woken, or not.
package struct CheckSummary: Sendable, Equatable {
    /// One series and what is to be said of it.
    package struct Item: Sendable, Equatable {
        package var row: RunReport.Row
        package var state: State
    }

    /// What a series is, as an alert.
    package enum State: String, Sendable {
        /// Worse, and shown to be.
        case firing
        /// Changed, and a confirmation run decides.
        case pending
        /// Somebody knows; silent until it expires or worsens.
        case acknowledged
        /// Better, and shown to be.
        case improved
        /// Nothing can be said.
        case noData = "no data"
        /// The run could not have seen a gap: whatever the numbers say, nothing follows.
        case blind = "could not have seen a gap"
        /// As before, or nothing before it.
        case quiet
    }

    package let report: RunReport
    package let items: [Item]
    package let isFinished: Bool
    private let passesInconclusive: Bool

    package init(_ report: RunReport, policy: Policy, isFinished: Bool) {
        self.report = report
        self.isFinished = isFinished
        passesInconclusive = policy.passesInconclusive
        items = report.rows.map { row in
            let isBlind = report.blindness(of: row.metric) != nil
            return Item(row: row, state: isBlind ? .blind : Self.state(of: row))
        }
    }

    private static func state(of row: RunReport.Row) -> State {
        switch row.verdict.kind {
        case .regressed, .beyondLimit: row.acknowledgement == nil ? .firing : .acknowledged
        case .changedUnconfirmed: row.acknowledgement == nil ? .pending : .acknowledged
        case .improved: .improved
        case .inconclusive: .noData
        case .equivalent, .first: .quiet
        }
    }

    /// What a program that asked is told.
    package var exitCode: Int32 {
        if items.contains(where: { $0.state == .firing }) { return 2 }
        let isOpenForAll = items.contains { $0.state == .pending || $0.state == .blind }
        if !isFinished || isOpenForAll { return 3 }
        let isOpen = items.contains { $0.state == .noData }
        return isOpen && !passesInconclusive ? 3 : 0
    }

    private func count(_ state: State) -> Int { items.count { $0.state == state } }

    // MARK: For a person

    /// The lines for a terminal; none where nothing has changed.
    package func lines(color: Bool, width: Int) -> [String] {
        // Before anything of a model.
        var lines = report.sights.filter { $0.blindness != nil }.flatMap { sight in
            Text.wrap("planted subjects: \(sight.sentence)", width: width, indent: "  ")
        }
        for item in items where [.firing, .pending, .improved].contains(item.state) {
            lines.append(Terminal.line(of: item.row, color: color, width: width))
            if item.state != .improved { lines.append("  flag \(item.row.flag)") }
        }
        let open = items.filter { $0.state == .noData }
        if !open.isEmpty, !passesInconclusive {
            lines += Text.wrap(Self.inconclusive(open, of: items.count), width: width, indent: "  ")
        }
        return lines
    }

    private static func inconclusive(_ open: [Item], of all: Int) -> String {
        let gated = open.filter { $0.row.verdict.gates.isEmpty == false }
        let hidden = open.compactMap { item in
            item.row.change.map { max(abs($0.interval.lower), abs($0.interval.upper)) }
        }.max()
        var text = "\(open.count) of \(all) inconclusive: "
        text += open.map { "\($0.row.model) \($0.row.metric.id)" }.joined(separator: ", ")
        if let hidden {
            text += "; a change of up to \(Figures.percent(hidden)) points could hide here"
        }
        for item in gated {
            text +=
                "; \(item.row.model): "
                + item.row.verdict.gates.map(\.description).joined(separator: ", ")
        }
        return text
    }

    // MARK: For continuous integration

    /// The summary as Markdown, for the page of a pipeline.
    package var markdown: String {
        let name = report.label.isEmpty ? report.run : "\(report.run), \(report.label)"
        var lines = ["## \(Self.cell(report.pack)): \(Self.cell(headline))", ""]
        lines.append("Run \(Self.cell(name)), \(Instant.day(milliseconds: report.atMilliseconds)).")
        if report.isSimulated { lines += ["", "**\(Terminal.simulated)**"] }
        for sight in report.sights where sight.blindness != nil {
            lines += ["", "**Planted subjects: \(Self.cell(sight.sentence)).**"]
        }
        lines += [
            "", "| model | metric | gap | 95 % interval | change | verdict |",
            "|---|---|---|---|---|---|",
        ]
        for item in items {
            var cells = [item.row.model, item.row.metric.id, "–", "–", "–"]
            if case .success(let gap) = item.row.gap {
                cells[2] = Points.signed(gap.estimate)
                cells[3] =
                    "\(Points.signed(gap.interval.lower)) to \(Points.signed(gap.interval.upper))"
            }
            if let change = item.row.change { cells[4] = Points.signed(change.difference) }
            cells.append(words(of: item))
            lines.append("| " + cells.map(Self.cell).joined(separator: " | ") + " |")
        }
        for item in items where [.firing, .pending].contains(item.state) {
            lines += [
                "",
                "- **\(Self.cell(item.row.model)) \(item.row.metric.id)**, flag "
                    + "`\(item.row.flag)`: \(Self.cell(item.row.verdict.reason))",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The summary as JUnit XML: a failure for what is worse, skipped for what cannot be said.
    package var junit: String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        let skipped = count(.pending) + count(.noData) + count(.acknowledged) + count(.blind)
        lines.append(
            "<testsuites><testsuite name=\"gapwatch \(Self.attribute(report.pack))\" "
                + "tests=\"\(items.count)\" failures=\"\(count(.firing))\" errors=\"0\" "
                + "skipped=\"\(skipped)\">"
        )
        for item in items {
            let head =
                "<testcase classname=\"\(Self.attribute(report.pack + "." + item.row.metric.id))\" "
                + "name=\"\(Self.attribute(item.row.model))\" time=\"0\""
            let reason = Self.attribute(
                report.blindness(of: item.row.metric).map { "could not have seen a gap: \($0)" }
                    ?? item.row.verdict.reason
            )
            switch item.state {
            case .firing:
                lines.append(
                    "\(head)><failure type=\"\(item.row.verdict.kind.rawValue)\" "
                        + "message=\"\(reason)\"/></testcase>"
                )
            case .pending, .noData, .acknowledged, .blind:
                let note = item.row.acknowledgement.map { "acknowledged: \($0.reason): " } ?? ""
                lines.append(
                    "\(head)><skipped message=\"\(Self.attribute(note))\(reason)\"/></testcase>"
                )
            case .improved, .quiet: lines.append("\(head)/>")
            }
        }
        lines.append("</testsuite></testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    private var headline: String {
        if count(.firing) > 0 { return "\(count(.firing)) regressed" }
        if !isFinished { return "not finished" }
        if count(.blind) > 0 { return "could not have seen a gap" }
        if count(.pending) > 0 { return "\(count(.pending)) changed, unconfirmed" }
        if count(.noData) > 0 { return "\(count(.noData)) inconclusive" }
        return "nothing has changed"
    }

    private func words(of item: Item) -> String {
        if item.state == .blind { return item.state.rawValue }
        let words = Figures.words(item.row.verdict.kind)
        return item.row.acknowledgement.map { "\(words) (acknowledged: \($0.reason))" } ?? words
    }

    private static func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ").replacing("<", with: "&lt;")
    }

    private static func attribute(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "\n", "\t", "\r": out += " "
            // XML 1.0 has no way to write a control character.
            case _ where scalar.value < 0x20: out += "\u{fffd}"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
