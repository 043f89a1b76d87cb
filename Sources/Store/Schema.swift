import GRDB

/// The tables, version by version.
///
/// A version that has been released is never edited.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in try db.execute(sql: first) }
        migrator.registerMigration("2") { db in try db.execute(sql: second) }
        migrator.registerMigration("3") { db in try db.execute(sql: third) }
        migrator.registerMigration("4") { db in try db.execute(sql: fourth) }
        migrator.registerMigration("5") { db in try db.execute(sql: fifth) }
        migrator.registerMigration("6") { db in try db.execute(sql: sixth) }
        migrator.registerMigration("7") { db in try db.execute(sql: seventh) }
        migrator.registerMigration("8") { db in try db.execute(sql: eighth) }
        return migrator
    }

    /// `record` is what metrics scan, so it is narrow; what was said is in `transcript`.
    private static let first = """
        CREATE TABLE leader (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            epoch INTEGER NOT NULL
        );
        INSERT INTO leader VALUES (1, 0);

        CREATE TABLE spec (
            digest TEXT PRIMARY KEY,
            json TEXT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE run (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            spec TEXT NOT NULL REFERENCES spec,
            label TEXT NOT NULL,
            pack TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('run', 'import')),
            simulated INTEGER NOT NULL,
            planned INTEGER NOT NULL,
            registered_ms INTEGER NOT NULL,
            as_of_ms INTEGER NOT NULL,
            confirms TEXT,
            done_ms INTEGER
        );

        CREATE TABLE shard (
            run INTEGER NOT NULL REFERENCES run,
            shard INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'stored', 'quarantined')),
            holder TEXT,
            PRIMARY KEY (run, shard)
        ) WITHOUT ROWID;

        CREATE TABLE record (
            run INTEGER NOT NULL REFERENCES run,
            sample INTEGER NOT NULL,
            model INTEGER NOT NULL,
            scenario INTEGER NOT NULL,
            arm INTEGER NOT NULL,
            replicate INTEGER NOT NULL,
            outcome INTEGER NOT NULL,
            shard INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            asked_ms INTEGER NOT NULL,
            duration_ms INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            retries INTEGER NOT NULL,
            input_tokens INTEGER,
            output_tokens INTEGER,
            nanodollars INTEGER,
            digest BLOB NOT NULL,
            PRIMARY KEY (run, sample)
        ) WITHOUT ROWID;

        CREATE TABLE transcript (
            run INTEGER NOT NULL,
            sample INTEGER NOT NULL,
            json TEXT NOT NULL,
            PRIMARY KEY (run, sample)
        );

        CREATE TABLE alternate (
            run INTEGER NOT NULL,
            sample INTEGER NOT NULL,
            digest BLOB NOT NULL,
            epoch INTEGER NOT NULL,
            nanodollars INTEGER,
            json TEXT NOT NULL,
            PRIMARY KEY (run, sample, digest)
        );

        CREATE TABLE fact (
            run INTEGER NOT NULL REFERENCES run,
            model INTEGER NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            samples INTEGER NOT NULL,
            PRIMARY KEY (run, model, name, value)
        ) WITHOUT ROWID;
        """

    /// The journal: all that happened to leases, numbered together with records and alternates, so
    /// that a missing row shows.
    ///
    /// And who takes part, what accounts have spent, and how a run is to be treated.
    private static let third = """
        ALTER TABLE leader ADD COLUMN entry INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE record ADD COLUMN entry INTEGER;
        ALTER TABLE alternate ADD COLUMN entry INTEGER;
        ALTER TABLE alternate ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE shard ADD COLUMN highest INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE run ADD COLUMN state TEXT NOT NULL DEFAULT 'open'
            CHECK (state IN ('open', 'paused', 'cancelled'));
        ALTER TABLE run ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE run ADD COLUMN owner TEXT NOT NULL DEFAULT '';
        ALTER TABLE run ADD COLUMN shared TEXT NOT NULL DEFAULT '';

        CREATE TABLE journal (
            entry INTEGER PRIMARY KEY,
            leader INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            run INTEGER NOT NULL REFERENCES run,
            kind TEXT NOT NULL,
            shard INTEGER,
            epoch INTEGER,
            holder TEXT,
            why TEXT
        );
        CREATE INDEX journal_run ON journal (run);

        CREATE TABLE allotted (
            organisation TEXT NOT NULL,
            account TEXT NOT NULL,
            process TEXT NOT NULL,
            home TEXT NOT NULL,
            in_flight INTEGER NOT NULL,
            nanodollars INTEGER NOT NULL,
            PRIMARY KEY (organisation, account, process)
        ) WITHOUT ROWID;

        CREATE TABLE organisation (
            name TEXT PRIMARY KEY,
            authority TEXT NOT NULL,
            made_ms INTEGER NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE token (
            id BLOB PRIMARY KEY,
            organisation TEXT NOT NULL,
            worker TEXT,
            role TEXT NOT NULL,
            secret BLOB NOT NULL,
            expires_ms INTEGER NOT NULL,
            used_ms INTEGER,
            used_by TEXT
        ) WITHOUT ROWID;

        CREATE TABLE member (
            serial TEXT PRIMARY KEY,
            organisation TEXT NOT NULL,
            name TEXT NOT NULL,
            role TEXT NOT NULL,
            issued_ms INTEGER NOT NULL,
            expires_ms INTEGER NOT NULL,
            revoked_ms INTEGER,
            reason TEXT
        ) WITHOUT ROWID;
        """

    /// The log of shards, leaf by leaf.
    private static let fourth = """
        CREATE TABLE leaf (
            number INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run,
            shard INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            root BLOB NOT NULL
        );
        """

    /// What members have signed of the log of shards.
    private static let fifth = """
        CREATE TABLE seal (
            leaf INTEGER PRIMARY KEY REFERENCES leaf,
            signature TEXT NOT NULL,
            certificate BLOB NOT NULL
        );
        """

    /// The outcome «ineligible» of imported runs; columns stand in the order of the codes.
    private static let sixth = """
        ALTER TABLE tally ADD COLUMN ineligible INTEGER NOT NULL DEFAULT 0;
        """

    /// What scorers made of labelled replies, and which run's replies another run has scored anew.
    private static let seventh = """
        CREATE TABLE calibration (
            number INTEGER PRIMARY KEY,
            run TEXT,
            pack TEXT NOT NULL,
            scorer TEXT NOT NULL,
            judge TEXT NOT NULL,
            prompt TEXT NOT NULL,
            simulated INTEGER NOT NULL,
            made_ms INTEGER NOT NULL
        );

        CREATE TABLE calibrated (
            calibration INTEGER NOT NULL REFERENCES calibration,
            item TEXT NOT NULL,
            scenario TEXT NOT NULL,
            arm TEXT NOT NULL,
            label INTEGER NOT NULL,
            outcome INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (calibration, item)
        ) WITHOUT ROWID;

        CREATE TABLE rescore (
            run TEXT PRIMARY KEY,
            origin TEXT NOT NULL
        ) WITHOUT ROWID;
        """

    /// What detectors made of replies: who looked, and a score for each sample, or why there is none.
    private static let eighth = """
        CREATE TABLE detector (
            number INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run,
            name TEXT NOT NULL,
            version INTEGER NOT NULL,
            mode TEXT,
            kind TEXT NOT NULL CHECK (kind IN ('rule', 'judge', 'import')),
            place TEXT,
            digest TEXT NOT NULL,
            source TEXT NOT NULL,
            simulated INTEGER NOT NULL,
            made_ms INTEGER NOT NULL,
            UNIQUE (run, name, kind, digest)
        );

        CREATE TABLE detection (
            detector INTEGER NOT NULL REFERENCES detector,
            mask TEXT NOT NULL CHECK (mask IN ('none', 'answer', 'reasoning', 'cue')),
            sample INTEGER NOT NULL,
            score REAL CHECK (score BETWEEN 0 AND 1),
            why TEXT CHECK ((why IS NULL) = (score IS NOT NULL)),
            nanodollars INTEGER,
            PRIMARY KEY (detector, mask, sample)
        ) WITHOUT ROWID;
        """

    /// What people decide about runs, and what a run decided about itself.
    private static let second = """
        ALTER TABLE record ADD COLUMN score REAL;

        CREATE TABLE acknowledgement (
            number INTEGER PRIMARY KEY,
            flag TEXT NOT NULL,
            run TEXT NOT NULL,
            pack TEXT NOT NULL,
            model TEXT NOT NULL,
            metric TEXT NOT NULL,
            difference REAL NOT NULL,
            reason TEXT NOT NULL,
            made_ms INTEGER NOT NULL,
            until_ms INTEGER NOT NULL
        );

        CREATE TABLE rejection (
            number INTEGER PRIMARY KEY,
            run TEXT NOT NULL,
            model TEXT,
            accepted INTEGER NOT NULL,
            reason TEXT NOT NULL,
            made_ms INTEGER NOT NULL
        );

        CREATE TABLE label (
            run INTEGER NOT NULL REFERENCES run,
            sample INTEGER NOT NULL,
            labeller TEXT NOT NULL,
            outcome INTEGER NOT NULL,
            made_ms INTEGER NOT NULL,
            PRIMARY KEY (run, sample, labeller)
        ) WITHOUT ROWID;

        CREATE TABLE tally (
            run INTEGER NOT NULL REFERENCES run,
            model INTEGER NOT NULL,
            scenario INTEGER NOT NULL,
            arm INTEGER NOT NULL,
            complied INTEGER NOT NULL,
            refused INTEGER NOT NULL,
            unparsed INTEGER NOT NULL,
            judge_failed INTEGER NOT NULL,
            judge_refused INTEGER NOT NULL,
            vendor_blocked INTEGER NOT NULL,
            target_error INTEGER NOT NULL,
            truncated INTEGER NOT NULL,
            not_run INTEGER NOT NULL,
            PRIMARY KEY (run, model, scenario, arm)
        ) WITHOUT ROWID;

        CREATE TABLE stop (
            run INTEGER NOT NULL REFERENCES run,
            model INTEGER NOT NULL,
            scenarios INTEGER NOT NULL,
            lower REAL NOT NULL,
            upper REAL NOT NULL,
            reason TEXT NOT NULL,
            made_ms INTEGER NOT NULL,
            PRIMARY KEY (run, model)
        ) WITHOUT ROWID;
        """
}
