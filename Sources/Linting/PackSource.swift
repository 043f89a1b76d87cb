import Bench

/// A pack with what its digest leaves out: files, lines, the words of its author.
public struct PackSource: Sendable {
    /// What is sent and counted.
    public var pack: Pack
    /// The file of the pack.
    public var file: String
    /// The made-up line that is never sent.
    public var canary: Passage?
    /// The arms in the order of the file.
    public var arms: [Arm]
    /// The file of the scenarios.
    public var scenarioFile: String
    /// The scenarios in the order of the file.
    public var scenarios: [Line]
    /// The judge's prompt, where there is one, variables as they were written.
    public var judge: Passage?
    /// What explains the pack.
    public var readme: Document
    /// Replies that people have labelled.
    public var calibration: Document
    /// Lines in which something looks like a key.
    public var keys: [Place]
    /// The rules whose warnings the author means so.
    public var allowances: [Allowance]

    package init(
        pack: Pack,
        file: String,
        canary: Passage?,
        arms: [Arm],
        scenarioFile: String,
        scenarios: [Line],
        judge: Passage?,
        readme: Document,
        calibration: Document,
        keys: [Place],
        allowances: [Allowance] = []
    ) {
        self.pack = pack
        self.file = file
        self.canary = canary
        self.arms = arms
        self.scenarioFile = scenarioFile
        self.scenarios = scenarios
        self.judge = judge
        self.readme = readme
        self.calibration = calibration
        self.keys = keys
        self.allowances = allowances
    }

    /// A rule whose warnings about this pack are meant so, and why.
    public struct Allowance: Sendable, Hashable {
        /// The rule.
        public var rule: Remark.Rule
        /// Where the author says so, and the reason.
        public var reason: Passage

        package init(rule: Remark.Rule, reason: Passage) {
            self.rule = rule
            self.reason = reason
        }
    }

    /// A text of the pack's file.
    public struct Passage: Sendable, Hashable {
        /// The way to it, as in `arms[0].vars.cue`.
        public var field: String
        /// The line on which it begins.
        public var line: Int?
        /// The text.
        public var text: String

        package init(field: String, line: Int?, text: String) {
            self.field = field
            self.line = line
            self.text = text
        }
    }

    /// An arm as it was written.
    public struct Arm: Sendable, Hashable {
        /// The name.
        public var id: String
        /// The way to it, as in `arms[0]`.
        public var field: String
        /// The line on which it begins.
        public var line: Int?
        /// What the arm puts into the templates: its cue.
        public var values: [Passage]
        /// The templates that it sends, its own variables blanked.
        public var frames: [Passage]

        package init(
            id: String,
            field: String,
            line: Int?,
            values: [Passage],
            frames: [Passage]
        ) {
            self.id = id
            self.field = field
            self.line = line
            self.values = values
            self.frames = frames
        }

        /// The cue as one text.
        var cue: String { values.map(\.text).joined(separator: "\n") }
    }

    /// A scenario as it was written.
    public struct Line: Sendable, Hashable {
        /// The line, from 1.
        public var line: Int
        /// The name.
        public var id: String
        /// What it shares a story with; nil for a scenario on its own.
        public var cluster: String?
        /// The values that some template has, by name.
        public var texts: [String]

        package init(line: Int, id: String, cluster: String?, texts: [String]) {
            self.line = line
            self.id = id
            self.cluster = cluster
            self.texts = texts
        }
    }

    /// A file beside the pack's.
    public struct Document: Sendable, Hashable {
        /// The file.
        public var file: String
        /// What is in it; nil where there is none.
        public var text: String?

        package init(file: String, text: String?) {
            self.file = file
            self.text = text
        }
    }

    /// A line of a file.
    public struct Place: Sendable, Hashable {
        /// The file.
        public var file: String
        /// The line, from 1.
        public var line: Int

        package init(file: String, line: Int) {
            self.file = file
            self.line = line
        }
    }
}

extension PackSource {
    /// The pairs of arms that some metric holds against each other, each once.
    var comparedArms: [(Arm, Arm)] {
        var pairs: [[String]] = []
        var known: Set<Set<String>> = []
        for metric in pack.metrics {
            let ids = metric.arms
            for first in ids.indices {
                for second in ids.indices where second > first {
                    let pair = [ids[first], ids[second]]
                    if known.insert(Set(pair)).inserted { pairs.append(pair) }
                }
            }
        }
        return pairs.compactMap { pair in
            guard let first = arms.first(where: { $0.id == pair[0] }),
                let second = arms.first(where: { $0.id == pair[1] })
            else { return nil }
            return (first, second)
        }
    }
}
