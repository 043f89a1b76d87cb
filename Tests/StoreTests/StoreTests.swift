import Bench
import Foundation
import Store
import TestSupport
import Testing

struct StoreTests {
    let folder: Folder
    let spec = Specs.make(models: 2)
    var plan: Plan { Plan(spec) }
    var path: String { folder.path + "/books.sqlite" }

    init() throws { folder = try Folder() }

    func entry(label: String = "", at: Int64 = 1) -> RunEntry {
        var spec = spec
        spec.label = label
        return RunEntry(
            id: spec.run,
            label: label,
            pack: spec.pack.id,
            kind: .run,
            isSimulated: false,
            planned: plan.samples,
            registeredAtMilliseconds: at,
            asOfMilliseconds: at
        )
    }

    func put(_ sample: Int, in store: Store, outcome: Outcome = .complied) throws {
        let sample = plan.sample(sample)
        let record = Specs.record(sample, of: plan, outcome: outcome)
        let bytes = record.json.canonicalBytes
        try store.commit { transaction throws(StoreError) in
            try transaction.grant(
                run: spec.run,
                shard: 0,
                epoch: 1,
                holder: "h",
                atMilliseconds: 1
            )
            try transaction.record(
                record,
                sample: sample,
                run: spec.run,
                shard: 0,
                epoch: 1,
                digest: Digest(of: bytes),
                bytes: bytes
            )
        }
    }

    func opened() throws -> Store {
        let store = try Store.openForWriting(at: path)
        _ = try store.commit { transaction throws(StoreError) in
            try transaction.register(entry(), spec: spec)
        }
        return store
    }

    @Test func `what was committed is there for the next process, letter for letter`() throws {
        let store = try opened()
        try put(0, in: store)
        try store.close()
        let again = try Store.openForReading(at: path)
        #expect(try again.spec(of: spec.run) == spec)
        #expect(try again.storedSamples(of: spec.run) == [0])
        var records: [Record] = []
        try again.forEachRecord(of: spec.run) { row in
            let text = try #require(row.json)
            records.append(try Record(json: JSON(parsing: Array(text.utf8), rules: .file)))
        }
        #expect(records == [Specs.record(plan.sample(0), of: plan)])
    }

    @Test func `a reply that was kept aside is taken over as it came, and only where it is there`()
        throws
    {
        let store = try opened()
        let sample = plan.sample(3)
        let record = Specs.record(sample, of: plan, outcome: .refused, text: "kept aside")
        let bytes = record.json.canonicalBytes
        let digest = Digest(of: bytes)
        func adopt() throws -> Record {
            try store.commit { transaction throws(StoreError) in
                try transaction.adopt(digest, sample: sample, run: spec.run, shard: 0, epoch: 2)
            }
        }
        try store.commit { transaction throws(StoreError) in
            try transaction.grant(
                run: spec.run,
                shard: 0,
                epoch: 2,
                holder: "h",
                atMilliseconds: 1
            )
        }
        #expect(throws: StoreError.self) { try adopt() }
        #expect(try store.storedSamples(of: spec.run) == [])
        _ = try store.commit { transaction throws(StoreError) in
            try transaction.alternate(
                record,
                run: spec.run,
                epoch: 2,
                digest: digest,
                bytes: bytes
            )
        }
        #expect(try store.totals(of: spec.run).alternates == 1)
        #expect(try adopt() == record)
        #expect(try store.storedSamples(of: spec.run) == [3])
        #expect(try store.totals(of: spec.run).alternates == 0)
        let digests = try store.digests(of: spec.run, shard: 0, samples: 0..<8, epoch: 2)
        #expect(digests == [3: digest])
    }

    @Test func `an ended lease's holder is remembered`() throws {
        let store = try opened()
        try put(0, in: store)
        try store.commit { transaction throws(StoreError) in
            try transaction.shard(
                run: spec.run,
                shard: 0,
                epoch: 1,
                state: .ready,
                attempts: 1,
                why: "expired",
                atMilliseconds: 2
            )
        }
        #expect(try store.shards(of: spec.run).map(\.holder) == ["h"])
    }

