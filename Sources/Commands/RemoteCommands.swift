import ArgumentParser
import Bench
import Cluster
import Link
import NIOPosix
import Publish

/// The command `gapwatch submit`.
struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Give a run to a coordinator."
    )

    @OptionGroup var options: SpecOptions

    @Option(help: ArgumentHelp("The coordinator.", valueName: "host:port"))
    var connect: String

    @OptionGroup var link: LinkOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Stay and show the progress until the run is finished.")
    var wait = false

    func run() async throws {
        let spec = try options.spec()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let client = try await LinkClient.connect(
            to: try Address(connect),
            protection: try link.protection(isServer: false),
            group: group
        )
        let (run, isNew) = try await client.submit(spec)
        if output.json {
            Output.print(["run": JSON(run.name), "new": .bool(isNew)])
        } else {
            Output.print(isNew ? "\(run) submitted" : "\(run) is known already")
        }
        if wait { try await Watching.untilDone(client, run) }
        client.close()
    }
}

/// The command `gapwatch status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how far a coordinator is."
    )

    @Option(help: ArgumentHelp("The coordinator.", valueName: "host:port"))
    var connect: String

    @OptionGroup var link: LinkOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let client = try await LinkClient.connect(
            to: try Address(connect),
            protection: try link.protection(isServer: false),
            group: group
        )
        let report = try await client.status()
        client.close()
        if output.json {
            Output.print(report.json)
            return
        }
        if report.runs.isEmpty { Output.print("no open runs") }
        for run in report.runs {
            let name = run.label.isEmpty ? "\(run.run)" : "\(run.run) (\(run.label))"
            Output.print(name)
            Output.print(
                "  "
                    + ProgressLine(
                        done: run.stored,
                        planned: run.planned,
                        rate: nil,
                        nanodollars: run.nanodollars,
                        costUnknown: run.costUnknown,
                        retries: run.retries,
                        failures: run.failed
                    ).text(width: Output.width - 2)
            )
            if run.quarantined > 0 { Output.print("  \(run.quarantined) shards given up") }
            for stall in run.stalled { Output.print("  nobody can ask \(stall.reason)") }
        }
        for worker in report.workers {
            Output.print(
                "worker \(worker.name): \(worker.leases) leases, \(worker.delivered) delivered"
            )
        }
    }
}

/// Watching a run from outside.
enum Watching {
    /// Draws the progress until the run is finished or cannot go on.
    static func untilDone(_ client: LinkClient, _ run: RunID) async throws {
        var meter = Meter()
        defer { meter.finish() }
        while true {
            let report = try await client.status()
            guard let status = report.runs.first(where: { $0.run == run }) else {
                throw CommandError("the coordinator does not know \(run)")
            }
            meter.show(status)
            if status.isDone { return }
            if status.isStalled {
                throw CommandError(
                    "nobody here can go on: " + status.stalled.map(\.reason).joined(separator: "; ")
                )
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
