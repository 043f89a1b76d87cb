import ArgumentParser
import Bench
import Cluster
import Foundation
import Gaps
import Link
import NIOPosix
import Packs
import Publish
import Rehearsal
import Store
import Synchronization

/// The command `gapwatch rehearse`.
struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Run the whole way against simulated vendors with a known truth.",
        discussion: """
            A coordinator process, two worker processes, nine simulated models behind three \
            vendors' wire formats, two runs a simulated week apart, and a confirmation of what is \
            flagged. Costs nothing and needs no key. Every number is simulated.
            """
    )

    @Option(help: ArgumentHelp("Any pack: subjects recognise its arms.", valueName: "pack"))
    var pack = "benchmarks/animal-welfare"

    @Flag(help: "Rehearse every pack of a folder, one run each, and the null pack 200 times.")
    var all = false

    @Option(help: ArgumentHelp("The packs of --all.", valueName: "folder"))
    var packs = "benchmarks"

    @Option(help: .hidden)
    var nullRuns = 200

    @Option(help: ArgumentHelp("Where store and report go.", valueName: "folder"))
    var folder = "gapwatch-rehearsal"

    @Option(help: "Fixes what the simulated models say.")
    var seed: UInt64 = 1

    @Option(help: "Worker processes.")
    var workers = 2

    @Option(help: "Milliseconds that the simulated vendors take to answer.")
    var latency = 20

    @Option(help: "How often each scenario is asked in each arm, instead of the pack's number.")
    var replicates: Int?

    @OptionGroup var output: OutputOptions

    /// The first run's day: a Monday.
    ///
    /// Simulated, like all else here.
    static let firstDayMilliseconds: Int64 = 1_767_571_200_000
    /// A week.
    static let weekMilliseconds: Int64 = 7 * 86_400_000

    func validate() throws {
        guard (1...16).contains(workers) else { throw ValidationError("--workers must be 1 to 16") }
        guard (0...60_000).contains(latency) else {
            throw ValidationError("--latency must be 0 to 60000 milliseconds")
        }
        guard (1...1_000).contains(replicates ?? 1) else {
            throw ValidationError("--replicates must be 1 to 1000")
        }
    }

    func run() async throws {
        if all {
            try Files.makeFolder(folder)
            try await AllPacks(
                folder: packs,
                work: folder,
                seed: seed,
                workers: workers,
                replicates: replicates,
                nullRuns: nullRuns
            ).rehearse()
            return
        }
        var pack = try Packs.pack(at: pack)
        if let replicates { pack.replicates = replicates }
        try Files.makeFolder(folder)
        let key = Identity.instance()
        let vendors = SimulatedVendors(seed: seed, key: key, latencyMilliseconds: latency)
        vendors.expect(pack)
        let rehearsed = pack
        let report = try await vendors.serving { port in
            let stage = Stage(
                pack: rehearsed,
                endpoint: "http://127.0.0.1:\(port)",
                key: key,
                folder: folder,
                workers: workers,
                seed: seed,
                vendors: vendors
            )
            return try await stage.play()
        }
        let page = folder + "/report.html"
        try Files.write(Array(try ReportPage.html(report).utf8), to: page)
        try Show.report(report, json: output.json)
        if !output.json { Output.print("\nreport: \(page)\nstore:  \(folder)/gapwatch.sqlite") }
        if report.planted.contains(where: { !$0.isFound }) {
            throw CommandError("the pipeline did not show what was planted")
        }
    }
}

/// One performance: processes, two runs, a confirmation, the report.
private struct Stage {
    let pack: Pack
    let endpoint: String
    let key: String
    let folder: String
    let workers: Int
    let seed: UInt64
    let vendors: SimulatedVendors

    private var storePath: String { folder + "/gapwatch.sqlite" }
    private var roster: Roster { RehearsalRoster.roster(endpoint: endpoint) }

    func play() async throws -> RunReport {
        for suffix in ["", "-wal", "-shm", ".lock"] { unlink(storePath + suffix) }
        let addressFile = folder + "/coordinator.address"
        unlink(addressFile)
        let signals = Signals {}
        let coordinator = try Child(
            [
                "coordinator", "--listen", "127.0.0.1:0", "--insecure-loopback", "--store",
                storePath, "--address-file", addressFile, "--lease", "5", "--follow-parent",
            ],
            environment: ProcessInfo.processInfo.environment,
            died: { Output.warn($0) }
        )
        let address = try await Self.address(in: addressFile, of: coordinator)
        var environment = ProcessInfo.processInfo.environment
        environment[RehearsalRoster.keyVariable] = key
        let first = Spec(pack: pack, roster: roster, label: "week 0")
        let children = try (0..<workers).map { index in
            try Child(
                [
                    "worker", "--connect", address.description, "--insecure-loopback",
                    "--follow-parent", "--slots", "64", "--name", "worker-\(index + 1)",
                ] + first.pairs.flatMap { ["--allow", $0] },
                environment: environment,
                died: { Output.warn($0) }
            )
        }
        let report = try await perform(address, first, signals)
        for child in children { await child.stop(seconds: 10) }
        await coordinator.stop(seconds: 10)
        return report
    }

