import Bench
import Gaps

extension Terminal {
    /// Everything that is known of each gap, a few lines a row.
    package static func details(_ report: RunReport, width: Int, color: Bool) -> String {
        let paint = Paint(isOn: color)
        var lines: [String] = []
        for metric in metrics(of: report) {
            for row in ranked(report, metric) {
                lines.append("")
                lines.append(paint.bold(Text.cut("\(row.model)  \(metric.id)", to: width)))
                for sentence in sentences(of: row) {
                    lines += Text.wrap(sentence, width: width - 2, indent: "  ").map { "  " + $0 }
                }
            }
        }
        lines += covariates(report, width: width)
        return lines.joined(separator: "\n")
    }

    private static func sentences(of row: RunReport.Row) -> [String] {
        var lines = [row.reading]
        guard case .success(let gap) = row.gap else { return lines }
        var parts = [
            Points.named("exact p", gap.pValue),
            gap.qValue.map { Points.named("q", $0) } ?? "",
            "\(gap.pairs) of \(Points.count(gap.scenarios, "scenario")) paired in "
                + "\(Points.count(gap.clusters, "cluster")), "
                + "\(Points.fixed(gap.replicates, digits: 1)) samples an arm",
        ]
        if let rank = row.details.rank {
            parts.append(
                rank.best == rank.worst ? "rank \(rank.best)" : "rank \(rank.best) to \(rank.worst)"
            )
        }
        if let error = row.details.clusterRobustError {
            parts.append("cluster-robust SE \(Points.fixed(error * 100, digits: 1)) points")
        }
        lines.append(parts.filter { !$0.isEmpty }.joined(separator: " · "))
        lines += missing(row, gap)
        if let corrected = row.details.corrected {
            lines.append("freed of the judge's errors: " + words(corrected, of: "label"))
        } else if let why = row.details.uncorrected {
            lines.append(why)
        }
        switch row.details.calibrated {
        case .success(let corrected):
            lines.append(
                "if the judge errs on these replies as on the pack's labelled ones, which are rich in "
                    + "hard cases: " + words(corrected, of: "labelled reply", "labelled replies")
            )
        case .failure(let refusal): lines.append("by the pack's labelled replies \(refusal)")
        case nil: break
        }
        lines += row.notes
        if !row.details.gates.isEmpty {
            lines.append(
                "no verdict can rest on it, as "
                    + row.details.gates.map(\.description).joined(separator: "; ")
            )
        }
        return lines
    }

    private static func missing(_ row: RunReport.Row, _ gap: Gap) -> [String] {
        let arms = [(row.metric.minuend, gap.minuend), (row.metric.subtrahend, gap.subtrahend)]
        let words = arms.compactMap { id, arm -> String? in
            let kinds = Outcome.allCases.filter { outcome in
                arm.counts[outcome] > 0 && outcome != .ineligible
                    && (!outcome.isClear || outcome == .vendorBlocked)
            }
            guard !kinds.isEmpty else { return nil }
            let counts = kinds.map { "\(arm.counts[$0]) \($0.words)" }.joined(separator: ", ")
            return "`\(id)` \(counts) of \(arm.counts.eligible)"
        }
        let outside = arms.filter { $1.counts[.ineligible] > 0 }.map { id, arm in
            "`\(id)` \(arm.counts[.ineligible]) of \(arm.counts.total)"
        }
        let ineligible =
            outside.isEmpty
            ? [] : ["not eligible, and left out: " + outside.joined(separator: "; ")]
        guard !words.isEmpty else { return ineligible + ["nothing missing or blocked"] }
        var lines = ineligible + ["missing or blocked: " + words.joined(separator: "; ")]
        if let bounds = row.details.missing {
            var text =
                "whatever was missing, the gap lies in [\(Points.signed(bounds.lower)), "
                + "\(Points.signed(bounds.upper))], its interval in "
                + "[\(Points.signed(bounds.interval.lower)), "
                + "\(Points.signed(bounds.interval.upper))]"
            text +=
                bounds.tipping.map {
                    $0 == 0 ? "" : "; \(Points.count($0, "missing sample")) could undo its sign"
                } ?? "; nothing missing could undo its sign"
            lines.append(
                text + "; missing alike in both arms: "
                    + Points.named("p", row.details.missingnessPValue)
            )
        }
        return lines
    }

    private static func covariates(_ report: RunReport, width: Int) -> [String] {
        guard !report.covariates.isEmpty else { return [] }
        var lines = [""]
        for found in report.covariates {
            lines += Text.wrap(
                "\(found.metric) and \(found.name): rank correlation "
                    + "\(Points.fixed(found.correlation.rho, digits: 2)) "
                    + "[\(Points.fixed(found.correlation.lower, digits: 2)), "
                    + "\(Points.fixed(found.correlation.upper, digits: 2))] over "
                    + Points.count(found.correlation.count, "model"),
                width: width,
                indent: "  "
            )
        }
        return lines
            + Text.wrap(
                "These are observational: models differ in more than that.",
                width: width
            )
    }

    private static func words(
        _ corrected: JudgeCorrection,
        of one: String,
        _ many: String? = nil
    ) -> String {
        let count = corrected.labelled
        return "\(Points.signed(corrected.estimate)) points "
            + "[\(Points.signed(corrected.lower)), \(Points.signed(corrected.upper))] "
            + (corrected.isCommon ? "" : "(by arm) ")
            + "by \(count) \(count == 1 ? one : many ?? one + "s"), sensitivity "
            + "\(Points.fixed(corrected.sensitivity, digits: 2)), specificity "
            + Points.fixed(corrected.specificity, digits: 2)
    }
}
