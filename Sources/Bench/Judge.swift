/// A judge as its file describes it: what a judge model is asked of any pack's replies.
///
/// It sees what the scenario asks in all arms alike and what the model answered, so no cue of an
/// arm can reach it.
public struct Judge: Sendable, Hashable {
    /// The name, as in `compliance`.
    public var id: String
    /// The author's version of the prompt.
    public var version: Int
    /// One line for people.
    public var title: String
    /// What it reads of a sample.
    public var reads: Scorer.JudgePrompt.Part
    /// How its answer is given.
    public var scale: Scale
    /// The prompt.
    public var pieces: [Piece]

    /// What a verdict looks like.
    public enum Scale: Sendable, Hashable {
        /// One of these words.
        case labels([Scorer.Label])
        /// Three marks and a formula.
        case formula(Formula)
        /// The letter of the option that a reply asserts; the pack says which letter means what.
        case option
        /// A number from 0 to 100: a detector's.
        case number
    }

    /// A piece of the prompt.
    public enum Piece: Sendable, Hashable {
        case text(String)
        /// What the user of the scenario says.
        case request
        /// What is judged.
        case reply
    }

    package init(
        id: String,
        version: Int,
        title: String,
        reads: Scorer.JudgePrompt.Part,
        scale: Scale,
        pieces: [Piece]
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.reads = reads
        self.scale = scale
        self.pieces = pieces
    }

    /// Why a judge cannot score a pack.
    public enum Unfit: Error, Hashable, Sendable, CustomStringConvertible {
        /// The arms put the scenario in different words, which would show the judge the arm.
        case armsDiffer(judge: String, scenario: String)
        /// A judge of options, and a pack that does not say which option means what.
        case noOptions(judge: String, pack: String)
        /// A pack whose tool calls decide, which a judge of words does not see.
        case hasTools(judge: String, pack: String)
        /// A pack whose beliefs decide, which a judge of one reply does not see.
        case hasBeliefs(judge: String, pack: String)
        /// A pack whose first answer decides too, which a judge of the last reply does not see.
        case readsChange(judge: String, pack: String)
        /// The judge's prompts and the pack's texts are too long together.
        case tooLong(judge: String)
        /// A metric over scores in another range than that of the judge's, nil where it gives none.
        case otherScores(judge: String, field: String, range: ClosedRange<Double>?)

        /// One sentence.
        public var description: String {
            switch self {
            case .armsDiffer(let judge, let scenario):
                "the judge \(judge) cannot score this pack: what the user says in scenario "
                    + "\(scenario) differs by arm, so it would see the arm"
            case .noOptions(let judge, let pack):
                "the judge \(judge) reads which option a reply asserts, and the scorer of \(pack) "
                    + "is not `match` with `find: option`, which says what a letter means"
            case .hasTools(let judge, let pack):
                "\(judge) cannot score \(pack): it reads what a reply says, and the tool that is "
                    + "called decides"
            case .hasBeliefs(let judge, let pack):
                "\(judge) cannot score \(pack): it reads one reply, which the pack holds against what "
                    + "the model believes"
            case .readsChange(let judge, let pack):
                "\(judge) cannot score \(pack): it reads the last reply, which the pack holds "
                    + "against the first"
            case .tooLong(let judge):
                "the pack with the judge \(judge): \(Texts.TooLong())"
            case .otherScores(let judge, let field, let range?):
                "\(field): \(judge) gives scores from \(range.lowerBound) to "
                    + "\(range.upperBound); a metric over them needs that range"
            case .otherScores(let judge, let field, nil):
                "\(field): \(judge) gives no scores for a metric to count"
            }
        }
    }
}

extension Pack {
    /// This pack with the refusal rules of that version as its scorer.
    ///
    /// They read one reply, as a judge does, and are as unfit for a pack where more decides.
    public func ruled(version: Int) throws(Judge.Unfit) -> Pack {
        try checkReplies(decideFor: "rules", scores: nil)
        var pack = self
        pack.scorer = .rules(version: version)
        return pack
    }

    /// This pack with that judge as its scorer.
    public func judged(by judge: Judge) throws(Judge.Unfit) -> Pack {
        // A number decides no outcome: a detector may read any reply.
        if judge.scale != .number {
            try checkReplies(decideFor: judge.id, scores: judge.scoreRange)
        }
        var pack = self
        var texts = Texts(self.texts)
        var pieces: [[Int]] = []
        let readsRequest = judge.pieces.contains(.request)
        for index in scenarios.indices {
            let request = readsRequest ? try request(scenario: index, judge) : ""
            var row: [Int] = []
            for text in judge.texts(request: request) {
                do throws(Texts.TooLong) { row.append(try texts.place(of: text)) } catch {
                    throw .tooLong(judge: judge.id)
                }
            }
            pieces.append(row)
        }
        pack.texts = texts.all
        let prompt = try Scorer.JudgePrompt(
            version: judge.version,
            pieces: pieces,
            labels: judge.labels,
            name: judge.id,
            reads: judge.reads,
            scale: scale(of: judge),
            seal: Scorer.JudgePrompt.sealLatest
        )
        pack.scorer = .judge(prompt)
        return pack
    }

    /// Checks that the last reply alone decides, and that the metrics can count what comes of it.
    ///
    /// A judge that gives no scores has none that are in range.
    private func checkReplies(
        decideFor judge: String,
        scores: ClosedRange<Double>?
    ) throws(Judge.Unfit) {
        if !tools.isEmpty { throw .hasTools(judge: judge, pack: id) }
        if belief != nil { throw .hasBeliefs(judge: judge, pack: id) }
        if case .change = scorer { throw .readsChange(judge: judge, pack: id) }
        for (index, metric) in metrics.enumerated() {
            guard case .score(let range) = metric.worth, range != scores else { continue }
            throw .otherScores(judge: judge, field: "metrics[\(index)].score", range: scores)
        }
    }

    /// What the user says in a scenario, where all arms agree.
    ///
    /// Arms that an overlay has added say it in other words: the judge is asked in the pack's own.
    private func request(scenario: Int, _ judge: Judge) throws(Judge.Unfit) -> String {
        let said = ownArms.map { arm in
            messages(scenario: scenario, arm: arm).filter { $0.role == .user }.map(\.text)
                .joined(separator: "\n\n")
        }
        guard let first = said.first, said.allSatisfy({ $0 == first }) else {
            throw .armsDiffer(judge: judge.id, scenario: scenarios[scenario].id)
        }
        return first
    }

    private func scale(of judge: Judge) throws(Judge.Unfit) -> Scorer.JudgePrompt.Scale {
        switch judge.scale {
        case .labels: return .labels
        case .formula(let formula): return .formula(formula)
        case .number: return .number
        case .option:
            guard case .match(let match) = scorer, case .option = match.find else {
                throw .noOptions(judge: judge.id, pack: id)
            }
            return .option(match)
        }
    }
}

extension Judge {
    /// The words that it may end with.
    var labels: [Scorer.Label] {
        if case .labels(let labels) = scale { labels } else { [] }
    }

    /// The range of its scores; nil where it gives none.
    fileprivate var scoreRange: ClosedRange<Double>? {
        if case .formula(let formula) = scale { formula.range } else { nil }
    }

    /// The texts before, between and behind the places of the reply.
    fileprivate func texts(request: String) -> [String] {
        var texts = [""]
        for piece in pieces {
            switch piece {
            case .text(let text): texts[texts.count - 1] += text
            case .request: texts[texts.count - 1] += request
            case .reply: texts.append("")
            }
        }
        return texts
    }
}
