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

    @Option(help: "Runs with a higher one go first, -100 to 100.")
    var priority = 0

    @Option(
        help: ArgumentHelp(
            "Another organisation that may work on it and look at it.",
            valueName: "organisation"
        )
    )
    var share: [String] = []

    @Flag(help: "Stay and show the progress until the run is finished.")
    var wait = false

    func validate() throws {
        guard Submission.priorities.contains(priority) else {
            throw ValidationError("--priority must be -100 to 100")
        }
        guard share.count <= Submission.sharedMax else {
            throw ValidationError("--share is for \(Submission.sharedMax) organisations at most")
        }
    }

    func run() async throws {
        let spec = try options.spec()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let client = try await LinkClient.connect(
            to: try Address(connect),
            protection: try link.protection(isServer: false),
            group: group
        )
        let (run, isNew) = try await client.submit(
            spec,
            priority: priority,
            shared: share
        )
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
        abstract: "Show how far a coordinator is, and what it waits for."
    )

    @Option(help: ArgumentHelp("The coordinator.", valueName: "host:port"))
    var connect: String

    @Flag(help: "Stay, and show it anew each second.")
    var watch = false

    @OptionGroup var link: LinkOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try await Remote.client(connect, link)
        defer { client.close() }
        if watch {
            try await Watching.forever(client, json: output.json)
            return
        }
        let report = try await client.status()
        if output.json {
            Output.print(report.json)
        } else {
            Output.print(report.lines(width: Output.width).joined(separator: "\n"))
        }
    }
}

/// The command `gapwatch workers`.
struct WorkersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workers",
        abstract: "List the workers that are connected to a coordinator."
    )

    @Option(help: ArgumentHelp("The coordinator.", valueName: "host:port"))
    var connect: String

    @OptionGroup var link: LinkOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try await Remote.client(connect, link)
        let report = try await client.status()
        client.close()
        if output.json {
            Output.print(report.json["workers"] ?? [])
        } else if report.workersConnected == 0 {
            Output.print("no worker is connected")
        } else {
            let lines = report.workerLines(countMax: StatusReport.workersMax)
            Output.print(lines.joined(separator: "\n"))
        }
    }
}

enum Remote {
    /// A client of a coordinator.
    static func client(_ connect: String, _ link: LinkOptions) async throws -> LinkClient {
        try await LinkClient.connect(
            to: try Address(connect),
            protection: try link.protection(isServer: false),
            group: MultiThreadedEventLoopGroup(numberOfThreads: 1)
        )
    }
}

/// Watching a run from outside.
enum Watching {
    /// Draws the status anew each second until the coordinator or the user ends it; elsewhere than
    /// on a terminal, prints it every ten seconds.
    static func forever(_ client: LinkClient, json: Bool) async throws {
        var last: (at: Moment, stored: [RunID: Int])?
        while true {
            let report = try await client.status()
            let now = Clocks.now()
            var rates: [RunID: Double] = [:]
            for run in report.runs {
                guard let last, let before = last.stored[run.run], now > last.at else { continue }
                rates[run.run] = Double(run.stored - before) * 1000 / Double(now - last.at)
            }
            last = (now, Dictionary(uniqueKeysWithValues: report.runs.map { ($0.run, $0.stored) }))
            if json {
                Output.print(report.json.text)
            } else {
                let lines = report.lines(width: Output.width, rates: rates)
                Output.print(
                    (Output.isTerminal ? "\u{1b}[H\u{1b}[2J" : "") + lines.joined(separator: "\n")
                )
            }
            try await Task.sleep(for: .seconds(Output.isTerminal || json ? 1 : 10))
        }
    }

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
