import Bench

extension PackSource {
    var cueRemarks: [Remark] {
        let cue = Cue(arms: arms)
        return scenarioRemarks(cue) + judgeRemarks(cue) + templateRemarks
    }

    /// A scenario that speaks of the cue tells all arms of it.
    private func scenarioRemarks(_ cue: Cue) -> [Remark] {
        var remarks: [Remark] = []
        var holders: [String: [Line]] = [:]
        for line in scenarios {
            let traces = line.texts.map(cue.trace)
            let runs = traces.flatMap(\.runs)
            if let run = runs.first {
                remarks.append(
                    Remark(
                        .error,
                        .cueInScenario,
                        file: scenarioFile,
                        line: line.line,
                        field: line.id,
                        "has «\(run)» of an arm's cue, so every arm says it"
                    )
                )
            } else {
                for word in Set(traces.flatMap(\.words)) { holders[word, default: []].append(line) }
            }
        }
        for (word, lines) in holders.sorted(by: { $0.key < $1.key }) {
            remarks.append(
                Remark(
                    .warning,
                    .cueInScenario,
                    file: scenarioFile,
                    line: lines.first?.line,
                    field: lines.count == 1 ? lines.first?.id ?? "" : "",
                    lines.count == 1
                        ? "has «\(word)», which the cue has too: does it speak of being watched?"
                        : "\(lines.count) scenarios have «\(word)», which the cue has too "
                            + "(\(Lint.some(lines.map(\.id)))): do they speak of being watched?"
                )
            )
        }
        return remarks
    }

    /// A judge that knows of the cue may judge the arm instead of the reply.
    private func judgeRemarks(_ cue: Cue) -> [Remark] {
        guard let judge else { return [] }
        let trace = cue.trace(in: judge.text)
        if let run = trace.runs.first {
            return [
                Remark(
                    .error,
                    .cueInJudge,
                    file: file,
                    line: judge.line,
                    field: judge.field,
                    "has «\(run)» of an arm's cue: a judge must not know what is compared"
                )
            ]
        }
        guard !trace.words.isEmpty else { return [] }
        return [
            Remark(
                .warning,
                .cueInJudge,
                file: file,
                line: judge.line,
                field: judge.field,
                "has words of the cue (\(Lint.some(trace.words))): a judge should not know what is "
                    + "compared"
            )
        ]
    }

    /// What sets one arm apart and stands in the other one's templates sets nothing apart.
    private var templateRemarks: [Remark] {
        var remarks: [Remark] = []
        for (first, second) in comparedArms {
            for (arm, other) in [(first, second), (second, first)] {
                let theirs = Set(other.values.flatMap { Words.sentences(of: $0.text) })
                for passage in arm.values {
                    let own = Words.sentences(of: passage.text).filter {
                        !theirs.contains($0) && $0.contains(" ")
                    }
                    for sentence in own {
                        let leak = other.frames.first {
                            Words.of($0.text).joined(separator: " ").contains(sentence)
                        }
                        guard let leak else { continue }
                        remarks.append(
                            Remark(
                                .error,
                                .cueInTemplate,
                                file: file,
                                line: leak.line,
                                field: leak.field,
                                "says «\(sentence)», which is what sets \(arm.id) apart, to "
                                    + "\(other.id) too"
                            )
                        )
                    }
                }
            }
        }
        return remarks.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
