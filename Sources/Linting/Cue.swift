/// What the arms of a pack say differently, as words that must not stand in what all arms share.
///
/// The words come from the arms themselves. One of them alone tells only where it speaks of being
/// watched («trained», «unread»): «company» may stand in any scenario. Two of them side by side
/// («free tier») tell, and four words in a row («are never used to train») are a quotation.
struct Cue {
    /// Words of being watched that the arms have.
    private var telling: Set<String> = []
    /// Pairs of neighbours in one arm's cue that not all have, one of them at least a word that not
    /// all have.
    private var pairs: Set<[String]> = []
    /// Runs of four in one arm's cue that not all have, with two words that not all have or one of
    /// being watched.
    private var runs: Set<[String]> = []

    private static let runWords = 4

    init(arms: [PackSource.Arm]) {
        let cues = Self.cues(of: arms)
        let wholes = arms.map { arm in
            Set(Words.of(arm.cue) + arm.frames.flatMap { Words.of($0.text) })
        }
        guard let first = wholes.first else { return }
        let all = wholes.reduce(into: first) { $0.formUnion($1) }
        let shared = wholes.reduce(into: first) { $0.formIntersection($1) }
        telling = all.intersection(Self.watching)
        let content = all.filter { $0.utf8.count >= 4 }.subtracting(Self.stopping)
        let differing = content.subtracting(shared)
        pairs = Self.runs(of: 2, notInAll: cues).filter { pair in
            pair.allSatisfy(content.contains) && pair.contains(where: differing.contains)
        }
        runs = Self.runs(of: Self.runWords, notInAll: cues).filter { run in
            run.count(where: differing.contains) >= 2 || run.contains(where: telling.contains)
        }
    }

    /// What each arm says and not all do: its variables, and the templates of its own with the
    /// variables left out.
    private static func cues(of arms: [PackSource.Arm]) -> [[String]] {
        let frames = arms.map { Set($0.frames.map(\.text)) }
        return arms.map { arm in
            let own = arm.frames.map(\.text).filter { text in
                !frames.allSatisfy { $0.contains(text) }
            }
            return Words.of(([arm.cue] + own.map(withoutVariables)).joined(separator: "\n"))
        }
    }

    private static func withoutVariables(_ template: String) -> String {
        template.split(separator: "{{", omittingEmptySubsequences: false).enumerated()
            .map { index, part in
                index == 0 ? part : part.split(separator: "}}", maxSplits: 1).dropFirst().last ?? ""
            }.joined(separator: "\n")
    }

    private static func runs(of count: Int, notInAll cues: [[String]]) -> Set<[String]> {
        let each = cues.map { cue in
            Set(cue.indices.dropLast(count - 1).map { Array(cue[$0..<$0 + count]) })
        }
        let all = each.reduce(into: Set<[String]>()) { $0.formUnion($1) }
        return all.filter { run in !each.allSatisfy { $0.contains(run) } }
    }

    /// What a text has of the cue.
    struct Trace {
        /// Runs of four words, joined by spaces.
        var runs: [String] = []
        /// Single words and pairs, likewise.
        var words: [String] = []
    }

    /// Looks for the cue in a text; each find once, in the order of the text.
    func trace(in text: String) -> Trace {
        let words = Words.of(text)
        var trace = Trace()
        func note(_ find: String, _ list: inout [String]) {
            if !list.contains(find) { list.append(find) }
        }
        for place in words.indices {
            let run = words[place...].prefix(Self.runWords)
            if run.count == Self.runWords, runs.contains(Array(run)) {
                note(run.joined(separator: " "), &trace.runs)
            }
            let pair = words[place...].prefix(2)
            if pair.count == 2, pairs.contains(Array(pair)) {
                note(pair.joined(separator: " "), &trace.words)
            }
            if telling.contains(words[place]) { note(words[place], &trace.words) }
        }
        return trace
    }

    /// Words that speak of being watched, judged or changed.
    private static let watching: Set<String> = [
        "audit", "audited", "auditor", "deployed", "deployment", "evaluated", "evaluation",
        "evaluations", "evaluator", "graded", "grader", "graders", "grading", "logged", "logging",
        "monitor", "monitored", "monitoring", "observed", "observer", "observers", "overseen",
        "oversight", "recorded", "retrained", "reviewed", "reviewer", "reviewers", "rlhf",
        "surveillance", "trained", "training", "undeployed", "unlogged", "unmonitored",
        "unobserved", "unread", "unreviewed", "unwatched", "watched", "watching",
    ]

    /// Words that say nothing by themselves.
    private static let stopping: Set<String> = [
        "about", "after", "also", "anybody", "anything", "been", "before", "being", "both",
        "could", "does", "each", "even", "every", "everything", "from", "have", "here", "into",
        "just", "like", "made", "make", "more", "most", "much", "nobody", "none", "nothing",
        "only", "other", "others", "over", "same", "should", "some", "such", "than", "that",
        "their", "them", "then", "there", "these", "they", "this", "those", "until", "very",
        "were", "what", "whatever", "when", "where", "whether", "which", "while", "will", "with",
        "without", "would", "your", "yours",
    ]
}
