import Bench
import GRDB

/// A flag that somebody has looked at: silent until it expires or worsens.
public struct Acknowledgement: Sendable, Equatable {
    /// The flag's name, as `gapwatch check` prints it.
    public var flag: String
    /// The run that raised it.
    public var run: String
    /// The pack's id.
    public var pack: String
    /// The model's id.
    public var model: String
    /// The metric's id.
    public var metric: String
    /// The difference that was acknowledged; of a gap beyond its limit, the gap.
    public var difference: Double
    /// Why it is all right.
    public var reason: String
    /// When it was made, in milliseconds since 1970.
    public var madeAtMilliseconds: Int64
    /// Until when it counts, in milliseconds since 1970.
    public var untilMilliseconds: Int64

    package init(
        flag: String,
        run: String,
        pack: String,
        model: String,
        metric: String,
        difference: Double,
        reason: String,
        madeAtMilliseconds: Int64,
        untilMilliseconds: Int64
    ) {
        self.flag = flag
        self.run = run
        self.pack = pack
        self.model = model
        self.metric = metric
        self.difference = difference
        self.reason = reason
        self.madeAtMilliseconds = madeAtMilliseconds
        self.untilMilliseconds = untilMilliseconds
    }
}

/// A person's word on whether a run may stand in the history.
public struct Acceptance: Sendable, Equatable {
    /// The run.
    public var run: String
    /// The model that is meant; nil for all.
    public var model: String?
    /// Whether it may.
    public var isAccepted: Bool
    /// Why.
    public var reason: String
    /// When it was said, in milliseconds since 1970.
    public var madeAtMilliseconds: Int64

    package init(
        run: String,
        model: String?,
        isAccepted: Bool,
        reason: String,
        madeAtMilliseconds: Int64
    ) {
        self.run = run
        self.model = model
        self.isAccepted = isAccepted
        self.reason = reason
        self.madeAtMilliseconds = madeAtMilliseconds
    }
}

/// What a person says that a sample is.
public struct HumanLabel: Sendable, Equatable {
    /// The sample's place in the plan.
    public var sample: Int
    /// Who says so.
    public var labeller: String
    /// What it is.
    public var outcome: Outcome

    package init(sample: Int, labeller: String, outcome: Outcome) {
        self.sample = sample
        self.labeller = labeller
        self.outcome = outcome
    }
}

/// That a model was stopped before its plan was exhausted.
public struct EarlyStop: Sendable, Equatable {
    /// The model, by its place in the roster.
    public var model: Int
    /// The first so many scenarios of the registered order that count.
    public var scenarios: Int
    /// The lower end of the interval that holds under the looks that were taken.
    public var lower: Double
    /// The upper end of it.
    public var upper: Double
    /// Why, in one sentence.
    public var reason: String

    package init(model: Int, scenarios: Int, lower: Double, upper: Double, reason: String) {
        self.model = model
        self.scenarios = scenarios
        self.lower = lower
        self.upper = upper
        self.reason = reason
    }
}

extension Store {
    /// The models of a run that were stopped early.
    public func stops(of run: RunID) throws(StoreError) -> [EarlyStop] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM stop WHERE run = ? ORDER BY model",
                arguments: [try number(of: run, in: db)]
            ).map { row in
                EarlyStop(
                    model: row["model"],
                    scenarios: row["scenarios"],
                    lower: row["lower"],
                    upper: row["upper"],
                    reason: row["reason"]
                )
            }
        }
    }
}

extension Transaction {
    /// A model is asked no further; the first time counts.
    public func stop(
        _ stop: EarlyStop,
        run: RunID,
        atMilliseconds: Int64
    ) throws(StoreError) {
        try execute(
            "INSERT OR IGNORE INTO stop VALUES (?, ?, ?, ?, ?, ?, ?)",
            run,
            [stop.model, stop.scenarios, stop.lower, stop.upper, stop.reason, atMilliseconds]
        )
        try note(
            .stopped,
            run: run,
            shard: stop.model,
            why: stop.reason,
            atMilliseconds: atMilliseconds
        )
    }
}

/// A sample that both the scorer and a person have judged.
public struct LabelledSample: Sendable, Equatable {
    /// The model, by its place in the roster.
    public var model: Int
    /// The scenario, by its place in the pack.
    public var scenario: Int
    /// The arm, by its place in the pack.
    public var arm: Int
    /// What the scorer says.
    public var scored: Outcome
    /// What the person says.
    public var human: Outcome
}

