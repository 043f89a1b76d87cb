import Bench
import GRDB
import GRDBSQLite
import Gaps

extension Store {
    /// All runs, by the time that they count as made, oldest first.
    public func runs() throws(StoreError) -> [RunEntry] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM run ORDER BY as_of_ms, number")
                .map { try Self.entry($0) }
        }
    }

    private static func entry(_ row: Row) throws -> RunEntry {
        let kind: String = row["kind"]
        guard let kind = RunEntry.Kind(rawValue: kind) else {
            throw StoreError.row(table: "run", detail: "kind is \(kind)")
        }
        let confirms: String? = row["confirms"]
        return RunEntry(
            id: RunID(row["id"]),
            label: row["label"],
            pack: row["pack"],
            kind: kind,
            isSimulated: row["simulated"],
            planned: row["planned"],
            registeredAtMilliseconds: row["registered_ms"],
            asOfMilliseconds: row["as_of_ms"],
            confirms: confirms.map { RunID($0) },
            doneAtMilliseconds: row["done_ms"]
        )
    }

    /// The run of that name: an id, the beginning of one, a label, `latest` or `previous`.
    ///
    /// Of several runs with one label the latest counts. `previous` is the one before the latest
    /// of the same pack. Confirmation runs are found by id only.
    public func run(named name: String) throws(StoreError) -> RunEntry {
        let runs = try runs()
        if let exact = runs.first(where: { $0.id.name == name }) { return exact }
        let plain = runs.filter { $0.confirms == nil }
        if name == "latest", let last = plain.last { return last }
        if name == "previous", let last = plain.last,
            let previous = plain.dropLast().last(where: { $0.pack == last.pack })
        {
            return previous
        }
        if let labelled = plain.last(where: { $0.label == name && !name.isEmpty }) {
            return labelled
        }
        let begun = runs.filter { name.utf8.count >= 3 && $0.id.name.hasPrefix(name) }
        if begun.count > 1 { throw .ambiguous(name: name, runs: begun.map(\.id.name)) }
        guard let run = begun.first else { throw .noRun(name: name, path: path) }
        return run
    }

    /// What a run was registered with.
    public func spec(of run: RunID) throws(StoreError) -> Spec {
        let text = try specText(of: run)
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: Array(text.utf8), rules: .file)
        } catch { throw .row(table: "spec", detail: "\(error)") }
        do throws(FieldError) {
            return try Spec(json: json)
        } catch { throw .row(table: "spec", detail: "\(error)") }
    }

    /// The specification's canonical JSON, as it was registered.
    public func specText(of run: RunID) throws(StoreError) -> String {
        let text = try read { db in
            try String.fetchOne(
                db,
                sql: "SELECT json FROM spec JOIN run ON run.spec = spec.digest WHERE run.id = ?",
                arguments: [run.name]
            )
        }
        guard let text else { throw .noRun(name: run.name, path: path) }
        return text
    }

    /// Hands every count of one model's cells to `each`: scenario, arm, outcome, samples.
    ///
    /// `samples` is the model's range of the plan. A cell may come in several pieces. Rows are
    /// stepped through without a value being made of them: two million records take about half a
    /// second.
    public func forEachCount(
        of run: RunID,
        model: Int,
        samples: Range<Int>,
        _ each: (_ scenario: Int, _ arm: Int, _ outcome: Outcome, _ samples: Int) -> Void
    ) throws(StoreError) {
        try read { db in
            let number = try number(of: run, in: db)
            let records = try db.cachedStatement(
                sql: """
                    SELECT scenario, arm, outcome FROM record
                    WHERE run = ? AND sample >= ? AND sample < ?
                    """
            )
            try records.setArguments([number, samples.lowerBound, samples.upperBound])
            try Self.step(records) { row in
                let code = Int(sqlite3_column_int64(row, 2))
                guard let outcome = Outcome(code: code) else {
                    throw StoreError.row(table: "record", detail: "outcome is \(code)")
                }
                each(
                    Int(sqlite3_column_int64(row, 0)),
                    Int(sqlite3_column_int64(row, 1)),
                    outcome,
                    1
                )
            }
            let tallies = try db.cachedStatement(
                sql: "SELECT * FROM tally WHERE run = ? AND model = ?"
            )
            try tallies.setArguments([number, model])
            try Self.step(tallies) { row in
                let scenario = Int(sqlite3_column_int64(row, 2))
                let arm = Int(sqlite3_column_int64(row, 3))
                for outcome in Outcome.allCases {
                    let count = Int(sqlite3_column_int64(row, Int32(4 + outcome.code)))
                    if count > 0 { each(scenario, arm, outcome, count) }
                }
            }
        }
    }

    private static func step(
        _ statement: Statement,
        _ each: (OpaquePointer) throws -> Void
    ) throws {
        let row = statement.sqliteStatement
        defer { sqlite3_reset(row) }
        while true {
            let code = sqlite3_step(row)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else {
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: code),
                    message: String(cString: sqlite3_errmsg(sqlite3_db_handle(row)))
                )
            }
            try each(row)
        }
    }

    /// Hands the place and the score of every sample of that range that has one to `each`, in the
    /// order of the plan.
    public func forEachScore(
        of run: RunID,
        samples: Range<Int>,
        _ each: (_ scenario: Int, _ arm: Int, _ score: Double) -> Void
    ) throws(StoreError) {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT scenario, arm, score FROM record
                    WHERE run = ? AND sample >= ? AND sample < ? AND score IS NOT NULL
                    ORDER BY sample
                    """,
                arguments: [
                    try number(of: run, in: db), samples.lowerBound, samples.upperBound,
                ]
            )
            while let row = try rows.next() { each(row[0], row[1], row[2]) }
        }
    }

    /// The totals of a run's records.
    public func totals(of run: RunID) throws(StoreError) -> RunTotals {
        try read { db in
            let number = try number(of: run, in: db)
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT count(*) AS stored, total(attempts) AS requests,
                        total(retries) AS retries, total(nanodollars) AS nanodollars,
                        count(*) - count(nanodollars) AS unknown, total(outcome = ?2) AS failed
                    FROM record WHERE run = ?1
                    """,
                arguments: [number, Outcome.targetError.code]
            )
            let again = try Row.fetchOne(
                db,
                sql: """
                    SELECT count(*) AS count, total(nanodollars) AS cost
                    FROM alternate WHERE run = ? AND used = 0
                    """,
                arguments: [number]
            )
            guard let row, let again else {
                throw StoreError.row(table: "record", detail: "no totals")
            }
            let counted = try Int.fetchOne(
                db,
                sql: """
                    SELECT total(complied + refused + unparsed + judge_failed + judge_refused
                        + vendor_blocked + target_error + truncated + not_run + ineligible)
                    FROM tally WHERE run = ?
                    """,
                arguments: [number]
            )
            func whole(_ row: Row, _ column: String) -> Int {
                let value: Double = row[column]
                return Int(value)
            }
            let stored: Int = row["stored"]
            return RunTotals(
                stored: stored + (counted ?? 0),
                requests: whole(row, "requests"),
                retries: whole(row, "retries"),
                failed: whole(row, "failed"),
                alternates: again["count"],
                nanodollars: Int64(whole(row, "nanodollars") + whole(again, "cost")),
                costUnknown: row["unknown"]
            )
        }
    }

    /// What was observed of each model, and in how many samples.
    public func facts(of run: RunID) throws(StoreError) -> [Fact: Int] {
        try read { db in
            let number = try number(of: run, in: db)
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT model, name, value, samples FROM fact WHERE run = ?",
                arguments: [number]
            )
            var facts: [Fact: Int] = [:]
            for row in rows { facts[Fact(model: row[0], name: row[1], value: row[2])] = row[3] }
            return facts
        }
    }

    /// Hands every record of a run to `each`, in the order of the plan, one at a time; what was
    /// said is nil for imported outcomes.
    public func forEachRecord(
        of run: RunID,
        _ each: (RecordRow) throws -> Void
    ) throws(StoreError) {
        try read { db in
            let number = try number(of: run, in: db)
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT record.*, transcript.json AS json FROM record
                    LEFT JOIN transcript USING (run, sample)
                    WHERE run = ? ORDER BY sample
                    """,
                arguments: [number]
            )
            while let row = try rows.next() { try each(try Self.recordRow(row)) }
            try Self.expand(number, in: db, each)
        }
    }

    /// The samples that stand behind the tallies of an imported run, numbered as they come.
    private static func expand(
        _ run: Int64,
        in db: Database,
        _ each: (RecordRow) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT * FROM tally WHERE run = ? ORDER BY model, scenario, arm",
            arguments: [run]
        )
        var index = 0
        while let row = try rows.next() {
            var replicate = 0
            for outcome in Outcome.allCases {
                let count: Int = row[4 + outcome.code]
                for _ in 0..<count {
                    let sample = Sample(
                        index: index,
                        model: row["model"],
                        scenario: row["scenario"],
                        arm: row["arm"],
                        replicate: replicate
                    )
                    try each(RecordRow(imported: sample, outcome))
                    index += 1
                    replicate += 1
                }
            }
        }
    }

    /// The records of one cell, by replicate.
    public func records(
        of run: RunID,
        model: Int,
        scenario: Int,
        arm: Int
    ) throws(StoreError) -> [RecordRow] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT record.*, transcript.json AS json FROM record
                    LEFT JOIN transcript USING (run, sample)
                    WHERE run = ? AND model = ? AND scenario = ? AND arm = ? ORDER BY sample
                    """,
                arguments: [try number(of: run, in: db), model, scenario, arm]
            ).map { try Self.recordRow($0) }
        }
    }

    static func recordRow(_ row: Row) throws -> RecordRow {
        let code: Int = row["outcome"]
        guard let outcome = Outcome(code: code) else {
            throw StoreError.row(table: "record", detail: "outcome is \(code)")
        }
        return RecordRow(
            sample: Sample(
                index: row["sample"],
                model: row["model"],
                scenario: row["scenario"],
                arm: row["arm"],
                replicate: row["replicate"]
            ),
            outcome: outcome,
            attempts: row["attempts"],
            inputTokens: row["input_tokens"],
            outputTokens: row["output_tokens"],
            nanodollars: row["nanodollars"],
            askedAtMilliseconds: row["asked_ms"],
            durationMilliseconds: row["duration_ms"],
            json: row["json"]
        )
    }
}

