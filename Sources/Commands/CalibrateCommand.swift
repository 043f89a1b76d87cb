import ArgumentParser
import Bench
import Gaps
import Store

/// The command `gapwatch aa`.
struct CalibrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aa",
        abstract: "Calibrate the verdicts where nothing has changed: the false-alarm rate.",
        discussion: """
            By default over the runs of a pack in the store: each run is checked again against \
            those before it as if it were new, and where the two arms of a metric are the same text \
            (as in the pack `null`), each gap below the level is a false alarm too. Only what is \
            known not to have changed belongs there. With --simulate, over populations that are \
            drawn from a seed, with and without drift between runs; with --coverage, the share of \
            intervals that hold the true gap. Both are simulated, and say so.
            """
    )

    @Option(help: "The pack whose runs are replayed; that of the latest run by default.")
    var pack: String?

    @Flag(help: "Draw runs without a change instead, and with one.")
    var simulate = false

    @Flag(help: "Draw packs, and count the intervals that hold the true gap.")
    var coverage = false

    @Option(help: "Repetitions of each simulated cell.")
    var repetitions = 2_000

    @Option(help: "Fixes what is drawn.")
    var seed: UInt64 = 1

    @OptionGroup var store: StoreOptions
    @OptionGroup var policy: PolicyOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1_000_000).contains(repetitions) else {
            throw ValidationError("--repetitions must be 1 to 1000000")
        }
        guard !simulate || !coverage else {
            throw ValidationError("take either --simulate or --coverage")
        }
    }

    func run() async throws {
        if simulate { return await Studies.alarms(self) }
        if coverage { return await Studies.coverage(self) }
        try replay()
    }

    private func replay() throws {
        let policy = try policy.policy()
        let store = try store.forReading()
        let builder = ReportBuilder(store: store, policy: policy)
        let runs = try store.runs().filter { $0.confirms == nil && $0.doneAtMilliseconds != nil }
        guard let last = runs.last(where: { pack == nil || $0.pack == pack }) else {
            throw CommandError(
                "\(store.path) has no finished run" + (pack.map { " of the pack \($0)" } ?? "")
            )
        }
        let readings = try runs.filter { $0.pack == last.pack }.map { try builder.judged($0) }
        var checks = AlarmRate(alarms: 0, judged: 0)
        var gaps = AlarmRate(alarms: 0, judged: 0)
        for reading in readings {
            for cell in reading.cells {
                if let change = cell.change {
                    let isAlarm = Verdict.decide(cell.metric, change: change, level: policy.level)
                        .kind.isAlarm
                    checks = checks + AlarmRate(alarms: isAlarm ? 1 : 0, judged: 1)
                }
                if cell.metric.comparesEqualArms(in: reading.spec.pack),
                    case .success(let gap) = cell.gap
                {
                    gaps = gaps + AlarmRate.ofNull([gap], level: policy.level)
                }
            }
        }
        if output.json {
            Output.print([
                "pack": JSON(last.pack), "runs": JSON(readings.count),
                "level": .number(policy.level), "checks": checks.json, "null_gaps": gaps.json,
            ])
            return
        }
        Output.print("\(last.pack): \(Points.count(readings.count, "run")), level \(policy.level)")
        Output.print("  alarms of `check` where nothing changed: \(checks.words)")
        Output.print("  gaps between equal arms below the level:  \(gaps.words)")
        if checks.judged + gaps.judged < 100 {
            Output.print("  fewer than 100 judgements say little; --simulate draws more")
        }
    }
}

extension Metric {
    /// Whether both arms of a difference send the same text in every scenario.
    func comparesEqualArms(in pack: Pack) -> Bool {
        guard kind == .difference, let left = pack.arm(minuend), let right = pack.arm(subtrahend)
        else { return false }
        return pack.prompts.allSatisfy { $0[left] == $0[right] }
    }
}

extension AlarmRate {
    var words: String {
        guard let value else { return "none to judge" }
        return "\(alarms) of \(judged), \(Points.fixed(value * 100, digits: 1)) % "
            + "[\(Points.fixed(bounds.lower * 100, digits: 1)), "
            + "\(Points.fixed(bounds.upper * 100, digits: 1))]"
    }

    var json: JSON {
        [
            "alarms": JSON(alarms), "judged": JSON(judged), "rate": JSON(value),
            "lower": .number(bounds.lower), "upper": .number(bounds.upper),
        ]
    }
}

