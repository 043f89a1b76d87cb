import ArgumentParser
import Cluster
import Drill
import Foundation
import Synchronization

/// The command `gapwatch drill`, for the people who build it: see `scripts/simulate`.
struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Replay the cluster in a simulated world, seed by seed.",
        shouldDisplay: false
    )

    @Option(help: "How many seeds.")
    var seeds: UInt64 = 2_000

    @Option(help: "The first seed.")
    var first: UInt64 = 1

    @Option(help: "Threads.")
    var threads = 2

    @Option(help: "Stop after so many failing seeds.")
    var failuresMax = 5

    func validate() throws {
        guard seeds > 0, first <= UInt64.max - seeds, (1...256).contains(threads) else {
            throw ValidationError("--seeds from 1 and --threads 1 to 256 are needed")
        }
    }

    private struct Sums: Sendable {
        var next: UInt64
        var done = 0
        var samples = 0
        var alternates = 0
        var shadows = 0
        var promotions = 0
        var troubles: [String: Int] = [:]
        var failed: [Drill.Report] = []
    }

    private final class Shared: Sendable {
        let sums: Mutex<Sums>
        init(next: UInt64) { sums = Mutex(Sums(next: next)) }
    }

    func run() async throws {
        let sums = Shared(next: first)
        let (end, failuresMax) = (first + seeds, failuresMax)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<threads {
                group.addTask {
                    while let seed = Self.next(sums, end, failuresMax) {
                        var drill = Drill(seed: seed)
                        Self.add(drill.run(), to: sums)
                    }
                }
            }
        }
        let total = sums.sums.withLock { $0 }
        Output.print(
            "\(total.done) seeds from \(first): \(total.samples) samples, \(total.alternates) bought "
                + "twice, \(total.shadows) shadows, \(total.promotions) of them promoted"
        )
        for (kind, count) in total.troubles.sorted(by: { $0.key < $1.key }) {
            Output.print("  \(count) × \(kind)")
        }
        for report in total.failed.sorted(by: { $0.seed < $1.seed }) {
            Output.print(
                "✗ seed \(report.seed): replay with scripts/simulate --first \(report.seed) --seeds 1"
            )
            for fault in report.faults.prefix(5) { Output.print("    " + fault) }
        }
        guard total.failed.isEmpty else { throw ExitCode(1) }
        Output.print("every promise was kept")
    }

    private static func next(_ sums: Shared, _ end: UInt64, _ max: Int) -> UInt64? {
        sums.sums.withLock { sums in
            guard sums.next < end, sums.failed.count < max else { return nil }
            defer { sums.next += 1 }
            return sums.next
        }
    }

    private static func add(_ report: Drill.Report, to sums: Shared) {
        let done = sums.sums.withLock { sums in
            sums.done += 1
            sums.samples += report.samples
            sums.alternates += report.alternates
            sums.shadows += report.shadows
            sums.promotions += report.promotions
            sums.troubles.merge(report.troubles, uniquingKeysWith: +)
            if !report.faults.isEmpty { sums.failed.append(report) }
            return sums.done
        }
        if done % 10_000 == 0 { Output.warn("\(done) seeds") }
    }
}
