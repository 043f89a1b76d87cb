import Bench
import Gaps

/// Charts as inline SVG.
enum Charts {
    /// A forest plot: one line a row, from −100 to +100 points or as much of it as is needed.
    static func forest(_ rows: [RunReport.Row], _ metric: Metric) -> String {
        let width = 900
        let left = 270
        let right = 110
        let lineHeight = 26
        let top = 8
        let bottom = top + rows.count * lineHeight
        let ends = rows.compactMap { try? $0.gap.get().interval }
        let reach = max(0.2, ends.map { max(abs($0.lower), abs($0.upper)) }.max() ?? 1)
        let limit = min(1, (reach * 10).rounded(.up) / 10)
        func x(_ value: Double) -> Int {
            left + Int(((value + limit) / (2 * limit) * Double(width - left - right)).rounded())
        }
        var out = open(
            width,
            bottom + 34,
            title: "Forest plot of \(metric.id)",
            text: "\(rows.count) models, gap in percentage points with 95 % interval"
        )
        for tick in stride(from: -1.0, through: 1.0, by: 0.5) {
            let value = tick * limit
            let style = tick == 0 ? "zero" : "axis"
            out +=
                "<line class=\"\(style)\" x1=\"\(x(value))\" y1=\"\(top)\" "
                + "x2=\"\(x(value))\" y2=\"\(bottom)\"/>"
            out += text(
                Points.signed(value).replacingTail,
                x(value),
                bottom + 16,
                "middle",
                "quiet"
            )
        }
        out += text("percentage points", x(0), bottom + 31, "middle", "quiet")
        for (index, row) in rows.enumerated() {
            let y = top + index * lineHeight + lineHeight / 2
            out += text(String(Text.cut(row.model, to: 38)), left - 12, y + 4, "end", "")
            guard case .success(let gap) = row.gap else {
                out += text("no gap can be given", left + 8, y + 4, "start", "quiet")
                continue
            }
            let tone = ReportPage.tone(row.verdict)
            let low = x(max(-limit, gap.interval.lower))
            let high = x(min(limit, gap.interval.upper))
            out +=
                "<line class=\"interval \(tone)\" x1=\"\(low)\" y1=\"\(y)\" x2=\"\(high)\" "
                + "y2=\"\(y)\"/>"
            let hollow = gap.extreme == nil ? "" : " hollow"
            out +=
                "<circle class=\"dot \(tone)\(hollow)\" cx=\"\(x(gap.estimate))\" cy=\"\(y)\" "
                + "r=\"5\"/>"
            let words =
                gap.extreme.map(\.rawValue)
                ?? (row.verdict.kind == .first ? "" : short(row.verdict.kind))
            out += text(words, width - right + 12, y + 4, "start", "quiet")
        }
        return out + "</svg>"
    }

    private static func short(_ kind: Verdict.Kind) -> String {
        kind == .changedUnconfirmed ? "unconfirmed" : Figures.words(kind)
    }

    /// The end of an axis that holds every interval of all series: one scale, so that charts
    /// beside each other can be compared.
    static func limit(of lines: [RunReport.Line]) -> Double {
        let points = lines.flatMap(\.segments).flatMap(\.points)
        let reach = points.map { max(abs($0.gap.interval.lower), abs($0.gap.interval.upper)) }
        return min(1, (max(0.2, reach.max() ?? 1) * 10).rounded(.up) / 10)
    }

    /// A series with its interval band.
    ///
    /// Segments are never joined.
    static func series(_ line: RunReport.Line, limit: Double) -> String {
        let width = 360
        let height = 170
        let left = 44
        let bottom = height - 26
        let top = 10
        let points = line.segments.flatMap(\.points)
        func y(_ value: Double) -> Int {
            top + Int(((limit - value) / (2 * limit) * Double(bottom - top)).rounded())
        }
        func x(_ index: Int) -> Int {
            let step = Double(width - left - 24) / Double(max(1, points.count - 1))
            return left + 8 + Int((Double(index) * step).rounded())
        }
        var out = open(
            width,
            height,
            title: "Series of \(line.model), \(line.metric)",
            text: "\(points.count) runs, gap in percentage points with 95 % interval"
        )
        for value in [-limit, 0, limit] {
            out +=
                "<line class=\"\(value == 0 ? "zero" : "axis")\" x1=\"\(left)\" "
                + "y1=\"\(y(value))\" x2=\"\(width - 8)\" y2=\"\(y(value))\"/>"
            out += text(Points.signed(value).replacingTail, left - 6, y(value) + 4, "end", "quiet")
        }
        var index = 0
        for segment in line.segments {
            let places = segment.points.indices.map { index + $0 }
            index += segment.points.count
            let pairs = Array(zip(places, segment.points))
            let upper = pairs.map { "\(x($0)),\(y($1.gap.interval.upper))" }
            let lower = pairs.reversed().map { "\(x($0)),\(y($1.gap.interval.lower))" }
            if pairs.count > 1 {
                out +=
                    "<polygon class=\"band\" points=\"\((upper + lower).joined(separator: " "))\"/>"
                let middle = pairs.map { "\(x($0)),\(y($1.gap.estimate))" }
                out += "<polyline class=\"trend\" points=\"\(middle.joined(separator: " "))\"/>"
            }
            for (place, point) in pairs {
                out +=
                    "<line class=\"interval\" x1=\"\(x(place))\" "
                    + "y1=\"\(y(point.gap.interval.lower))\" x2=\"\(x(place))\" "
                    + "y2=\"\(y(point.gap.interval.upper))\"/>"
                out +=
                    "<circle class=\"dot\" cx=\"\(x(place))\" cy=\"\(y(point.gap.estimate))\" "
                    + "r=\"4\"/>"
            }
        }
        if let first = points.first, let last = points.last {
            out += text(
                Instant.day(milliseconds: first.atMilliseconds),
                left,
                height - 8,
                "start",
                "quiet"
            )
            out += text(
                Instant.day(milliseconds: last.atMilliseconds),
                width - 8,
                height - 8,
                "end",
                "quiet"
            )
        }
        return out + "</svg>"
    }

    private static func open(
        _ width: Int,
        _ height: Int,
        title: String,
        text: String
    ) -> String {
        "<svg role=\"img\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
            + "height=\"\(height)\"><title>\(escaped(title))</title><desc>\(escaped(text))</desc>"
    }

    private static func text(
        _ text: String,
        _ x: Int,
        _ y: Int,
        _ anchor: String,
        _ style: String
    ) -> String {
        "<text class=\"\(style)\" x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\">"
            + "\(escaped(text))</text>"
    }

    /// Text that is inert in HTML and XML.
    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in Text.plain(text).unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

extension String {
    /// `+50.0` as an axis says it: `+50`.
    fileprivate var replacingTail: String { hasSuffix(".0") ? String(dropLast(2)) : self }
}
