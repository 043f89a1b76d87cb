import ArgumentParser
import Audit
import Bench
import Cluster
import Membership
import Publish
import Store

/// The command `gapwatch audit`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Prove from the journal that every sample is in the books once.",
        discussion: """
            Replays all that was committed of a run: every lease, record and reply that came \
            twice. Shares no code with the coordinator's bookkeeping. Exit code 1 where \
            something is wrong.

            With --receipts, the file receipts.jsonl of a worker's spool, every shard that the \
            coordinator has ever confirmed to that worker must still be in the log of shards, \
            whatever its run.

            Shards that a member with a certificate has delivered are signed by it: each signature \
            is verified, with --authority against that authority's members alone.
            """
    )

    @Argument(help: ArgumentHelp("A run, or latest.", valueName: "run"))
    var named = "latest"

    @Option(help: ArgumentHelp("Receipts to hold the books to.", valueName: "file"))
    var receipts: String?

    @Option(
        help: ArgumentHelp(
            "An authority.pem by which receipts and members' certificates must be signed; several times "
                + "for several organisations' own.",
            valueName: "file"
        )
    )
    var authority: [String] = []

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        // A run may be going on: all that is read is of one moment.
        let store = try store.forReading().moment()
        let entry = try store.run(named: named)
        guard entry.kind == .run else {
            throw CommandError("\(entry.id) was recorded elsewhere: there is no journal to audit")
        }
        var (audit, log) = try Self.audit(entry.id, in: store)
        let authorities = try authority.map {
            try AuthorityCertificate(pem: try Files.text(at: $0))
        }
        let held = try receipts.map { path in
            try Receipts(at: path).check(against: &log, authorities: authorities, &audit)
        }
        let seals = try Seals(
            of: entry.id,
            in: store,
            log: log,
            authorities: authorities,
            &audit
        )
        let origin = try OriginCheck(of: entry.id, in: store, &audit)
        let finding = audit.finding()
        let cached = try store.facts(of: entry.id).filter { $0.key.value == Fact.cached }.values
            .reduce(0, +)
        if output.json {
            var json = finding.json(run: entry.id, signed: seals.json, cached: cached)
            if let origin, case .object(var members) = json {
                members.append(JSON.Member("rescored", origin.json))
                json = .object(members)
            }
            Output.print(json)
        } else {
            Output.print(finding.text(run: entry.id))
            if cached > 0 {
                Output.print(
                    "! \(Figures.count(cached)) of them came from a cache: nobody was asked for them"
                )
            }
            if let text = seals.text { Output.print("  " + text) }
            if let origin { Output.print(origin.text) }
            if let held { Output.print("  \(Figures.count(held)) receipts held against the log") }
        }
        if !finding.isSound { throw ExitCode(1) }
    }

    /// Reads the journal, then every record against its digest, then the log of shards.
    private static func audit(_ run: RunID, in store: Store) throws -> (Audit, Leaves) {
        let plan = Plan(try store.spec(of: run))
        var audit = Audit(plan)
        let registered = Digest(of: Array(try store.specText(of: run).utf8))
        if Spec.run(of: registered) != run {
            audit.note(fault: "the specification is not the one that the run is named by")
        }
        let tallies = try store.tallies(of: run)
        if tallies > 0 {
            audit.note(fault: "\(tallies) counts of outcomes that nobody was asked for")
        }
        var facts: [Fact: Int] = [:]
        // The texts come first: they hold the keys by which a record says whose it is.
        var keys: [Int: Digest] = [:]
        var digests: [Int: Digest] = [:]
        var delivered: [Lease: [Int]] = [:]
        try store.forEachText(of: run) { row in
            let sample = row.sample
            digests[sample] = row.digest
            guard let text = row.text else {
                audit.note(fault: "sample \(sample): what was said is not in the books")
                return
            }
            if Digest(of: Array(text.utf8)) != row.digest {
                audit.note(fault: "sample \(sample): the record is not the one that was delivered")
            }
            do {
                let record = try Record(json: try JSON(parsing: Array(text.utf8), rules: .file))
                keys[sample] = record.key
                if (0..<plan.samples).contains(sample) {
                    for fact in Fact.of(record, model: plan.sample(sample).model) {
                        facts[fact, default: 0] += 1
                    }
                }
                for fault in faults(of: row, record, plan) {
                    audit.note(fault: "sample \(sample): \(fault)")
                }
            } catch { audit.note(fault: "sample \(sample): \(error)") }
        }
        let noted = try store.facts(of: run)
        // A fact that nothing is noted of is one that the books' version did not know yet.
        let names = Set(noted.keys.map(\.name))
        for fact in Set(facts.keys).union(noted.keys).sorted()
        where facts[fact] != noted[fact] && names.contains(fact.name) {
            audit.note(
                fault: "\(fact.name) \(fact.value): \(noted[fact] ?? 0) samples are noted, and "
                    + "\(facts[fact] ?? 0) records say so"
            )
        }
        var alternates: [Lease: [Int: Digest]] = [:]
        try store.forEachAlternate(of: run) { sample, digest, epoch, _, text in
            if Digest(of: Array(text.utf8)) != digest {
                audit.note(fault: "sample \(sample): a reply that came twice is not as it came")
            }
            guard (0..<plan.samples).contains(sample) else { return }
            let lease = Lease(run: run, shard: plan.shard(ofSample: sample), epoch: epoch)
            // What came first under a lease is what counts of it.
            if alternates[lease]?[sample] == nil {
                alternates[lease, default: [:]][sample] = digest
            }
        }
        try store.forEachEntry(of: run) { row in
            if row.kind == "record", let shard = row.shard, let epoch = row.epoch,
                let sample = row.sample
            {
                delivered[Lease(run: run, shard: shard, epoch: epoch), default: []].append(sample)
            }
            if let event = event(of: row, keys: keys) {
                audit.read(Entry(row.entry, event))
            } else {
                audit.note(fault: "entry \(row.entry ?? 0): a \(row.kind) that says too little")
            }
        }
        let (last, held) = try store.entries()
        if last != held {
            audit.note(
                fault: "the store has numbered \(last) entries and holds \(held): rows were taken "
                    + "out or put in by hand"
            )
        }
        var log = Leaves()
        try store.forEachLeaf { number, run, shard, epoch, root in
            if number != log.leaves.count { audit.note(fault: "leaf \(number) is out of order") }
            log.read(Leaves.Leaf(run: run, shard: shard, epoch: epoch, root: root))
        }
        for leaf in log.leaves where leaf.run == run {
            let lease = Lease(run: run, shard: leaf.shard, epoch: leaf.epoch)
            // What a lease has delivered: its records, and what came of it for samples that had one.
            var parts = alternates[lease] ?? [:]
            for sample in delivered[lease] ?? [] { parts[sample] = digests[sample] }
            let found = parts.sorted { $0.key < $1.key }.map(\.value)
            if Leaves.root(over: found) != leaf.root {
                audit.note(fault: "shard \(leaf.shard): its records are not those of the log")
            }
        }
        return (audit, log)
    }

    /// What a record's row says otherwise than the plan and the record itself: tables scan rows.
    private static func faults(
        of row: AuditedRow,
        _ record: Record,
        _ plan: Plan
    ) -> [String] {
        guard record.sample == row.sample, (0..<plan.samples).contains(row.sample) else {
            return ["its row and its record differ"]
        }
        let place = plan.sample(row.sample)
        let retries = record.attempts.count { $0.error != nil }
        let counts: [Int] = [
            record.outcome.code, place.model, place.scenario, place.arm, place.replicate,
            Int(record.askedAtMilliseconds), record.durationMilliseconds, record.attempts.count,
            retries,
        ]
        var expected: [Int64?] = counts.map { Int64($0) }
        expected.append(record.reply?.usage.outputTotal.map { Int64($0) })
        expected.append(record.nanodollars)
        expected.append(record.reply?.usage.inputTotal.map { Int64($0) })
        let score: [String] =
            row.score == record.score
            ? []
            : ["its row and its record have different scores"]
        return score
            + zip(AuditedRow.names, zip(row.values, expected)).compactMap { name, values in
                let (row, record) = values
                if row == record { return nil }
                let found = row.map { String($0) } ?? "no"
                let said = record.map { String($0) } ?? "none"
                return "its row has \(found) \(name), and its record \(said)"
            }
    }

    private static func event(of row: JournalRow, keys: [Int: Digest]) -> Entry.Event? {
        let holder = row.holder ?? ""
        let why = row.why ?? ""
        switch (row.kind, row.shard, row.epoch) {
        case ("granted", let shard?, let epoch?):
            return .granted(shard: shard, epoch: epoch, holder: holder)
        case ("shadowed", let shard?, let epoch?):
            return .shadowed(shard: shard, epoch: epoch, holder: holder)
        case ("promoted", let shard?, let epoch?): return .promoted(shard: shard, epoch: epoch)
        case ("ended", let shard?, let epoch?):
            return .ended(shard: shard, epoch: epoch, why: why)
        case ("stored", let shard?, let epoch?): return .stored(shard: shard, epoch: epoch)
        case ("quarantined", let shard?, let epoch?):
            return .quarantined(shard: shard, epoch: epoch, why: why)
        case ("released", let shard?, _): return .released(shard: shard)
        case ("stopped", let model?, _): return .stopped(model: model, why: why)
        case ("paused", _, _): return .paused
        case ("resumed", _, _): return .resumed
        case ("cancelled", _, _): return .cancelled
        case ("done", _, _): return .done
        case ("record", let shard?, let epoch?):
            guard let sample = row.sample, let key = keys[sample] else { return nil }
            return .record(
                sample: sample,
                shard: shard,
                epoch: epoch,
                key: key,
                nanodollars: row.nanodollars
            )
        case ("alternate", _, let epoch?):
            guard let sample = row.sample else { return nil }
            return .alternate(sample: sample, epoch: epoch, nanodollars: row.nanodollars)
        default: return nil
        }
    }
}

