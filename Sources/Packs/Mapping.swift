import Bench

/// How the rows of a table that was recorded elsewhere become outcomes.
public struct Mapping: Sendable {
    /// The pack's id that the run gets.
    public var pack: String
    /// Its title.
    public var title: String
    /// What is counted.
    public var metrics: [Metric]
    private let model: Template
    private let scenario: Template
    private let cluster: Template?
    private let arm: Template
    private let outcome: Template
    private let score: Template?
    private let arms: [String: String]
    private let outcomes: [String: Outcome]
    private let otherwise: Outcome?

    /// One row, understood.
    public struct Row: Sendable, Equatable {
        /// The model's id.
        public var model: String
        /// The scenario's id.
        public var scenario: String
        /// The scenario's cluster.
        public var cluster: String
        /// The arm's id.
        public var arm: String
        /// What came of the sample.
        public var outcome: Outcome
        /// Its score; nil where the row has none.
        public var score: Double?
        /// Whether the mapping names a column for scores.
        var hasScore = false
    }

    init(_ file: String) throws(PackError) {
        let top = try Field.top(of: file)
        try top.allow(["pack", "title", "columns", "arms", "outcomes", "metrics"])
        pack = try top.needed("pack").name()
        title = try top.needed("title").text()
        let columns = try top.needed("columns")
        try columns.allow(["model", "scenario", "cluster", "arm", "outcome", "score"])
        model = try Template(columns.needed("model"))
        scenario = try Template(columns.needed("scenario"))
        cluster = try columns.optional("cluster").map { field throws(PackError) in
            try Template(field)
        }
        arm = try Template(columns.needed("arm"))
        outcome = try Template(columns.needed("outcome"))
        score = try columns.optional("score").map { field throws(PackError) in
            try Template(field)
        }
        var arms: [String: String] = [:]
        for (word, field) in try top.needed("arms").texts() { arms[word] = try field.name() }
        self.arms = arms
        var outcomes: [String: Outcome] = [:]
        for (word, field) in try top.needed("outcomes").texts() {
            outcomes[word] = try field.choice(Outcome.self)
        }
        otherwise = outcomes.removeValue(forKey: "otherwise")
        self.outcomes = outcomes
        metrics = try PackFile.metrics(of: top, arms: Set(arms.values).sorted())
    }

    /// The arms, in the order of their names.
    public var armIDs: [String] { Set(arms.values).sorted() }

    /// Whether rows have a score.
    public var hasScore: Bool { score != nil }

    /// The columns that rows are read from, each once.
    var columns: [String] {
        var names: [String] = []
        for template in [model, scenario, cluster, arm, outcome].compactMap(\.self) {
            for name in template.variables where !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// The places in `columns` that model, scenario with its cluster, arm and outcome hang on.
    var parts: [[Int]] {
        let columns = columns
        let groups = [[model], [scenario] + (cluster.map { [$0] } ?? []), [arm], [outcome]]
        return groups.map { templates in
            var places: [Int] = []
            for name in templates.flatMap(\.variables) {
                if let place = columns.firstIndex(of: name), !places.contains(place) {
                    places.append(place)
                }
            }
            return places
        }
    }

    /// Reads one row of the table.
    ///
    /// `file` and `line` are for the error.
    public func row(
        _ values: [String: String],
        file: String,
        line: Int
    ) throws(PackError) -> Row {
        func text(_ template: Template, _ field: String) throws(PackError) -> String {
            for name in template.variables where values[name] == nil {
                throw PackError(
                    file: file,
                    line: line,
                    field: name,
                    fault: "no such column, which the mapping needs for `\(field)`; the columns "
                        + "are \(values.keys.sorted().joined(separator: ", "))"
                )
            }
            return try template.render(values, of: "this row")
        }
        let word = try text(arm, "arm")
        guard let arm = arms[word] else {
            throw PackError(
                file: file,
                line: line,
                field: "arm",
                fault: "\"\(word)\" is not among the mapping's arms; add it"
            )
        }
        let label = try text(outcome, "outcome")
        guard let outcome = outcomes[label] ?? otherwise else {
            throw PackError(
                file: file,
                line: line,
                field: "outcome",
                fault: "\"\(label)\" is not among the mapping's outcomes; add it, or `otherwise`"
            )
        }
        let scenario = try text(scenario, "scenario")
        var cluster = scenario
        if let template = self.cluster { cluster = try text(template, "cluster") }
        return Row(
            model: try text(model, "model"),
            scenario: scenario,
            cluster: cluster,
            arm: arm,
            outcome: outcome,
            score: try self.score.flatMap { template throws(PackError) in
                try number(text(template, "score"), file: file, line: line)
            },
            hasScore: hasScore
        )
    }

    /// A score; nil for an empty cell or null.
    private func number(
        _ text: String,
        file: String,
        line: Int
    ) throws(PackError) -> Double? {
        if text.isEmpty || text == "null" { return nil }
        guard let number = Double(text), number.isFinite else {
            throw PackError(
                file: file,
                line: line,
                field: "score",
                fault: "\"\(text)\" is no finite number; leave the cell empty for none"
            )
        }
        return number
    }
}
