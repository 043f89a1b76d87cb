import Bench
import Gaps
import Mustache

/// A report as one page that needs nothing else: no script, no font, no picture from elsewhere.
package enum ReportPage {
    /// The page.
    ///
    /// Every text in it is escaped by the template; the charts escape their own.
    package static func html(_ report: RunReport) throws -> String {
        let text = String(decoding: PackageResources.report_html, as: UTF8.self)
        return try MustacheTemplate(string: text).render(values(of: report))
    }

    private static func values(of report: RunReport) -> [String: Any] {
        let name = report.label.isEmpty ? report.run : "\(report.run), \(report.label)"
        let limit = Charts.limit(of: report.series)
        let flags = report.rows.filter(\.verdict.isFlagged)
        return [
            "title": "\(report.pack): \(report.packTitle)",
            "subtitle": "\(name) · \(Instant.day(milliseconds: report.atMilliseconds))",
            "simulated": report.isSimulated, "imported": report.isImported,
            "cards": cards(report, flags: flags.count),
            "hasSights": !report.sights.isEmpty, "sights": sights(report),
            "metrics": Terminal.metrics(of: report).map { metric(report, $0) },
            "hasFlags": !flags.isEmpty,
            "flags": flags.map { row in
                [
                    "model": row.model, "verdict": Figures.words(row.verdict.kind),
                    "reason": row.verdict.reason, "tone": tone(row.verdict),
                ]
            },
            "hasSeries": !report.series.isEmpty,
            "series": report.series.map { line -> [String: Any] in
                [
                    "model": line.model, "metric": line.metric,
                    "breaks": line.segments.flatMap(\.breaks),
                    "chart": Charts.series(line, limit: limit),
                ]
            },
            "outcomes": outcomes(report).map(\.words), "counts": counts(report),
            "hasPanel": report.panel != nil, "panel": report.panel?.headline ?? "",
            "panelLines": report.panel?.lines ?? [],
            "hasPlanted": !report.planted.isEmpty,
            "planted": report.planted.map { subject in
                [
                    "model": subject.model, "truth": Points.signed(subject.truth),
                    "expected": subject.expected, "seen": subject.seen,
                    "found": subject.isFound ? "✓ yes" : "✗ no",
                    "tone": subject.isFound ? "good" : "bad",
                ]
            },
            "run": report.run, "spec": report.specDigest.hex,
            "packDigest": report.packDigest.hex,
        ]
    }

    private static func cards(_ report: RunReport, flags: Int) -> [[String: String]] {
        var cards = [
            ["value": Figures.count(Set(report.rows.map(\.model)).count), "name": "models"],
            [
                "value": Figures.count(report.books.stored),
                "name": "of \(Figures.count(report.books.planned)) samples recorded",
            ],
            ["value": String(flags), "name": "flags"],
        ]
        if !report.isImported {
            cards.append([
                "value": Figures.cost(
                    report.books.nanodollars,
                    unknown: report.books.costUnknown
                ),
                "name": report.isSimulated ? "spent (simulated)" : "spent",
            ])
        }
        return cards
    }

    private static func sights(_ report: RunReport) -> [[String: Any]] {
        report.sights.map { sight in
            [
                "sentence": Text.capitalised(sight.sentence),
                "tone": sight.blindness == nil ? "good" : "bad",
                "subjects": sight.subjects.map { subject -> [String: String] in
                    let gap = try? subject.gap.get()
                    return [
                        "name": subject.name, "truth": Points.signed(subject.truth),
                        "gap": gap.map { Points.signed($0.estimate) } ?? "–",
                        "interval": gap.map {
                            "[\(Points.signed($0.interval.lower)), "
                                + "\(Points.signed($0.interval.upper))]"
                        } ?? "–",
                    ]
                },
            ]
        }
    }

    private static func metric(_ report: RunReport, _ metric: Metric) -> [String: Any] {
        let rows = Terminal.ranked(report, metric)
        return [
            "id": metric.id, "counts": metric.counts.words, "minuend": metric.minuend,
            "subtrahend": metric.subtrahend, "forest": Charts.forest(rows, metric),
            "rows": rows.map(row),
        ]
    }

    private static func row(_ row: RunReport.Row) -> [String: String] {
        var values = [
            "model": row.model, "verdict": Figures.words(row.verdict.kind),
            "tone": tone(row.verdict), "reading": row.reading, "high": "–", "low": "–",
            "gap": "–", "interval": "–", "p": "–", "q": "–", "pairs": "–",
        ]
        guard case .success(let gap) = row.gap else { return values }
        values["high"] = Figures.percent(gap.minuend.rate) + " %"
        values["low"] = Figures.percent(gap.subtrahend.rate) + " %"
        values["gap"] = Points.signed(gap.estimate)
        values["interval"] =
            "[\(Points.signed(gap.interval.lower)), \(Points.signed(gap.interval.upper))]"
        values["p"] = Points.probability(gap.pValue)
        values["q"] = gap.qValue.map(Points.probability) ?? "–"
        values["pairs"] = "\(gap.pairs) of \(gap.scenarios)"
        return values
    }

    static func tone(_ verdict: Verdict) -> String {
        switch verdict.kind {
        case .regressed, .beyondLimit: "bad"
        case .changedUnconfirmed: "warn"
        case .improved: "good"
        case .equivalent, .inconclusive, .first: ""
        }
    }

    /// The outcomes that came up at all, in their order.
    private static func outcomes(_ report: RunReport) -> [Outcome] {
        Outcome.allCases.filter { outcome in
            report.rows.contains { row in
                guard case .success(let gap) = row.gap else { return false }
                return gap.minuend.counts[outcome] + gap.subtrahend.counts[outcome] > 0
            }
        }
    }

    private static func counts(_ report: RunReport) -> [[String: Any]] {
        let outcomes = outcomes(report)
        return report.rows.flatMap { row -> [[String: Any]] in
            guard case .success(let gap) = row.gap else { return [] }
            return [(row.metric.minuend, gap.minuend), (row.metric.subtrahend, gap.subtrahend)]
                .map { id, arm in
                    [
                        "model": row.model, "arm": id,
                        "cells": outcomes.map { Figures.count(arm.counts[$0]) },
                    ]
                }
        }
    }
}
