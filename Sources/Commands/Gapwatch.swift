import ArgumentParser

/// `gapwatch`: the commands and the one place where their errors become exit codes.
package struct Gapwatch: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "gapwatch",
        abstract: "Measure how differently language models behave when they believe that they "
            + "are watched.",
        version: Version.number,
        subcommands: [
            RehearseCommand.self, RunCommand.self, PlanCommand.self, CoordinatorCommand.self,
            WorkerCommand.self, SubmitCommand.self, StatusCommand.self, GapsCommand.self,
            SeriesCommand.self, CompareCommand.self, CheckCommand.self, ReportCommand.self,
            ExportCommand.self, ImportCommand.self, DoctorCommand.self, SimulateCommand.self,
        ]
    )

    package init() {}
}

/// What a command's end means to a script.
enum Exit {
    /// Something is worse.
    static let regression = ExitCode(2)
    /// Nothing can be said.
    static let inconclusive = ExitCode(3)
    /// The user ended it.
    static let interrupted = ExitCode(130)
}

extension Gapwatch {
    /// Runs the command that the process was started with.
    ///
    /// An error is one sentence on standard error and exit code 1.
    package static func start() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as ExitCode {
            exit(withError: error)
        } catch {
            let text = "\(error)"
            guard isOurs(error) else { exit(withError: error) }
            Output.warn("gapwatch: \(text)")
            exit(withError: ExitCode.failure)
        }
    }

    /// Errors of the parser have a text of their own, with the usage below it.
    private static func isOurs(_ error: any Error) -> Bool {
        !"\(type(of: error))".contains("CommandError\u{0}")
            && exitCode(for: error) == .failure && !(error is CleanExit)
            && !(error is ValidationError)
    }
}