extension Store {
    /// The acknowledgements of a pack, oldest first.
    public func acknowledgements(pack: String) throws(StoreError) -> [Acknowledgement] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM acknowledgement WHERE pack = ? ORDER BY number",
                arguments: [pack]
            ).map { row in
                Acknowledgement(
                    flag: row["flag"],
                    run: row["run"],
                    pack: row["pack"],
                    model: row["model"],
                    metric: row["metric"],
                    difference: row["difference"],
                    reason: row["reason"],
                    madeAtMilliseconds: row["made_ms"],
                    untilMilliseconds: row["until_ms"]
                )
            }
        }
    }

    /// Notes that a flag has been looked at.
    public func acknowledge(_ note: Acknowledgement) throws(StoreError) {
        try self.note(
            """
            INSERT INTO acknowledgement (flag, run, pack, model, metric, difference, reason,
                made_ms, until_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                note.flag, note.run, note.pack, note.model, note.metric, note.difference,
                note.reason, note.madeAtMilliseconds, note.untilMilliseconds,
            ]
        )
    }

    /// What has been said of runs, oldest first; the last word on a run counts.
    public func acceptances() throws(StoreError) -> [Acceptance] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM rejection ORDER BY number").map { row in
                Acceptance(
                    run: row["run"],
                    model: row["model"],
                    isAccepted: row["accepted"],
                    reason: row["reason"],
                    madeAtMilliseconds: row["made_ms"]
                )
            }
        }
    }

    /// Notes whether a run may stand in the history.
    public func accept(_ note: Acceptance) throws(StoreError) {
        try self.note(
            """
            INSERT INTO rejection (run, model, accepted, reason, made_ms)
            VALUES (?, ?, ?, ?, ?)
            """,
            [
                note.run, note.model, note.isAccepted, note.reason, note.madeAtMilliseconds,
            ]
        )
    }

    /// The labels of a run, by sample and labeller.
    public func labels(of run: RunID) throws(StoreError) -> [HumanLabel] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM label WHERE run = ? ORDER BY sample, labeller",
                arguments: [try number(of: run, in: db)]
            ).map { row in
                let code: Int = row["outcome"]
                guard let outcome = Outcome(code: code) else {
                    throw StoreError.row(table: "label", detail: "outcome is \(code)")
                }
                return HumanLabel(
                    sample: row["sample"],
                    labeller: row["labeller"],
                    outcome: outcome
                )
            }
        }
    }

    /// The labels of a run beside what the scorer made of the same samples.
    public func labelled(of run: RunID) throws(StoreError) -> [LabelledSample] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT model, scenario, arm, record.outcome AS scored, label.outcome AS human
                    FROM label JOIN record USING (run, sample) WHERE run = ?
                    ORDER BY sample, labeller
                    """,
                arguments: [try number(of: run, in: db)]
            ).map { row in
                let codes: (Int, Int) = (row["scored"], row["human"])
                guard let scored = Outcome(code: codes.0), let human = Outcome(code: codes.1) else {
                    throw StoreError.row(table: "label", detail: "an outcome is unknown")
                }
                return LabelledSample(
                    model: row["model"],
                    scenario: row["scenario"],
                    arm: row["arm"],
                    scored: scored,
                    human: human
                )
            }
        }
    }

    /// Notes labels: all of them, or none; a later label of the same person replaces the first.
    public func label(
        _ labels: [HumanLabel],
        run: RunID,
        atMilliseconds: Int64
    ) throws(StoreError) {
        do {
            try database.write { db in
                let number = try number(of: run, in: db)
                let statement = try db.cachedStatement(
                    sql: """
                        INSERT INTO label VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT DO UPDATE SET outcome = excluded.outcome,
                            made_ms = excluded.made_ms
                        """
                )
                for label in labels {
                    try statement.execute(arguments: [
                        number, label.sample, label.labeller, label.outcome.code, atMilliseconds,
                    ])
                }
            }
        } catch { throw StoreError.from(error, path: path) }
    }

    private func note(
        _ sql: String,
        _ arguments: [(any DatabaseValueConvertible)?]
    ) throws(StoreError) {
        do {
            try database.write { db in
                try db.execute(sql: sql, arguments: StatementArguments(arguments))
            }
        } catch { throw StoreError.from(error, path: path) }
    }
}
