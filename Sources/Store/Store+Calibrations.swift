import Bench
import GRDB

/// What a scorer made of labelled replies, on one day.
public struct StoredCalibration: Sendable, Equatable {
    /// The run that it was made for; nil for one of its own.
    public var run: String?
    /// The pack's id.
    public var pack: String
    /// What fixes how replies become outcomes, as in `Spec.scorerIdentity`.
    public var scorer: String
    /// The judge model's id; `rules` where none was asked.
    public var judge: String
    /// The digest of what the judge is asked.
    public var prompt: String
    /// Whether the judge is made up by a rehearsal.
    public var isSimulated: Bool
    /// When it was made, in milliseconds since 1970.
    public var madeAtMilliseconds: Int64
    /// The replies, by id.
    public var items: [Item]

    /// One labelled reply.
    public struct Item: Sendable, Equatable {
        /// Its id in the calibration file.
        public var id: String
        /// The scenario's id.
        public var scenario: String
        /// The arm's id.
        public var arm: String
        /// What people say that it is.
        public var label: Outcome
        /// What the scorer says.
        public var outcome: Outcome
        /// Why.
        public var reason: String

        package init(
            id: String,
            scenario: String,
            arm: String,
            label: Outcome,
            outcome: Outcome,
            reason: String
        ) {
            self.id = id
            self.scenario = scenario
            self.arm = arm
            self.label = label
            self.outcome = outcome
            self.reason = reason
        }
    }

    package init(
        run: String?,
        pack: String,
        scorer: String,
        judge: String,
        prompt: String,
        isSimulated: Bool,
        madeAtMilliseconds: Int64,
        items: [Item]
    ) {
        self.run = run
        self.pack = pack
        self.scorer = scorer
        self.judge = judge
        self.prompt = prompt
        self.isSimulated = isSimulated
        self.madeAtMilliseconds = madeAtMilliseconds
        self.items = items
    }
}

extension Transaction {
    /// Keeps a calibration, whole or not at all.
    public func calibration(_ made: StoredCalibration) throws(StoreError) {
        try attempt {
            try db.execute(
                sql: """
                    INSERT INTO calibration (run, pack, scorer, judge, prompt, simulated, made_ms)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    made.run, made.pack, made.scorer, made.judge, made.prompt, made.isSimulated,
                    made.madeAtMilliseconds,
                ]
            )
            let number = db.lastInsertedRowID
            for item in made.items {
                try db.execute(
                    sql: "INSERT INTO calibrated VALUES (?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        number, item.id, item.scenario, item.arm, item.label.code,
                        item.outcome.code, item.reason,
                    ]
                )
            }
        }
    }

    /// Notes whose replies a run scores anew; the first word counts.
    public func rescore(_ run: RunID, of origin: RunID) throws(StoreError) {
        try attempt {
            try db.execute(
                sql: "INSERT OR IGNORE INTO rescore VALUES (?, ?)",
                arguments: [run.name, origin.name]
            )
        }
    }
}

extension Store {
    /// The calibrations of a pack, oldest first.
    public func calibrations(pack: String) throws(StoreError) -> [StoredCalibration] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM calibration WHERE pack = ? ORDER BY number",
                arguments: [pack]
            ).map { row in
                let number: Int64 = row["number"]
                return StoredCalibration(
                    run: row["run"],
                    pack: row["pack"],
                    scorer: row["scorer"],
                    judge: row["judge"],
                    prompt: row["prompt"],
                    isSimulated: row["simulated"],
                    madeAtMilliseconds: row["made_ms"],
                    items: try Self.items(of: number, in: db)
                )
            }
        }
    }

    private static func items(of number: Int64, in db: Database) throws -> [StoredCalibration.Item]
    {
        try Row.fetchAll(
            db,
            sql: "SELECT * FROM calibrated WHERE calibration = ? ORDER BY item",
            arguments: [number]
        ).map { row in
            let codes: (Int, Int) = (row["label"], row["outcome"])
            guard let label = Outcome(code: codes.0), let outcome = Outcome(code: codes.1) else {
                throw StoreError.row(table: "calibrated", detail: "an outcome is unknown")
            }
            return StoredCalibration.Item(
                id: row["item"],
                scenario: row["scenario"],
                arm: row["arm"],
                label: label,
                outcome: outcome,
                reason: row["reason"]
            )
        }
    }

    /// The run whose replies this one has scored anew; nil for a run that asked for its own.
    public func origin(of run: RunID) throws(StoreError) -> RunID? {
        try read { db in
            try String.fetchOne(
                db,
                sql: "SELECT origin FROM rescore WHERE run = ?",
                arguments: [run.name]
            ).map(RunID.init)
        }
    }
}
