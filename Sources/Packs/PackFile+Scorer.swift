import Bench

extension PackFile {
    /// Words that a judge may end with, at most.
    static let labelsMax = 32
    /// Letters of such a word, at most.
    static let labelBytesMax = 32
    private enum Kind: String, CaseIterable {
        case rules, judge, tool, match, regex, change, belief
    }

    func scorer(
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine],
        _ texts: inout FileTexts
    ) throws(PackError) -> Scorer {
        let field = try top.needed("scorer")
        switch try field.needed("kind").choice(Kind.self) {
        case .rules:
            try field.allow(["kind", "version"])
            return .rules(
                version: try version(field, "the rules", latest: Scorer.rulesVersionLatest)
            )
        case .judge:
            try field.allow(["kind", "version", "prompt", "labels"])
            return .judge(
                Scorer.JudgePrompt(
                    version: try field.needed("version").whole(in: 1...1_000_000),
                    pieces: try pieces(field.needed("prompt"), arms, scenarios, &texts),
                    labels: try Self.labels(field.needed("labels"))
                )
            )
        case .tool: return .tool(try tool(field, arms, scenarios, &texts))
        case .match: return .match(try match(field, arms, scenarios, &texts))
        case .regex: return .regex(try patterns(field))
        case .change: return .change(try change(field, arms, scenarios, &texts))
        case .belief: return .belief(try beliefCheck(field))
        }
    }

    /// What a judge is asked of each scenario, cut where the reply goes.
    private func pieces(
        _ field: Field,
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine],
        _ texts: inout FileTexts
    ) throws(PackError) -> [[Int]] {
        let template = try Template(field)
        guard template.variables.contains("reply") else {
            throw field.error("{{{reply}}} is missing: the judge would not see what it judges")
        }
        try refuseArms(in: template, arms, "a judge never sees the arm")
        var pieces: [[Int]] = []
        for scenario in scenarios {
            guard scenario.values["reply"] == nil else {
                throw field.error(
                    "scenario \(scenario.id) has a variable `reply`, which is the model's reply "
                        + "here; rename it"
                )
            }
            let owner = "scenario \(scenario.id)"
            let cut = try template.render(scenario.values, of: owner, around: "reply")
            var row: [Int] = []
            for text in cut { row.append(try texts.place(of: text)) }
            pieces.append(row)
        }
        return pieces
    }

    /// The words and what they mean, in the order of the words.
    static func labels(_ field: Field) throws(PackError) -> [Scorer.Label] {
        var labels: [Scorer.Label] = []
        let words = try field.texts().sorted { $0.key < $1.key }
        guard (2...Self.labelsMax).contains(words.count) else {
            throw field.error("2 to \(Self.labelsMax) words are needed")
        }
        for (word, value) in words {
            guard Self.isLabel(word) else {
                throw value.error(
                    "\"\(word)\" is no word for a verdict: letters and digits, with `-` and `_` "
                        + "between them, up to \(Self.labelBytesMax)"
                )
            }
            let lower = word.lowercased()
            if let twin = labels.first(where: { $0.word.lowercased() == lower }) {
                throw value.error(
                    "differs from `\(twin.word)` by capitals only, which do not count"
                )
            }
            // A judge says what the model did; that it failed itself is for Gapwatch to see.
            let outcome = try value.choice(Outcome.self) {
                [.complied, .refused, .unparsed].contains($0)
            }
            labels.append(.init(word: word, outcome: outcome))
        }
        return labels
    }

    /// Whether a verdict can end with this word: quotes and marks around one are trimmed.
    private static func isLabel(_ word: String) -> Bool {
        func isPlain(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard (1...labelBytesMax).contains(word.utf8.count), let first = word.utf8.first,
            let last = word.utf8.last, isPlain(first), isPlain(last)
        else { return false }
        return word.utf8.allSatisfy { isPlain($0) || "-_".utf8.contains($0) }
    }
}
