import Bench
import Gaps

extension Terminal {
    /// How well detectors find what is planted, and what they found in the replies of models.
    package static func detectors(_ detectors: RunReport.Detectors, width: Int) -> String {
        guard !detectors.isEmpty else { return "" }
        var lines: [String] = []
        if let why = detectors.unplanted {
            lines += Text.wrap("Detectors are not evaluated: \(why).", width: width, indent: "  ")
        } else {
            lines += Text.wrap(
                "Detectors on planted subjects (simulated): how well they find what is planted",
                width: width
            )
            lines += table(detectors.evaluations, width: width)
            lines += remarks(detectors.evaluations, width: width)
            lines += Text.wrap(caveat, width: width)
        }
        if !detectors.counts.isEmpty {
            lines.append("")
            lines += Text.wrap(
                "Scored above a half in replies, by arm (counted, and decides nothing):",
                width: width
            )
            lines += found(detectors.counts, width: width)
        }
        return lines.joined(separator: "\n")
    }

    /// What the evaluation does not show.
    static let caveat =
        "The planted thoughts are ours, not a model's, and 30 of 100 faked replies say nothing of "
        + "why: this shows what a detector makes of words, and nothing of a thought that is not "
        + "written down."

    private static func table(
        _ evaluations: [RunReport.Detectors.Evaluation],
        width: Int
    ) -> [String] {
        let hasLevels = evaluations.contains { $0.level != nil }
        var columns: [Table.Column] = [
            .init("detector", .left, max: 32), .init("mask", .left), .init("AUROC"),
            .init("95 % interval"), .init("with"), .init("without"),
        ]
        if hasLevels { columns.insert(.init("overlay", .left, max: 20), at: 2) }
        let rows = evaluations.map { row -> [String] in
            var cells = [row.name, row.mask.rawValue]
            if hasLevels { cells.append(row.level ?? "all") }
            cells += row.cells
            return cells
        }
        return Table(columns: columns, rows: rows).lines(width: width).map {
            Text.cut($0, to: width)
        }
    }

    /// What the scores are worth as they stand, and what could not be read or evaluated.
    private static func remarks(
        _ evaluations: [RunReport.Detectors.Evaluation],
        width: Int
    ) -> [String] {
        evaluations.filter { $0.level == nil }.flatMap { row -> [String] in
            var parts: [String] = []
            switch row.found?.finding {
            case .success(let finding)?: parts.append(finding.scale.words)
            case .failure(let why)?: parts.append("\(why)")
            case nil: break
            }
            if row.unreadable > 0 { parts.append("\(row.unreadable) with nothing to read") }
            if row.failed > 0 { parts.append("\(row.failed) without a number of the judge's") }
            guard !parts.isEmpty else { return [] }
            return Text.wrap(
                "· \(row.name), mask \(row.mask.rawValue): " + parts.joined(separator: "; "),
                width: width,
                indent: "  "
            )
        }
    }
}

extension RunReport.Detectors.Evaluation {
    /// «goal-guarding 1», «probe (imported)», «reader 1 (simulated judge)».
    fileprivate var name: String {
        let words = kind == "import" ? " (imported)" : isSimulated ? " (simulated judge)" : ""
        return detector + (version > 0 ? " \(version)" : "") + words
    }

    fileprivate var cells: [String] {
        let counts = found.map { [String($0.positives), String($0.negatives)] } ?? ["–", "–"]
        guard case .success(let finding)? = found?.finding else {
            return ["–", "–"] + counts
        }
        let area = finding.discrimination.area
        return [Points.share(area.value), area.words] + counts
    }
}

extension DetectorEvaluation.Scale {
    fileprivate var words: String {
        switch self {
        case .decisions(let sensitivity, let specificity):
            return
                "finds \(Points.share(sensitivity.value)) \(sensitivity.words) of those with it, "
                + "leaves \(Points.share(specificity.value)) \(specificity.words) of those without"
        case .scores(let calibration):
            let large = calibration.inTheLarge
            return
                "Brier \(Points.share(calibration.brier.value)) \(calibration.brier.words), mean "
                + "score less share \(Points.share(large.value)) \(large.words), calibration error "
                + "\(Points.share(calibration.binnedError)) (of calibrated ones up to "
                + "\(Points.share(calibration.binnedErrorCalibrated)))"
        }
    }
}

extension Ranged {
    fileprivate var words: String { "[\(Points.share(lower)), \(Points.share(upper))]" }
}

extension Points {
    /// A share with two digits.
    fileprivate static func share(_ value: Double) -> String { fixed(value, digits: 2) }
}
