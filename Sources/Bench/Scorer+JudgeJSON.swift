extension Scorer.JudgePrompt {
    /// What a prompt of a pack's own does not have is not there, so such packs keep their digest.
    func json(pieces: JSON) -> JSON {
        let words = labels.map { label -> JSON in
            ["word": JSON(label.word), "outcome": JSON(label.outcome.rawValue)]
        }
        var members: [(String, JSON)] = [
            ("kind", "judge"), ("version", JSON(version)), ("pieces", pieces),
            ("labels", .array(words)), ("name", JSON(name)), ("seal", JSON(seal)),
        ]
        if reads != .reply { members.append(("reads", JSON(reads.rawValue))) }
        switch scale {
        case .labels: break
        case .formula(let formula):
            members.append(
                ("formula", ["name": JSON(formula.rawValue), "version": JSON(Formula.version)])
            )
        case .option(let match): members.append(("option", Scorer.match(match).json))
        case .number: members.append(("number", true))
        }
        return .compact(members)
    }

    init(json: JSON, version: Int, pieces: [[Int]], texts: Int) throws(FieldError) {
        var labels: [Scorer.Label] = []
        for label in try json.list("labels") {
            labels.append(
                Scorer.Label(
                    word: try label.text("word"),
                    outcome: try label.choice("outcome", of: Outcome.self)
                )
            )
        }
        self.init(
            version: version,
            pieces: pieces,
            labels: labels,
            name: json["name"]?.string,
            reads: json["reads"] == nil ? .reply : try json.choice("reads", of: Part.self),
            scale: try Self.scale(json, texts: texts),
            seal: json["seal"] == nil ? nil : try json.whole("seal", in: 1...Self.sealLatest)
        )
    }

    private static func scale(_ json: JSON, texts: Int) throws(FieldError) -> Scale {
        if let formula = json["formula"] {
            // Another version's marks would be counted by the wrong rule.
            _ = try formula.whole("version", in: Formula.version...Formula.version)
            return .formula(try formula.choice("name", of: Formula.self))
        }
        if json["number"]?.bool == true { return .number }
        guard let option = json["option"] else { return .labels }
        guard case .match(let match) = try Scorer(json: option, texts: texts),
            case .option = match.find
        else { throw FieldError("scorer.option", "a match of an option is needed") }
        return .option(match)
    }
}
