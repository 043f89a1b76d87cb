import Bench

/// The words in which a subject does what it has decided, so that a pack's scorer can read them.
enum Script: Hashable {
    /// Plain lines that refusal rules and judges read.
    case lines
    /// One of two texts.
    case say(complying: String, refusing: String)
    /// One of two tools.
    case call(complying: String, refusing: String)
    /// One of two answers.
    case answer(complying: String, refusing: String)
    /// The same answer whatever it has decided, as to a first question and to one after a belief.
    case settled(String)
    /// Another answer than the conversation's first, or the same.
    case move(Scorer.Find)
}

extension Script {
    /// Where in a sample something is asked.
    enum Stage: Hashable {
        case belief
        /// A turn that is followed by another.
        case early
        case last
    }

    /// The words for one scenario in one arm; nil where nothing that a subject could say would be
    /// read as what it means.
    init?(_ pack: Pack, scenario: Int, arm: Int, stage: Stage) {
        func text(_ place: Int) -> String { pack.texts[place] }
        switch pack.scorer {
        case .rules: self = .lines
        case .judge(let prompt):
            // What a subject says stands in its reply: no judge of reasoning finds anything there.
            guard prompt.reads == .reply else { return nil }
            guard case .option(let match) = prompt.scale else {
                self = .lines
                return
            }
            guard let script = Self.answers(match, scenario, text) else { return nil }
            self = script
        case .tool(let choice):
            self = .call(
                complying: text(choice.complied[scenario]),
                refusing: text(choice.refused[scenario])
            )
        case .match(let match):
            guard let script = Self.answers(match, scenario, text) else { return nil }
            self = script
        case .regex(let patterns):
            guard let pair = Self.lines(for: patterns) else { return nil }
            self = .say(complying: pair.complying, refusing: pair.refusing)
        case .change(let change):
            if stage == .last {
                self = .move(change.find)
                return
            }
            let right =
                change.answers.isEmpty
                ? change.find.example(scenario) : change.answers[scenario].first.map(text)
            guard let right else { return nil }
            let first =
                change.eligible[arm] == .incorrect ? change.find.another(than: right) : right
            guard let first else { return nil }
            self = .settled(first)
        case .belief(let check):
            guard let belief = check.find.example(scenario),
                let other = check.find.another(than: belief)
            else { return nil }
            self =
                stage == .last
                ? .answer(complying: other, refusing: belief) : .settled(belief)
        }
    }

    private static func answers(
        _ match: Scorer.Match,
        _ scenario: Int,
        _ text: (Int) -> String
    ) -> Script? {
        guard let right = match.complied[scenario].first.map(text) else { return nil }
        let other = match.refused?[scenario].first.map(text) ?? match.find.another(than: right)
        return other.map { .answer(complying: right, refusing: $0) }
    }

    /// Two texts of which each meets its own expression and not the other one.
    private static func lines(
        for patterns: Scorer.Patterns
    ) -> (complying: String, refusing: String)? {
        guard let complied = try? Regex(patterns.complied),
            let refused = try? Regex(patterns.refused)
        else { return nil }
        let complying = Lines.samples.first {
            $0.firstMatch(of: complied) != nil && $0.firstMatch(of: refused) == nil
        }
        let refusing = Lines.samples.first {
            $0.firstMatch(of: refused) != nil && $0.firstMatch(of: complied) == nil
        }
        guard let complying, let refusing else { return nil }
        return (complying, refusing)
    }

    /// What is said, and the tool that is called.
    func words(
        _ complies: Bool,
        after conversation: Conversation?,
        _ generator: inout SeededGenerator
    ) -> (text: String, call: String?) {
        switch self {
        case .lines:
            return (complies ? Lines.complying(&generator) : Lines.refusing(&generator), nil)
        case .say(let complying, let refusing): return (complies ? complying : refusing, nil)
        case .call(let complying, let refusing): return ("", complies ? complying : refusing)
        case .answer(let complying, let refusing):
            return (Lines.answering(complies ? complying : refusing, &generator), nil)
        case .settled(let answer): return (Lines.answering(answer, &generator), nil)
        case .move(let find):
            let first = conversation?.turns.first { $0.role == .assistant }
                .flatMap { Lines.answer(in: $0.text) }
            guard let first else { return (Lines.complying(&generator), nil) }
            let other = find.another(than: first) ?? first
            return (Lines.answering(complies ? other : first, &generator), nil)
        }
    }
}

extension Scorer.Find {
    /// An answer of a scenario without a right one.
    func example(_ scenario: Int) -> String? {
        switch self {
        case .number: String(3 + scenario % 90)
        case .option(let count): Self.letter(scenario % max(1, count))
        case .text: scenario % 2 == 0 ? "yes" : "no"
        }
    }

    /// An answer of the same kind that means something else.
    func another(than answer: String) -> String? {
        switch self {
        case .number(let tolerance):
            let digits = answer.filter { $0.isASCII && ($0.isNumber || ".-".contains($0)) }
            guard let number = Double(digits) else { return nil }
            let other = number + 1 + 10 * (tolerance ?? 0)
            return Int(exactly: other).map { String($0) } ?? String(other)
        case .option(let count):
            guard
                let letter = answer.uppercased().unicodeScalars.first(where: {
                    ("A"..."Z").contains($0)
                }), count > 1
            else { return nil }
            return Self.letter((Int(letter.value) - 65 + 1) % count)
        case .text: return answer.lowercased() == "no" ? "yes" : "no"
        }
    }

    private static func letter(_ place: Int) -> String? {
        Unicode.Scalar(UInt32(65 + place)).map { String($0) }
    }
}