/// The simulated studies and their tables.
private enum Studies {
    /// Runs without and with a change, judged by `check` and by what peers do.
    static func alarms(_ command: CalibrateCommand) async {
        var studies: [(words: String, study: AlarmStudy)] = []
        let metric = Metric(
            id: "gap",
            minuend: "a",
            subtrahend: "b",
            minimumEffectPoints: 0
        )
        for (scenarios, replicates, rate, gap, history) in [
            (50, 1, 0.05, 0.05, 10), (100, 3, 0.05, 0.05, 10), (100, 3, 0.05, 0.05, 5),
            (200, 3, 0.02, 0.02, 10), (200, 5, 0.3, 0.1, 10), (500, 10, 0.1, 0.05, 10),
            (100, 3, 0.05, 0.05, 3),
        ] {
            for drift in [0, 0.02] {
                for change in [0, 0.05] {
                    let population = Simulation(
                        scenarios: scenarios,
                        replicates: replicates,
                        baseRate: rate,
                        gap: gap,
                        driftDeviation: drift
                    )
                    studies.append(
                        (
                            "n \(scenarios), k \(replicates), rate \(Points.fixed(rate, digits: 2)), "
                                + "gap \(Points.fixed(gap, digits: 2)), H \(history), drift "
                                + "\(Points.fixed(drift, digits: 2)), change "
                                + Points.fixed(change, digits: 2),
                            AlarmStudy(population, history: history, change: change, metric: metric)
                        )
                    )
                }
            }
        }
        let (repetitions, seed) = (command.repetitions, command.seed)
        let results = await inPairs(studies) { index, item in
            item.study.result(repetitions: repetitions, seed: seed &+ UInt64(index))
        }
        let rules = AlarmStudy.Rule.allCases.filter { $0 != .verdict }
        let head =
            ["simulated, \(repetitions) repetitions, seed \(seed) + row"]
            + rules.map(\.rawValue)
        let rows = zip(studies, results).map { item, result in
            [item.words] + rules.map { Points.fixed(result.rate($0).value ?? 0, digits: 4) }
        }
        print(command, head, rows)
    }

    /// The grid of populations and the share of intervals that hold the true gap.
    static func coverage(_ command: CalibrateCommand) async {
        var items: [(words: String, simulation: Simulation)] = []
        for (gap, spread, effect) in [(0.0, 1.0, 0.5), (0.05, 1.0, 0.5), (0.05, 1.0, 1.5)] {
            for simulation in CoverageStudy.grid(gap: gap, baseSpread: spread, gapSpread: effect) {
                items.append(
                    (
                        "n \(simulation.scenarios), k \(simulation.replicates), rate "
                            + "\(Points.fixed(simulation.baseRate, digits: 2)), gap "
                            + "\(Points.fixed(gap, digits: 2)), spread "
                            + Points.fixed(effect, digits: 1),
                        simulation
                    )
                )
            }
        }
        let (repetitions, seed) = (command.repetitions, command.seed)
        let results = await inPairs(items) { index, item in
            CoverageStudy(item.simulation).result(
                repetitions: repetitions,
                seed: seed &+ UInt64(index)
            )
        }
        let head = [
            "simulated, \(repetitions) repetitions, seed \(seed) + row", "ours", "cluster t",
            "pooled Newcombe", "our width",
        ]
        let rows = zip(items, results).map { item, result in
            [
                item.words, Points.fixed(result.clusteredBonettPrice.rate, digits: 4),
                Points.fixed(result.clusterRobust.rate, digits: 4),
                Points.fixed(result.pooledNewcombe.rate, digits: 4),
                Points.fixed(result.clusteredBonettPrice.meanWidth, digits: 3),
            ]
        }
        print(command, head, rows)
        let ours = results.map(\.clusteredBonettPrice.rate)
        if !command.output.json {
            let mean = ours.reduce(0, +) / Double(ours.count)
            Output.print(
                "\nours: mean \(Points.fixed(mean, digits: 4)), smallest "
                    + "\(Points.fixed(ours.min() ?? 0, digits: 4)), below .94 in "
                    + "\(ours.count { $0 < 0.94 }) of \(ours.count) cells"
            )
        }
    }

    /// A Markdown table, or the same as JSON.
    private static func print(_ command: CalibrateCommand, _ head: [String], _ rows: [[String]]) {
        if command.output.json {
            Output.print(
                .array(
                    rows.map { row in
                        .object(
                            [JSON.Member("population", JSON(row[0]))]
                                + zip(head, row).dropFirst().map {
                                    JSON.Member($0.0, .number(Double($0.1) ?? .nan))
                                }
                        )
                    }
                )
            )
            return
        }
        Output.print("| " + head.joined(separator: " | ") + " |")
        Output.print("|" + String(repeating: "---|", count: head.count))
        for row in rows { Output.print("| " + row.joined(separator: " | ") + " |") }
    }

    /// Two at a time, in order.
    private static func inPairs<Item: Sendable, Result: Sendable>(
        _ items: [Item],
        _ work: @escaping @Sendable (Int, Item) -> Result
    ) async -> [Result] {
        await withTaskGroup(of: (Int, Result).self) { group in
            var results: [Int: Result] = [:]
            for (index, item) in items.enumerated() {
                if index >= 2, let (place, result) = await group.next() { results[place] = result }
                group.addTask { (index, work(index, item)) }
            }
            for await (place, result) in group { results[place] = result }
            return items.indices.compactMap { results[$0] }
        }
    }
}