/// Totals over the records of a run.
public struct RunTotals: Sendable, Equatable {
    /// Records.
    public var stored: Int
    /// Requests sent, retries and judges included.
    public var requests: Int
    /// Requests that failed.
    public var retries: Int
    /// Records without a reply.
    public var failed: Int
    /// Replies that were bought again.
    public var alternates: Int
    /// The cost in billionths of a dollar, alternates included, where known.
    public var nanodollars: Int64
    /// Records whose cost is not known.
    public var costUnknown: Int
}

/// One record as an export reads it.
public struct RecordRow: Sendable {
    /// The sample's places.
    public var sample: Sample
    /// What came of it.
    public var outcome: Outcome
    /// Requests that were made for it.
    public var attempts: Int
    /// Input tokens, where known.
    public var inputTokens: Int?
    /// Output tokens, where known.
    public var outputTokens: Int?
    /// The cost in billionths of a dollar, where known.
    public var nanodollars: Int64?
    /// When it was first asked, in milliseconds since 1970.
    public var askedAtMilliseconds: Int64
    /// How long it took, in milliseconds.
    public var durationMilliseconds: Int
    /// The whole record as canonical JSON.
    public var json: String?
}

extension RecordRow {
    /// A sample that was recorded elsewhere: a place and a category.
    init(imported sample: Sample, _ outcome: Outcome) {
        self.init(
            sample: sample,
            outcome: outcome,
            attempts: 0,
            inputTokens: nil,
            outputTokens: nil,
            nanodollars: nil,
            askedAtMilliseconds: 0,
            durationMilliseconds: 0,
            json: nil
        )
    }
}

extension Store {
    /// The range of samples of each model of an imported run, whose samples are by model.
    public func sampleRanges(
        of run: RunID,
        models: Int
    ) throws(StoreError) -> [Range<Int>] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT model, min(sample), max(sample) FROM record
                    WHERE run = ? GROUP BY model
                    """,
                arguments: [try number(of: run, in: db)]
            )
            var ranges = Array(repeating: 0..<0, count: models)
            for row in rows {
                let model: Int = row[0]
                let first: Int = row[1]
                let last: Int = row[2]
                guard ranges.indices.contains(model) else {
                    throw StoreError.row(table: "record", detail: "model is \(model)")
                }
                ranges[model] = first..<last + 1
            }
            return ranges
        }
    }
}
