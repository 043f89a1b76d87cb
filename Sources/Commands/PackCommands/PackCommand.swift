import ArgumentParser
import Bench
import Linting
import Packs

/// The command `gapwatch pack`: what authors and reviewers of packs need, before anything is asked.
struct PackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: "Write, check, preview and compare packs; nothing is sent anywhere.",
        subcommands: [
            PackNewCommand.self, PackLintCommand.self, PackShowCommand.self, PackDiffCommand.self,
            PackDigestCommand.self,
        ]
    )
}

/// The command `gapwatch pack digest`.
struct PackDigestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest",
        abstract: "Show the digest of a pack, and what it covers."
    )

    @Argument(help: "A folder with a pack.yaml in it, or that file.")
    var pack: String

    @OptionGroup var overlays: OverlayOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let pack = try overlays.applied(to: Packs.pack(at: pack), from: pack)
        let parts = PackParts(pack)
        if output.json {
            Output.print([
                "pack": JSON(pack.id), "version": JSON(pack.version),
                "digest": JSON(pack.digest.hex),
                "covers": .array(
                    parts.parts.map {
                        [
                            "part": JSON($0.name), "words": JSON($0.words),
                            "digest": JSON($0.digest.hex),
                        ]
                    }
                ), "does_not_cover": JSON(PackParts.uncovered),
            ])
            return
        }
        var lines = ["\(pack.digest.hex)  \(pack.id) \(pack.version)", "", "It covers"]
        let width = parts.parts.map(\.name.count).max() ?? 0
        for part in parts.parts {
            let space = String(repeating: " ", count: width - part.name.count)
            lines += PackText.wrap(
                "\(part.digest.short)  \(part.name)\(space)  \(part.words)",
                indent: String(repeating: " ", count: 16 + width)
            ).map { "  " + $0 }
        }
        lines.append("")
        lines += PackText.wrap(
            "It does not cover \(PackParts.uncovered.joined(separator: ", ")): these may change "
                + "and the series goes on."
        )
        Output.print(lines.joined(separator: "\n"))
    }
}

/// The command `gapwatch pack diff`.
struct PackDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed between two versions of a pack, by what it does to numbers."
    )

    @Argument(help: "The old version: a folder with a pack.yaml in it, or that file.")
    var old: String

    @Argument(help: "The new version.")
    var new: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let before = try Packs.pack(at: old)
        let after = try Packs.pack(at: new)
        let diff = PackDiff(from: before, to: after)
        if output.json {
            Output.print(diff.json)
            return
        }
        var lines = [
            "\(before.id) \(before.version) → \(after.id) \(after.version)",
            "digest \(diff.digests.old.short) → \(diff.digests.new.short)",
        ]
        if diff.isSameSegment {
            lines.append("The same digest: numbers stay comparable and the series goes on.")
        } else {
            lines.append("Another digest: old and new numbers are never compared, a new segment.")
        }
        if diff.changes.isEmpty { lines += ["", "Nothing changed."] }
        let heads: [(PackDiff.Effect, String)] = [
            (.measure, "Changes what is measured"), (.certainty, "Changes how sure a number is"),
            (.none, "Changes no number"),
        ]
        for (effect, head) in heads {
            let changes = diff.changes.filter { $0.effect == effect }
            guard !changes.isEmpty else { continue }
            lines += ["", head]
            for change in changes {
                lines += PackText.wrap(
                    PackText.visible("  \(change.part): \(change.words)"),
                    indent: "    "
                )
            }
        }
        if !diff.prompts.isEmpty { lines += ["", "How prompts differ, at first"] }
        for prompt in diff.prompts {
            lines.append("  \(prompt.scenario), \(prompt.arm)")
            lines += PackText.block(PackText.visible(prompt.words), indent: "    ")
        }
        Output.print(lines.joined(separator: "\n"))
    }
}