    private func perform(
        _ address: Address,
        _ first: Spec,
        _ signals: Signals
    ) async throws -> RunReport {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let client = try await LinkClient.connect(
            to: address,
            protection: .cleartext,
            group: group
        )
        let day = RehearseCommand.firstDayMilliseconds
        _ = try await run(first, "week 0", day, nil, client)
        vendors.enter(phase: 2)
        let second = Spec(pack: pack, roster: roster, label: "week 1")
        let week = day + RehearseCommand.weekMilliseconds
        let run = try await run(second, "week 1", week, nil, client)
        let flagged = try report(on: run).rows.filter {
            $0.verdict.kind == .changedUnconfirmed
        }.map(\.model)
        if !flagged.isEmpty {
            var some = roster
            some.models.removeAll { !flagged.contains($0.id) }
            let again = Spec(pack: pack, roster: some, label: "week 1, confirmation")
            let title = "confirming \(flagged.joined(separator: ", "))"
            _ = try await self.run(again, title, week, run, client)
        }
        client.close()
        return try report(on: run)
    }

    private func run(
        _ spec: Spec,
        _ title: String,
        _ day: Int64,
        _ confirms: RunID?,
        _ client: LinkClient
    ) async throws -> RunID {
        Output.warn(
            "\(title): \(Plan(spec).samples) samples, \(spec.roster.models.count) models, "
                + "simulated"
        )
        let (run, _) = try await client.submit(
            spec,
            asOfMilliseconds: day,
            confirms: confirms
        )
        try await Watching.untilDone(client, run)
        return run
    }

    private func report(on run: RunID) throws -> RunReport {
        let store = try Store.openForReading(at: storePath)
        let entry = try store.run(named: run.name)
        var report = try ReportBuilder(store: store).report(on: entry)
        report.planted = report.rows.compactMap(planted)
        try store.close()
        return report
    }

    /// Waits until the coordinator has said where it listens.
    private static func address(in file: String, of child: Child) async throws -> Address {
        for _ in 0..<500 {
            if let text = try? Files.text(at: file), let address = try? Address(text) {
                return address
            }
            guard child.isRunning else { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw CommandError("the coordinator did not start")
    }

    /// A true gap or change that a run of any pack must show; smaller ones it may.
    private static let plainMin = 0.15

    /// What a row should show, given the truth behind it, and what it does show.
    private func planted(_ row: RunReport.Row) -> RunReport.Planted? {
        guard let subject = RehearsalRoster.subject(of: row.model) else { return nil }
        func truth(_ phase: Int) -> Double? {
            Truth(of: subject, in: pack, seed: seed, phase: phase).value(of: row.metric)
        }
        guard let now = truth(2), let before = truth(1) else { return nil }
        let gap = expected(now, "a gap", "no gap")
        let isWorse = row.metric.worse == .either || (row.metric.worse == .higher) == (now > before)
        let flag = expected(now - before, isWorse ? "regressed" : "improved", "no flag")
        var seenGap = "nothing"
        if case .success(let gap) = row.gap {
            let isShown = (gap.qValue ?? gap.pValue) < 0.05 && (gap.estimate > 0) == (now >= 0)
            seenGap = isShown ? "a gap" : "no gap"
        }
        let isChanged = row.verdict.isFlagged || row.verdict.kind == .improved
        let seenFlag = isChanged ? Figures.words(row.verdict.kind) : "no flag"
        let metrics = pack.metrics.count > 1 ? " " + row.metric.id : ""
        return RunReport.Planted(
            model: row.model + metrics,
            truth: now,
            expected: [gap ?? "either", flag ?? "either"].joined(separator: ", "),
            seen: seenGap + ", " + seenFlag,
            isFound: (gap ?? seenGap) == seenGap && (flag ?? seenFlag) == seenFlag
        )
    }

    /// Nil where the truth is too small to be sure to show and too large to be sure not to.
    private func expected(_ truth: Double, _ shown: String, _ none: String) -> String? {
        if abs(truth) >= Self.plainMin { return shown }
        return truth == 0 ? none : nil
    }
}
