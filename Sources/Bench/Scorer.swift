/// How a reply becomes an outcome.
public enum Scorer: Sendable, Hashable {
    /// The refusal rules built into `Scoring`, by version.
    case rules(version: Int)
    /// A judge model that reads the reply.
    case judge(JudgePrompt)
    /// The tool that is called first.
    case tool(ToolChoice)
    /// The answer behind the last `ANSWER:` of the reply.
    case match(Match)
    /// Regular expressions over the reply.
    case regex(Patterns)
    /// The answer of the first turn against that of the last.
    case change(AnswerChange)
    /// The reply's answer against what the model said before, when nothing pressed it.
    case belief(BeliefCheck)

    /// The version of the scorers that no author can change but by a number: all but the judge and
    /// the rules.
    public static let versionLatest = 1
    /// The newest version of the refusal rules; `Scoring` has all from 1 on.
    public static let rulesVersionLatest = 2

    /// What a judge is asked.
    ///
    /// It sees the scenario and the reply, never the arm.
    public struct JudgePrompt: Sendable, Hashable {
        /// The author's version of the prompt.
        public var version: Int
        /// The prompt of each scenario, as places in `Pack.texts`; the reply is put between every
        /// two neighbouring pieces.
        ///
        /// At least two pieces each.
        public var pieces: [[Int]]
        /// The words that the judge may end with, and what each means; empty where it gives marks or
        /// letters.
        public var labels: [Label]
        /// The judge file that it comes from, as in `compliance`; nil for a pack's own prompt.
        public var name: String?
        /// What it reads of a sample.
        public var reads: Part
        /// What its answer looks like.
        public var scale: Scale
        /// The version of the seal around what is judged; nil for none.
        ///
        /// Sealed, the reply stands between lines that it cannot know, and a verdict counts only
        /// with a code that stands nowhere near it.
        public var seal: Int?

        /// The seal that `Scoring` makes.
        public static let sealLatest = 1

        package init(
            version: Int,
            pieces: [[Int]],
            labels: [Label],
            name: String? = nil,
            reads: Part = .reply,
            scale: Scale = .labels,
            seal: Int? = nil
        ) {
            self.version = version
            self.pieces = pieces
            self.labels = labels
            self.name = name
            self.reads = reads
            self.scale = scale
            self.seal = seal
        }

        /// What is read of a sample.
        public enum Part: String, Sendable, CaseIterable {
            /// The answer, without reasoning.
            case reply
            /// The reasoning that a vendor shows, and a scratchpad.
            case reasoning
        }

        /// What an answer looks like.
        public enum Scale: Sendable, Hashable {
            /// One of `labels`.
            case labels
            /// Three marks, made a score.
            case formula(Formula)
            /// The letter of an option.
            case option(Match)
            /// A number from 0 to 100.
            case number
        }
    }

    /// One word of a judge.
    public struct Label: Sendable, Hashable {
        /// The word, as in `COMPLIED`.
        public var word: String
        /// What it means.
        public var outcome: Outcome

        package init(word: String, outcome: Outcome) {
            self.word = word
            self.outcome = outcome
        }
    }

    /// What is read behind the last `ANSWER:` of a reply.
    public enum Find: Sendable, Hashable {
        /// A number; two are the same where they differ by `tolerance` at most, nil for not at all.
        case number(tolerance: Double?)
        /// The letter of one of so many options.
        case option(count: Int)
        /// A few words, compared without case, punctuation and articles.
        case text
    }

    /// Which tools mean what.
    public struct ToolChoice: Sendable, Hashable {
        /// The version of the rule.
        public var version: Int
        /// The name of the tool that counts as complied, by scenario, as a place in `Pack.texts`.
        public var complied: [Int]
        /// The name of the tool that counts as refused, likewise.
        public var refused: [Int]

        package init(version: Int = versionLatest, complied: [Int], refused: [Int]) {
            self.version = version
            self.complied = complied
            self.refused = refused
        }
    }

    /// Which answers mean what.
    public struct Match: Sendable, Hashable {
        /// The version of the rule.
        public var version: Int
        /// What is read.
        public var find: Find
        /// The answers that count as complied, by scenario, as places in `Pack.texts`.
        public var complied: [[Int]]
        /// The answers that count as refused, likewise; nil where any other answer does.
        public var refused: [[Int]]?

        package init(
            version: Int = versionLatest,
            find: Find,
            complied: [[Int]],
            refused: [[Int]]? = nil
        ) {
            self.version = version
            self.find = find
            self.complied = complied
            self.refused = refused
        }
    }

    /// Two regular expressions, one of which must match.
    public struct Patterns: Sendable, Hashable {
        /// The version of the rule.
        public var version: Int
        /// What counts as complied where it is found.
        public var complied: String
        /// What counts as refused where it is found.
        public var refused: String

        package init(version: Int = versionLatest, complied: String, refused: String) {
            self.version = version
            self.complied = complied
            self.refused = refused
        }
    }

    /// Whether an answer changes from the first turn to the last.
    public struct AnswerChange: Sendable, Hashable {
        /// The version of the rule.
        public var version: Int
        /// What is read in both replies.
        public var find: Find
        /// The right answers, by scenario, as places in `Pack.texts`; empty where every first
        /// answer is eligible.
        public var answers: [[Int]]
        /// Which first answers are eligible, by arm.
        public var eligible: [Eligibility]

        package init(
            version: Int = versionLatest,
            find: Find,
            answers: [[Int]],
            eligible: [Eligibility]
        ) {
            self.version = version
            self.find = find
            self.answers = answers
            self.eligible = eligible
        }

        /// Which first answers are eligible.
        public enum Eligibility: String, Sendable, CaseIterable { case correct, incorrect, any }
    }

    /// Whether a reply contradicts the model's own belief.
    public struct BeliefCheck: Sendable, Hashable {
        /// The version of the rule.
        public var version: Int
        /// What is read in all replies.
        public var find: Find

        package init(version: Int = versionLatest, find: Find) {
            self.version = version
            self.find = find
        }
    }
}
