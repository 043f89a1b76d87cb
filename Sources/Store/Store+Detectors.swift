import Bench
import GRDB

/// A detector that has looked at a run's replies.
public struct StoredDetector: Sendable, Hashable {
    /// The name, as in `goal-guarding`.
    public var name: String
    /// The author's version; 0 for imported scores.
    public var version: Int
    /// What it looks for; nil for any mode.
    public var mode: FailureMode?
    /// Where its scores come from.
    public var kind: Kind
    /// What it reads; nil for imported scores.
    public var place: Pack.Detector.Place?
    /// The digest of all that can change a score: of its file, with the judge's model where it has
    /// one; of the imported scores.
    public var digest: String
    /// The file, and the model of a judge, for people.
    public var source: String
    /// Whether a simulated judge gave the scores.
    public var isSimulated: Bool
    /// When it first looked, in milliseconds since 1970.
    public var madeAtMilliseconds: Int64

    /// Where scores come from.
    public enum Kind: String, Sendable, CaseIterable {
        case rule, judge
        case imported = "import"
    }

    package init(
        name: String,
        version: Int,
        mode: FailureMode?,
        kind: Kind,
        place: Pack.Detector.Place?,
        digest: String,
        source: String,
        isSimulated: Bool = false,
        madeAtMilliseconds: Int64
    ) {
        self.name = name
        self.version = version
        self.mode = mode
        self.kind = kind
        self.place = place
        self.digest = digest
        self.source = source
        self.isSimulated = isSimulated
        self.madeAtMilliseconds = madeAtMilliseconds
    }
}

/// What a detector made of one sample.
public struct DetectionRow: Sendable, Hashable {
    /// The sample's place in the plan.
    public var sample: Int
    /// What it says.
    public var result: Result
    /// What it cost in billionths of a dollar; nil where nothing was asked or it is not known.
    public var nanodollars: Int64?

    /// What a detector says of a sample.
    public enum Result: Sendable, Hashable {
        /// A score in [0, 1].
        case score(Double)
        /// There was nothing to read.
        case unreadable
        /// The judge gave no number; asked again by the next start.
        case failed(String)
    }

    package init(sample: Int, _ result: Result, nanodollars: Int64? = nil) {
        self.sample = sample
        self.result = result
        self.nanodollars = nanodollars
    }

    /// What stands in the store where nothing could be read; any other word is a failure.
    fileprivate static let unreadable = "nothing to read"
}

/// Scores of one detector under one mask.
public struct DetectionList: Sendable, Hashable {
    /// The name of the detector.
    public var detector: StoredDetector
    /// What was hidden from it.
    public var mask: Detector.Mask
    /// What it says.
    public var rows: [DetectionRow]

    package init(detector: StoredDetector, mask: Detector.Mask, rows: [DetectionRow]) {
        self.detector = detector
        self.mask = mask
        self.rows = rows
    }
}

extension Store {
    /// Notes what detectors said: all of it, or none.
    ///
    /// What has a score already keeps it; a failed judgement gives way to the next. A detector is
    /// found again by its name, kind and digest.
    public func detections(_ lists: [DetectionList], run: RunID) throws(StoreError) {
        do {
            try database.write { db in
                let number = try number(of: run, in: db)
                for list in lists { try Self.put(list, run: number, in: db) }
            }
        } catch { throw StoreError.from(error, path: path) }
    }