extension Finding {
    /// The finding in words: the verdict first.
    func text(run: RunID) -> String {
        var lines = [
            isSound
                ? "\(run): all is well"
                : "\(run): the books are wrong in \(faults.count + faultsBeyond) places",
            "  \(Figures.count(planned)) samples: \(Figures.count(tally.records)) with one record"
                + (missing.isEmpty ? ", none missing" : ""),
        ]
        for (why, count) in missing.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(Figures.count(count)) missing: \(why)")
        }
        let ended = tally.ended.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        lines.append(
            "  \(Figures.count(tally.leases)) leases"
                + (tally.shadows > 0 ? ", \(tally.shadows) beside a slow holder" : "")
                + (ended.isEmpty ? "" : "; ended early: " + ended.joined(separator: ", "))
        )
        lines.append(
            "  \(Figures.count(tally.alternates)) replies bought twice, "
                + Figures.dollars(tally.alternateNanodollars)
        )
        lines += faults.map { "✗ " + $0 }
        if faultsBeyond > 0 { lines.append("✗ and \(faultsBeyond) more") }
        return lines.joined(separator: "\n")
    }

    /// The finding for programs.
    func json(run: RunID, signed: JSON, cached: Int) -> JSON {
        let counts = { (counts: [String: Int]) -> JSON in
            JSON.compact(counts.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) })
        }
        return .compact([
            ("run", JSON(run.name)), ("sound", .bool(isSound)), ("done", .bool(isDone)),
            ("planned", JSON(planned)), ("records", JSON(tally.records)),
            ("cached", cached == 0 ? .null : JSON(cached)), ("missing", counts(missing)),
            ("leases", JSON(tally.leases)), ("shadows", JSON(tally.shadows)),
            ("ended", counts(tally.ended)), ("alternates", JSON(tally.alternates)),
            ("nanodollars", .integer(tally.nanodollars)),
            ("alternate_nanodollars", .integer(tally.alternateNanodollars)), ("signed", signed),
            ("faults", .array(faults.map { JSON($0) })), ("faults_beyond", JSON(faultsBeyond)),
        ])
    }
}
