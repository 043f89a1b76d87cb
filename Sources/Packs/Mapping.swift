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
    }

    init(_ file: String) throws(PackError) {
        let top = try Field.top(of: file)
        try top.allow(["pack", "title", "columns", "arms", "outcomes", "metrics"])
        pack = try top.needed("pack").name()
        title = try top.needed("title").text()
        let columns = try top.needed("columns")
        try columns.allow(["model", "scenario", "cluster", "arm", "outcome"])
        model = try Template(columns.needed("model"))
        scenario = try Template(columns.needed("scenario"))
        cluster = try columns.optional("cluster").map { field throws(PackError) in
            try Template(field)
        }
        arm = try Template(columns.needed("arm"))
        outcome = try Template(columns.needed("outcome"))
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
            outcome: outcome
        )
    }
}
