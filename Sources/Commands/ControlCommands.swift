import ArgumentParser
import Bench
import Cluster

/// The commands that treat a run of a coordinator.
enum ControlCommands {
    /// What they have in common.
    struct Options: ParsableArguments {
        @Argument(help: "The run.")
        var run: String

        @Option(help: ArgumentHelp("The coordinator.", valueName: "host:port"))
        var connect: String

        @OptionGroup var link: LinkOptions

        /// Has it done, and prints what was.
        func act(_ action: Control.Action, priority: Int = 0) async throws {
            let client = try await Remote.client(connect, link)
            let report = try await client.status()
            let found = report.runs.map(\.run).filter { $0.name.hasPrefix(run) }
            guard let run = found.first, found.count == 1 else {
                let known = report.runs.map(\.run.name).joined(separator: ", ")
                throw CommandError(
                    found.isEmpty
                        ? "no run there is called \(run)"
                            + (known.isEmpty ? "" : "; there are \(known)")
                        : "\(run) could be \(found.map(\.name).joined(separator: " or "))"
                )
            }
            let control = Control(run: run, action: action, priority: priority)
            Output.print("\(run): \(try await client.control(control))")
            client.close()
        }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause",
            abstract: "Give out nothing more of a run until it is resumed."
        )
        @OptionGroup var options: Options
        func run() async throws { try await options.act(.pause) }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resume",
            abstract: "Go on with a run that was paused."
        )
        @OptionGroup var options: Options
        func run() async throws { try await options.act(.resume) }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel",
            abstract: "Ask nothing more of a run, for good; what it has stays."
        )
        @OptionGroup var options: Options
        func run() async throws { try await options.act(.cancel) }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "release",
            abstract: "Give out again the shards of a run that were given up."
        )
        @OptionGroup var options: Options
        func run() async throws { try await options.act(.release) }
    }

    struct Prioritise: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prioritise",
            abstract: "Put a run before or behind others."
        )
        @OptionGroup var options: Options

        @Option(help: "From -100 to 100; higher goes first.")
        var priority: Int

        func validate() throws {
            guard Submission.priorities.contains(priority) else {
                throw ValidationError("--priority must be -100 to 100")
            }
        }

        func run() async throws { try await options.act(.prioritise, priority: priority) }
    }
}
