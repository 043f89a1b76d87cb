import ArgumentParser

/// `gapwatch`: the commands and the one place where their errors become exit codes.
package struct Gapwatch: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "gapwatch",
        abstract: "Measure how differently language models behave when they believe that they "
            + "are watched.",
        version: Version.number,
        subcommands: [
            RehearseCommand.self, RunCommand.self, PlanCommand.self, PackCommand.self,
            ModelsCommand.self, CoordinatorCommand.self, WorkerCommand.self, SubmitCommand.self,
            StatusCommand.self, GapsCommand.self,
            SeriesCommand.self, CompareCommand.self, CheckCommand.self, AckCommand.self,
            Accepting.Reject.self, Accepting.Accept.self, PowerCommand.self,
            CalibrateCommand.self, LabelCommand.self, JudgeCommand.self, RescoreCommand.self,
            DetectCommand.self,
            ReportCommand.self,
            ExportCommand.self, ImportCommand.self, DoctorCommand.self, EnrolCommand.self,
            JoinCommand.self, RevokeCommand.self,
            MembersCommand.self, ControlCommands.Pause.self, ControlCommands.Resume.self,
            ControlCommands.Cancel.self, ControlCommands.Release.self,
            ControlCommands.Prioritise.self, WorkersCommand.self, AuditCommand.self,
            DrillCommand.self,
            SimulateCommand.self,
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
        let command: any ParsableCommand
        do { command = try parseAsRoot() } catch { exit(withError: error) }
        do {
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
        } catch let error where error is ExitCode || exitCode(for: error) != .failure {
            // The end that was asked for, help, or a mistake in the options.
            exit(withError: error)
        } catch {
            Output.warn("gapwatch: \(error)")
            exit(withError: ExitCode.failure)
        }
    }
}
