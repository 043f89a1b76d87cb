import ArgumentParser
import Bench
import Packs

/// The command `gapwatch pack show`.
struct PackShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Preview exactly what each arm of a pack sends; with a roster, to each vendor.",
        discussion: """
            The first arm is shown whole, the others with their words marked against it: \
            [-only there-]{+only here+}. With --models the HTTP request of each model follows, \
            byte for byte but for the key. Nothing is sent.
            """
    )

    @Argument(help: "A folder with a pack.yaml in it, or that file.")
    var pack: String

    @Option(help: ArgumentHelp("The scenario; the first by default.", valueName: "id"))
    var scenario: String?

    @Option(
        name: .customLong("arm"),
        help: ArgumentHelp("An arm; all by default. May be given several times.", valueName: "id")
    )
    var arms: [String] = []

    @Option(
        help: ArgumentHelp("Show the requests to the models of this roster.", valueName: "file")
    )
    var models: String?

    @OptionGroup var overlays: OverlayOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let pack = try overlays.applied(to: Packs.pack(at: pack), from: pack)
        let roster = try models.map { try Packs.roster(at: $0) }
        let arms = try arms.isEmpty ? Array(pack.arms.indices) : arms.map { try arm($0, of: pack) }
        let previews = try scenarios(of: pack).map { scenario in
            PackPreview(pack: pack, scenario: scenario, arms: arms, roster: roster)
        }
        if output.json {
            Output.print(.array(previews.map(\.json)))
        } else {
            Output.print(previews.map(\.text).joined(separator: "\n\n"))
        }
    }

    private func arm(_ id: String, of pack: Pack) throws(CommandError) -> Int {
        if let arm = pack.arm(id) { return arm }
        throw CommandError(
            "--arm \(id): no arm is called that; the arms are "
                + pack.arms.map(\.id).joined(separator: ", ")
        )
    }

    /// The places of the scenario; of one with options, a place for each order in which it is asked.
    private func scenarios(of pack: Pack) throws(CommandError) -> [Int] {
        guard let scenario else { return [0] }
        let places = pack.scenarios.indices.filter {
            let id = pack.scenarios[$0].id
            return id == scenario || id.hasPrefix(scenario + "~")
        }
        guard places.isEmpty else { return places }
        throw CommandError(
            "--scenario \(scenario): no scenario is called that; they go from "
                + "\(pack.scenarios.first?.id ?? "") to \(pack.scenarios.last?.id ?? "")"
        )
    }
}
