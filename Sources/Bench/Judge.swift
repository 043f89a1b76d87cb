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

        /// One sentence.
        public var description: String {
            switch self {
            case .armsDiffer(let judge, let scenario):
                "the judge \(judge) cannot score this pack: what the user says in scenario "
                    + "\(scenario) differs by arm, so it would see the arm"
            case .noOptions(let judge, let pack):
                "the judge \(judge) reads which option a reply asserts, and the scorer of \(pack) "
                    + "is not `match` with `find: option`, which says what a letter means"
            }
        }
    }
}

extension Pack {
    /// This pack with that judge as its scorer.
    public func judged(by judge: Judge) throws(Judge.Unfit) -> Pack {
        var pack = self
        var places: [String: Int] = [:]
        for (place, text) in texts.enumerated() where places[text] == nil { places[text] = place }
        func place(of text: String) -> Int {
            if let known = places[text] { return known }
            pack.texts.append(text)
            places[text] = pack.texts.count - 1
            return pack.texts.count - 1
        }
        var pieces: [[Int]] = []
        let readsRequest = judge.pieces.contains(.request)
        for index in scenarios.indices {
            let request = readsRequest ? try request(scenario: index, judge) : ""
            pieces.append(judge.texts(request: request).map(place))
        }
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

    /// What the user says in a scenario, where all arms agree.
    private func request(scenario: Int, _ judge: Judge) throws(Judge.Unfit) -> String {
        let said = arms.indices.map { arm in
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
