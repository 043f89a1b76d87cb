import ArgumentParser
import Bench
import Foundation
import Packs

/// The command `gapwatch pack new`.
struct PackNewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write the beginning of a pack: a template that loads, to be filled."
    )

    @Argument(help: "The pack's name: lower-case letters, digits, `.`, `_` and `-`.")
    var name: String

    @Option(help: ArgumentHelp("Where the pack's own folder is made.", valueName: "folder"))
    var folder = "benchmarks"

    func run() async throws {
        guard Packs.isName(name) else {
            throw CommandError(
                "\"\(name)\" is no name: lower-case letters, digits, `.`, `_` and `-`, up to "
                    + "\(Pack.nameBytesMax), beginning with a letter or digit"
            )
        }
        let target = (folder.hasSuffix("/") ? folder : folder + "/") + name
        guard !Files.exists(target) else {
            throw CommandError("\(target): is there already; nothing was written")
        }
        let template = PackTemplate(
            name: name,
            canary: "gapwatch-\(name)-\(UUID().uuidString.lowercased())"
        )
        try Files.makeFolder(target)
        for (file, text) in template.files {
            try Files.write(Array(text.utf8), to: target + "/" + file)
        }
        Output.print(
            """
            \(target)/pack.yaml        the arms, the scorer, the metric
            \(target)/scenarios.jsonl  two scenarios; write fifty or more
            \(target)/README.md        what it measures and what it cannot show

            Next: gapwatch pack show \(target)    what each arm sends
                  gapwatch pack lint \(target)    what a reviewer would say
            """
        )
    }
}
