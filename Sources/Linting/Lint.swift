import Bench

/// Whether a pack is fit to be believed: what a careful reviewer asks before the first run.
public enum Lint {
    /// What there is to say of packs, each by itself and all beside one another.
    ///
    /// In the order of the packs, of their files and lines.
    public static func remarks(on sources: [PackSource]) -> [Remark] {
        var remarks = sources.map { source in
            source.sizeRemarks + source.balanceRemarks + source.armRemarks + source.cueRemarks
                + source.scorerRemarks + source.canaryRemarks + source.readmeRemarks
                + source.calibrationRemarks + source.keyRemarks
        }
        for (place, remark) in duplicates(among: sources) { remarks[place].append(remark) }
        return zip(sources, remarks).flatMap { source, remarks in
            source.heeded(remarks).sorted {
                ($0.file, $0.line ?? 0, $0.rule.rawValue, $0.words)
                    < ($1.file, $1.line ?? 0, $1.rule.rawValue, $1.words)
            }
        }
    }

    /// Scenarios that share more of their three-word runs than this are the same one twice.
    static let sameAbove = 0.5
    /// Scenarios that share more of them than this are worth a look.
    static let similarAbove = 0.3

    private static func duplicates(among sources: [PackSource]) -> [(Int, Remark)] {
        var owners: [(source: Int, line: PackSource.Line)] = []
        for (place, source) in sources.enumerated() {
            owners += source.scenarios.map { (place, $0) }
        }
        let found = NearDuplicates(of: owners.map(\.line.texts), above: similarAbove)
        var remarks = found.pairs.map { pair in
            let first = owners[pair.first]
            let second = owners[pair.second]
            let isSame = first.source == second.source
            let home = isSame ? "" : " of \(sources[first.source].file)"
            let words =
                pair.similarity == 1
                ? "says the same as \(first.line.id)\(home)"
                : "shares \(percent(pair.similarity)) of its three-word runs with "
                    + "\(first.line.id)\(home) (line \(first.line.line))"
            return (
                second.source,
                Remark(
                    pair.similarity > sameAbove ? .error : .warning,
                    .duplicate,
                    file: sources[second.source].scenarioFile,
                    line: second.line.line,
                    field: second.line.id,
                    words
                )
            )
        }
        if found.isCut, let source = sources.last {
            remarks.append(
                (
                    sources.count - 1,
                    Remark(
                        .error,
                        .duplicate,
                        file: source.scenarioFile,
                        "more than \(NearDuplicates.pairsMax) pairs of scenarios are nearly the "
                            + "same; the rest was not compared"
                    )
                )
            )
        }
        return remarks
    }

    /// «34 %».
    static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    /// A few names, and how many more there are.
    static func some(_ names: [String], countMax: Int = 5) -> String {
        let shown = names.prefix(countMax).joined(separator: ", ")
        return names.count > countMax ? "\(shown) and \(names.count - countMax) more" : shown
    }
}
