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
            ExportCommand.self, ImportCommand.self, DoctorCommand.self,
        ])

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