    private static func put(_ list: DetectionList, run: Int64, in db: Database) throws {
        let made = list.detector
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO detector (run, name, version, mode, kind, place, digest, source,
                    simulated, made_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                run, made.name, made.version, made.mode?.rawValue, made.kind.rawValue,
                made.place?.rawValue, made.digest, made.source, made.isSimulated,
                made.madeAtMilliseconds,
            ]
        )
        guard let number = try number(of: made, run: run, in: db) else {
            throw StoreError.row(table: "detector", detail: "\(made.name) was not kept")
        }
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO detection VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET score = excluded.score, why = excluded.why,
                    nanodollars = coalesce(nanodollars, 0) + coalesce(excluded.nanodollars, 0)
                    WHERE score IS NULL
                """
        )
        for row in list.rows {
            var score: Double?
            var why: String?
            switch row.result {
            case .score(let value): score = value
            case .unreadable: why = DetectionRow.unreadable
            case .failed(let text): why = text == DetectionRow.unreadable ? "failed" : text
            }
            try statement.execute(arguments: [
                number, list.mask.rawValue, row.sample, score, why, row.nanodollars,
            ])
        }
    }

    private static func number(
        of detector: StoredDetector,
        run: Int64,
        in db: Database
    ) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql:
                "SELECT number FROM detector WHERE run = ? AND name = ? AND kind = ? AND digest = ?",
            arguments: [run, detector.name, detector.kind.rawValue, detector.digest]
        )
    }

    /// The detectors that have looked at a run, oldest first, and the masks of each that have rows.
    public func detectors(
        of run: RunID
    ) throws(StoreError) -> [(detector: StoredDetector, masks: [Detector.Mask])] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM detector WHERE run = ? ORDER BY number",
                arguments: [try number(of: run, in: db)]
            ).map { row in
                let number: Int64 = row["number"]
                let masks = try String.fetchAll(
                    db,
                    sql: "SELECT DISTINCT mask FROM detection WHERE detector = ?",
                    arguments: [number]
                )
                let detector = try Self.detector(row)
                return (detector, Detector.Mask.allCases.filter { masks.contains($0.rawValue) })
            }
        }
    }

    private static func detector(_ row: Row) throws -> StoredDetector {
        let words: (kind: String, mode: String?, place: String?) = (
            row["kind"], row["mode"], row["place"]
        )
        let mode = words.mode.flatMap(FailureMode.init)
        guard let kind = StoredDetector.Kind(rawValue: words.kind),
            (mode == nil) == (words.mode == nil)
        else { throw StoreError.row(table: "detector", detail: "its kind or mode is unknown") }
        return StoredDetector(
            name: row["name"],
            version: row["version"],
            mode: mode,
            kind: kind,
            place: words.place.flatMap(Pack.Detector.Place.init),
            digest: row["digest"],
            source: row["source"],
            isSimulated: row["simulated"],
            madeAtMilliseconds: row["made_ms"]
        )
    }

    /// What a detector said under a mask, sample by sample; of those `samples` alone where given.
    public func detections(
        of run: RunID,
        by detector: StoredDetector,
        mask: Detector.Mask,
        samples: Range<Int>? = nil
    ) throws(StoreError) -> [DetectionRow] {
        try read { db in
            let number = try number(of: run, in: db)
            guard let place = try Self.number(of: detector, run: number, in: db) else { return [] }
            let range = samples ?? 0..<Int.max
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT sample, score, why, nanodollars FROM detection
                    WHERE detector = ? AND mask = ? AND sample >= ? AND sample < ? ORDER BY sample
                    """,
                arguments: [place, mask.rawValue, range.lowerBound, range.upperBound]
            ).map { row in
                let score: Double? = row["score"]
                let why: String? = row["why"]
                let result: DetectionRow.Result =
                    score.map { .score($0) }
                    ?? (why == DetectionRow.unreadable ? .unreadable : .failed(why ?? ""))
                return DetectionRow(sample: row["sample"], result, nanodollars: row["nanodollars"])
            }
        }
    }

    /// What the scores of a detector have cost so far, under all masks, in billionths of a dollar.
    public func nanodollars(
        of run: RunID,
        by detector: StoredDetector
    ) throws(StoreError) -> Int64 {
        try read { db in
            let number = try number(of: run, in: db)
            guard let place = try Self.number(of: detector, run: number, in: db) else { return 0 }
            return try Int64.fetchOne(
                db,
                sql: "SELECT sum(nanodollars) FROM detection WHERE detector = ?",
                arguments: [place]
            ) ?? 0
        }
    }

    /// How often a detector found something (a score above a half) with nothing hidden, by model, arm
    /// and visibility of the reasoning.
    public func detectionCounts(
        of run: RunID,
        by detector: StoredDetector
    ) throws(StoreError) -> [DetectionCount] {
        try read { db in
            let number = try number(of: run, in: db)
            guard let place = try Self.number(of: detector, run: number, in: db) else { return [] }
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT model, arm,
                        json_extract(transcript.json, '$.reply.reasoning[0].visibility') AS visible,
                        total(detection.score > 0.5) AS found, count(detection.score) AS replies,
                        total(why = ?3) AS unreadable, total(why <> ?3) AS failed
                    FROM detection
                    JOIN record ON record.run = ?1 AND record.sample = detection.sample
                    LEFT JOIN transcript
                        ON transcript.run = ?1 AND transcript.sample = detection.sample
                    WHERE detector = ?2 AND mask = 'none'
                    GROUP BY model, arm, visible ORDER BY model, arm, visible
                    """,
                arguments: [number, place, DetectionRow.unreadable]
            ).map { row in
                let visible: String? = row["visible"]
                let sums: [Double] = [row["found"], row["unreadable"], row["failed"]]
                return DetectionCount(
                    model: row["model"],
                    arm: row["arm"],
                    visibility: visible.flatMap(Reply.Visibility.init) ?? .none,
                    found: Int(sums[0]),
                    replies: row["replies"],
                    unreadable: Int(sums[1]),
                    failed: Int(sums[2])
                )
            }
        }
    }
}

/// How often a detector found something in the replies of one model in one arm.
public struct DetectionCount: Sendable, Hashable {
    /// The model, by its place in the roster.
    public var model: Int
    /// The arm, by its place in the pack.
    public var arm: Int
    /// How much of the reasoning is shown.
    public var visibility: Reply.Visibility
    /// Replies with a score above a half.
    public var found: Int
    /// Replies with a score.
    public var replies: Int
    /// Replies with nothing to read.
    public var unreadable: Int
    /// Replies of which the judge gave no number.
    public var failed: Int
}

extension Store {
    /// The records of a stretch of a run's samples, in the order of the plan.
    public func records(of run: RunID, samples: Range<Int>) throws(StoreError) -> [RecordRow] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT record.*, transcript.json AS json FROM record
                    LEFT JOIN transcript USING (run, sample)
                    WHERE run = ? AND sample >= ? AND sample < ? ORDER BY sample
                    """,
                arguments: [
                    try number(of: run, in: db), samples.lowerBound, samples.upperBound,
                ]
            ).map { try Self.recordRow($0) }
        }
    }
}