    @Test func `the accounts of one name are those and their parts`() throws {
        let store = try opened()
        for name in ["cost:r1", "cost:r1 m", "cost:r10", "cost:r1!", "a"] {
            try store.commit { transaction throws(StoreError) in
                try transaction.allotted(
                    AllottedRow(
                        organisation: "",
                        account: name,
                        process: "p",
                        home: "h",
                        inFlight: 1,
                        nanodollars: 2
                    )
                )
            }
        }
        #expect(try store.allotted(named: "cost:r1").map(\.account) == ["cost:r1", "cost:r1 m"])
        #expect(try store.allotted().count == 5)
    }

    @Test func `one process writes at a time, and the other is named`() throws {
        let store = try opened()
        #expect(
            throws: StoreError.inUse(path: path, process: String(getpid()))
        ) { try Store.openForWriting(at: path) }
        try store.close()
        _ = try Store.openForWriting(at: path)
    }

    @Test func `a second record of a sample is refused, and none of its commit stays`() throws {
        let store = try opened()
        try put(0, in: store)
        let sample = plan.sample(1)
        let record = Specs.record(sample, of: plan)
        let bytes = record.json.canonicalBytes
        #expect(throws: StoreError.self) {
            try store.commit { transaction throws(StoreError) in
                try transaction.record(
                    record,
                    sample: sample,
                    run: spec.run,
                    shard: 0,
                    epoch: 1,
                    digest: Digest(of: bytes),
                    bytes: bytes
                )
                try transaction.record(
                    Specs.record(plan.sample(0), of: plan, outcome: .refused),
                    sample: plan.sample(0),
                    run: spec.run,
                    shard: 0,
                    epoch: 1,
                    digest: Digest(of: bytes),
                    bytes: bytes
                )
            }
        }
        #expect(try store.storedSamples(of: spec.run) == [0])
    }

    @Test func `the same reply delivered twice is not bought twice, another one is`() throws {
        let store = try opened()
        try put(0, in: store)
        func alternate(_ outcome: Outcome) throws -> Bool {
            let record = Specs.record(plan.sample(0), of: plan, outcome: outcome)
            let bytes = record.json.canonicalBytes
            return try store.commit { transaction throws(StoreError) in
                try transaction.alternate(
                    record,
                    run: spec.run,
                    epoch: 1,
                    digest: Digest(of: bytes),
                    bytes: bytes
                )
            }
        }
        #expect(try alternate(.complied) == false)
        #expect(try alternate(.refused) == true)
        #expect(try alternate(.refused) == false)
        let totals = try store.totals(of: spec.run)
        #expect(totals.stored == 1)
        #expect(totals.alternates == 1)
        #expect(totals.nanodollars == 14, "both replies were paid for")
    }

    @Test func `a coordinator whose store was taken over can write no more`() throws {
        let store = try opened()
        // The lock is gone with its process; here the file behind it is replaced instead.
        try FileManager.default.removeItem(atPath: path + ".lock")
        let successor = try Store.openForWriting(at: path)
        #expect(successor.leaderEpoch == store.leaderEpoch + 1)
        #expect(throws: StoreError.deposed(path: path)) { try put(0, in: store) }
    }

    @Test func `a store of a later version is refused`() throws {
        let store = try opened()
        try store.close()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            "import sqlite3,sys;c=sqlite3.connect(sys.argv[1]);"
                + "c.execute(\"insert into grdb_migrations values ('99')\");c.commit()",
            path,
        ]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        #expect(throws: StoreError.newer(path: path)) { try Store.openForWriting(at: path) }
        #expect(throws: StoreError.newer(path: path)) { try Store.openForReading(at: path) }
    }

    @Test func `a file that is no store is refused and left as it was`() throws {
        let text = String(repeating: "not a database ", count: 100)
        try folder.write(text, to: "books.sqlite")
        #expect(throws: StoreError.self) { try Store.openForWriting(at: path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        #expect(throws: StoreError.missing(path: path + "x")) {
            try Store.openForReading(at: path + "x")
        }
    }

    @Test func `cells count samples by scenario, arm and outcome`() throws {
        let store = try opened()
        for index in 0..<plan.samplesPerModel {
            try put(index, in: store, outcome: index % 4 == 0 ? .refused : .complied)
        }
        var counts: [Outcome: Int] = [:]
        try store.forEachCount(
            of: spec.run,
            model: 0,
            samples: 0..<plan.samplesPerModel
        ) { _, _, outcome, samples in counts[outcome, default: 0] += samples }
        #expect(
            counts == [
                .refused: plan.samplesPerModel / 4, .complied: plan.samplesPerModel * 3 / 4,
            ]
        )
        var others = 0
        try store.forEachCount(
            of: spec.run,
            model: 1,
            samples: plan.samplesPerModel..<plan.samples
        ) { _, _, _, samples in others += samples }
        #expect(others == 0)
    }

    @Test func `tallies are counted like records, and exported as samples`() throws {
        let store = try opened()
        var counts = Array(repeating: 0, count: Outcome.allCases.count)
        (counts[0], counts[2], counts[9]) = (3, 1, 2)
        try store.commit { transaction throws(StoreError) in
            try transaction.tallies(
                [.init(model: 0, scenario: 1, arm: 1, counts: counts)],
                run: spec.run
            )
        }
        var found: [Outcome: Int] = [:]
        try store.forEachCount(of: spec.run, model: 0, samples: 0..<0) {
            scenario,
            arm,
            outcome,
            n in
            #expect((scenario, arm) == (1, 1))
            found[outcome, default: 0] += n
        }
        #expect(found == [.complied: 3, .unparsed: 1, .ineligible: 2])
        #expect(try store.totals(of: spec.run).stored == 6)
        var samples: [Sample] = []
        try store.forEachRecord(of: spec.run) { samples.append($0.sample) }
        #expect(samples.map(\.replicate) == [0, 1, 2, 3, 4, 5])
    }

    @Test func `what people note stands beside the books while a coordinator holds them`() throws {
        let store = try opened()
        try put(0, in: store)
        let notes = try Store.openForNotes(at: path)
        let known = Acknowledgement(
            flag: "f1",
            run: spec.run.name,
            pack: "small",
            model: "m-0",
            metric: "gap",
            difference: 0.2,
            reason: "known",
            madeAtMilliseconds: 1,
            untilMilliseconds: 2
        )
        try notes.acknowledge(known)
        try notes.accept(
            Acceptance(
                run: "r1",
                model: nil,
                isAccepted: false,
                reason: "wrong tier",
                madeAtMilliseconds: 3
            )
        )
        try notes.label(
            [HumanLabel(sample: 0, labeller: "a", outcome: .refused)],
            run: spec.run,
            atMilliseconds: 4
        )
        // A second thought of the same person replaces the first.
        try notes.label(
            [HumanLabel(sample: 0, labeller: "a", outcome: .complied)],
            run: spec.run,
            atMilliseconds: 5
        )
        try notes.close()
        #expect(try store.acknowledgements(pack: "small") == [known])
        #expect(try store.acknowledgements(pack: "other").isEmpty)
        #expect(try store.acceptances().map(\.isAccepted) == [false])
        #expect(try store.labels(of: spec.run).map(\.outcome) == [.complied])
        #expect(try store.labelled(of: spec.run).map(\.scored) == [.complied])
        // The coordinator still leads.
        try put(1, in: store)
    }

    @Test func `a model is stopped once`() throws {
        let store = try opened()
        let stop = EarlyStop(model: 1, scenarios: 2, lower: 0.1, upper: 0.5, reason: "enough")
        for scenarios in [2, 3] {
            var again = stop
            again.scenarios = scenarios
            try store.commit { transaction throws(StoreError) in
                try transaction.stop(again, run: spec.run, atMilliseconds: 1)
            }
        }
        #expect(try store.stops(of: spec.run) == [stop])
    }

    @Test func `a run is found by id, beginning, label and place`() throws {
        let store = try opened()
        for (label, at) in [("week 1", Int64(5)), ("week 2", 9)] {
            var labelled = spec
            labelled.label = label
            _ = try store.commit { transaction throws(StoreError) in
                try transaction.register(entry(label: label, at: at), spec: labelled)
            }
        }
        #expect(try store.run(named: "latest").label == "week 2")
        #expect(try store.run(named: "previous").label == "week 1")
        #expect(try store.run(named: "week 1").asOfMilliseconds == 5)
        let id = spec.run.name
        #expect(try store.run(named: String(id.prefix(8))).id == spec.run)
        #expect(throws: StoreError.noRun(name: "week 3", path: path)) {
            try store.run(named: "week 3")
        }
    }

    @Test func `facts add up over commits`() throws {
        let store = try opened()
        let fact = Fact(model: 0, name: "served model", value: "x")
        for _ in 0..<2 {
            try store.commit { transaction throws(StoreError) in
                try transaction.facts([fact: 3], run: spec.run)
            }
        }
        #expect(try store.facts(of: spec.run) == [fact: 6])
    }
}
