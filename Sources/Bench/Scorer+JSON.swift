extension Scorer {
    var json: JSON {
        switch self {
        case .rules(let version): ["kind": "rules", "version": JSON(version)]
        case .judge(let judge): judge.json(pieces: Self.json(judge.pieces))
        case .tool(let choice):
            [
                "kind": "tool", "version": JSON(choice.version),
                "complied": Self.json(choice.complied), "refused": Self.json(choice.refused),
            ]
        case .match(let match):
            .compact(
                [("kind", "match"), ("version", JSON(match.version))] + match.find.members + [
                    ("complied", Self.json(match.complied)),
                    ("refused", match.refused.map(Self.json) ?? .null),
                ]
            )
        case .regex(let patterns):
            [
                "kind": "regex", "version": JSON(patterns.version),
                "complied": JSON(patterns.complied), "refused": JSON(patterns.refused),
            ]
        case .change(let change):
            .compact(
                [("kind", "change"), ("version", JSON(change.version))] + change.find.members + [
                    ("answers", change.answers.isEmpty ? .null : Self.json(change.answers)),
                    ("eligible", JSON(change.eligible.map(\.rawValue))),
                ]
            )
        case .belief(let check):
            .compact([("kind", "belief"), ("version", JSON(check.version))] + check.find.members)
        }
    }

    init(json: JSON, texts: Int) throws(FieldError) {
        let version = try Self.version(json)
        func places(_ key: String) throws(FieldError) -> [[Int]] {
            try Self.places(json, key, texts: texts)
        }
        switch try json.text("kind") {
        case "rules": self = .rules(version: version)
        case "judge":
            let pieces = try places("pieces")
            guard pieces.allSatisfy({ $0.count >= 2 }) else {
                throw FieldError("scorer.pieces", "two places of texts at least are needed")
            }
            self = .judge(
                try JudgePrompt(json: json, version: version, pieces: pieces, texts: texts)
            )
        case "tool":
            func names(_ key: String) throws(FieldError) -> [Int] {
                try Self.row(json.list(key), key, texts: texts)
            }
            self = .tool(
                ToolChoice(
                    version: version,
                    complied: try names("complied"),
                    refused: try names("refused")
                )
            )
        case "match":
            self = .match(
                Match(
                    version: version,
                    find: try Find(json: json),
                    complied: try places("complied"),
                    refused: json["refused"] == nil ? nil : try places("refused")
                )
            )
        case "regex":
            self = .regex(
                Patterns(
                    version: version,
                    complied: try json.text("complied"),
                    refused: try json.text("refused")
                )
            )
        case "change":
            var eligible: [AnswerChange.Eligibility] = []
            for word in try json.list("eligible") {
                guard let value = word.string.flatMap(AnswerChange.Eligibility.init) else {
                    throw FieldError("scorer.eligible", "correct, incorrect or any is needed")
                }
                eligible.append(value)
            }
            self = .change(
                AnswerChange(
                    version: version,
                    find: try Find(json: json),
                    answers: json["answers"] == nil ? [] : try places("answers"),
                    eligible: eligible
                )
            )
        case "belief":
            self = .belief(BeliefCheck(version: version, find: try Find(json: json)))
        case let other: throw FieldError("scorer.kind", "there is no scorer \"\(other)\"")
        }
    }

    /// The version of a scorer, which must be one that this program has; a judge's is its author's.
    private static func version(_ json: JSON) throws(FieldError) -> Int {
        let latest =
            switch try json.text("kind") {
            case "judge": 1_000_000
            case "rules": rulesVersionLatest
            default: versionLatest
            }
        guard let version = json["version"]?.integer, (1...latest).contains(version) else {
            throw FieldError("scorer.version", "this program has versions 1 to \(latest) of it")
        }
        return version
    }

    /// Checks that what is said by scenario or by arm is said of each.
    func check(scenarios: Int, arms: Int) throws(FieldError) {
        func check(_ key: String, _ count: Int) throws(FieldError) {
            guard count == scenarios else {
                throw FieldError("scorer.\(key)", "one entry a scenario is needed")
            }
        }
        switch self {
        case .rules, .regex, .belief: break
        case .judge(let judge):
            try check("pieces", judge.pieces.count)
            if case .option(let match) = judge.scale {
                try Scorer.match(match).check(scenarios: scenarios, arms: arms)
            }
        case .tool(let choice):
            try check("complied", choice.complied.count)
            try check("refused", choice.refused.count)
        case .match(let match):
            try check("complied", match.complied.count)
            if let refused = match.refused { try check("refused", refused.count) }
        case .change(let change):
            guard change.eligible.count == arms else {
                throw FieldError("scorer.eligible", "one word an arm is needed")
            }
            if change.eligible.contains(where: { $0 != .any }) || !change.answers.isEmpty {
                try check("answers", change.answers.count)
            }
        }
    }

    private static func json(_ places: [Int]) -> JSON { .array(places.map { JSON($0) }) }

    private static func json(_ lists: [[Int]]) -> JSON { .array(lists.map(json)) }

    private static func places(
        _ json: JSON,
        _ key: String,
        texts: Int
    ) throws(FieldError) -> [[Int]] {
        var lists: [[Int]] = []
        for list in try json.list(key) {
            let row = try row(list.array ?? [], key, texts: texts)
            guard !row.isEmpty else {
                throw FieldError("scorer.\(key)", "the place of a text at least is needed")
            }
            lists.append(row)
        }
        return lists
    }

    private static func row(
        _ list: [JSON],
        _ key: String,
        texts: Int
    ) throws(FieldError) -> [Int] {
        var row: [Int] = []
        for value in list {
            guard let place = value.integer, (0..<texts).contains(place) else {
                throw FieldError("scorer.\(key)", "there is no text of that place")
            }
            row.append(place)
        }
        return row
    }
}

extension Scorer.Find {
    /// Options that a scenario can have, at most: as many as there are letters.
    static let optionsMax = 26

    var members: [(String, JSON)] {
        switch self {
        case .number(let tolerance): [("find", "number"), ("tolerance", JSON(tolerance))]
        case .option(let count): [("find", "option"), ("options", JSON(count))]
        case .text: [("find", "text")]
        }
    }

    init(json: JSON) throws(FieldError) {
        switch try json.text("find") {
        case "number":
            let tolerance = json["tolerance"]?.double
            guard (tolerance ?? 0) >= 0, (tolerance ?? 0).isFinite else {
                throw FieldError("scorer.tolerance", "a number that is not negative is needed")
            }
            self = .number(tolerance: tolerance)
        case "option":
            self = .option(count: try json.whole("options", in: 2...Self.optionsMax))
        case "text": self = .text
        case let other: throw FieldError("scorer.find", "\"\(other)\" cannot be found")
        }
    }
}
