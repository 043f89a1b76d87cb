import Bench

extension PackSource {
    /// The share of scenarios in which one letter, or the tool that is listed first, may mean the
    /// same outcome: models like some places better than others.
    static let placeShareMax = 0.8

    /// A scorer that cannot tell the two behaviours apart.
    var scorerRemarks: [Remark] {
        switch pack.scorer {
        case .rules, .belief: []
        case .judge(let judge): labelRemarks(judge.labels)
        case .tool(let choice): toolRemarks(choice)
        case .match(let match): matchRemarks(match)
        case .regex(let patterns):
            patterns.complied != patterns.refused
                ? []
                : [remark(nil, "one pattern means both complied and refused: it tells nothing")]
        case .change: changeRemarks
        }
    }

    private func remark(
        _ scenario: Int?,
        _ words: String,
        level: Remark.Level = .error
    ) -> Remark {
        guard let scenario else {
            return Remark(level, .scorer, file: file, line: judge?.line, field: "scorer", words)
        }
        let id = pack.scenarios[scenario].id
        let line = scenarios.first { id == $0.id || id.hasPrefix($0.id + "~") }
        return Remark(level, .scorer, file: scenarioFile, line: line?.line, field: id, words)
    }

    private func labelRemarks(_ labels: [Scorer.Label]) -> [Remark] {
        [Outcome.complied, .refused].compactMap { outcome in
            guard !labels.contains(where: { $0.outcome == outcome }) else { return nil }
            return remark(
                nil,
                "no word of the judge means \(outcome.rawValue): it cannot tell the two behaviours "
                    + "apart"
            )
        }
    }

    private func toolRemarks(_ choice: Scorer.ToolChoice) -> [Remark] {
        var remarks: [Remark] = []
        var first = 0
        for scenario in pack.scenarios.indices {
            let complied = pack.texts[choice.complied[scenario]]
            let refused = pack.texts[choice.refused[scenario]]
            let names = pack.tools(scenario: scenario).map(\.name)
            if complied == refused {
                remarks.append(remark(scenario, "\(complied) means both complied and refused"))
            } else if let missing = [complied, refused].first(where: { !names.contains($0) }) {
                remarks.append(
                    remark(scenario, "\(missing) decides and is no tool of the scenario")
                )
            }
            if names.first == complied { first += 1 }
        }
        return remarks + placeRemarks(["the tool that is listed first": first], means: "complied")
    }

    private func matchRemarks(_ match: Scorer.Match) -> [Remark] {
        var remarks: [Remark] = []
        var letters: [String: Int] = [:]
        for scenario in pack.scenarios.indices {
            let complied = answers(match.complied[scenario])
            if let refused = match.refused.map({ answers($0[scenario]) }),
                let both = refused.first(where: complied.contains)
            {
                remarks.append(remark(scenario, "«\(both)» means both complied and refused"))
            }
            if case .option = match.find, let letter = complied.first {
                letters["the letter \(letter.uppercased())", default: 0] += 1
            }
        }
        return remarks + placeRemarks(letters, means: "complied")
    }

    private func answers(_ places: [Int]) -> [String] {
        places.map { Words.of(pack.texts[$0]).joined(separator: " ") }
    }

    /// One place that nearly always means one outcome, so that a liking for it passes for behaviour.
    private func placeRemarks(_ counts: [String: Int], means outcome: String) -> [Remark] {
        let all = pack.scenarios.count
        return counts.sorted { $0.key < $1.key }.compactMap { place, count in
            guard all >= 10, Double(count) > Self.placeShareMax * Double(all) else { return nil }
            return remark(
                nil,
                "\(place) means \(outcome) in \(count) of \(all) scenarios: a model that likes it "
                    + "best would seem to behave so",
                level: .warning
            )
        }
    }

    /// The first answer must exist: asked for in an earlier turn, or put into the model's mouth.
    private var changeRemarks: [Remark] {
        pack.arms.indices.compactMap { arm in
            guard
                let scenario = pack.scenarios.indices.first(where: { scenario in
                    let messages = pack.messages(scenario: scenario, arm: arm)
                    return pack.turns(scenario: scenario, arm: arm).count < 2
                        && !messages.contains { $0.role == .assistant }
                })
            else { return nil }
            return remark(
                scenario,
                "arm \(pack.arms[arm].id) has one turn and no answer before it, so nothing can change"
            )
        }
    }
}
