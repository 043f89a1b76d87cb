import ArgumentParser
import Packs
import Rehearsal

/// The command `gapwatch simulate`.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Serve the simulated vendors of a rehearsal alone.",
        discussion: """
            For trying out a set-up without keys. A roster names its models with \
            `simulated: true` and the key's variable; GET /health tells how many requests came.
            """
    )

    @Option(help: "A port on 127.0.0.1; 0 takes a free one.")
    var port = 8700

    @Option(help: "Fixes what the simulated models say.")
    var seed: UInt64 = 1

    @Option(help: "What requests must bring as their key.")
    var key = "rehearsal"

    @Option(help: "Milliseconds that an answer takes.")
    var latency = 0

    @Option(help: "The phase that the subjects are in.")
    var phase = 1

    @Option(help: ArgumentHelp("Write a roster of all subjects to this file.", valueName: "file"))
    var rosterFile: String?

    @Option(
        name: .customLong("judge"),
        help: ArgumentHelp(
            "A judge of that roster: \(Subject.judges.map(\.name).joined(separator: ", ")). Several "
                + "are a panel.",
            valueName: "judge"
        )
    )
    var judges: [String] = [Subject.judge.name]

    func validate() throws {
        for name in judges where !Subject.judges.contains(where: { $0.name == name }) {
            throw ValidationError("--judge: there is no simulated judge \(name)")
        }
        guard Set(judges).count == judges.count else {
            throw ValidationError("--judge: each once")
        }
    }

    func run() async throws {
        let vendors = SimulatedVendors(seed: seed, key: key, latencyMilliseconds: latency)
        vendors.enter(phase: phase)
        let rosterFile = rosterFile
        let judges = judges.compactMap { name in Subject.judges.first { $0.name == name } }
        try await vendors.run(port: port) { port in
            if let rosterFile {
                let text = RehearsalRoster.yaml(
                    endpoint: "http://127.0.0.1:\(port)",
                    judges: judges
                )
                do { try Files.write(Array(text.utf8), to: rosterFile) } catch {
                    Output.warn("\(error)")
                }
            }
            Output.warn("simulated vendors on http://127.0.0.1:\(port)")
        }
    }
}
