import ArgumentParser
import Bench
import Linting
import Packs

/// The command `gapwatch pack lint`.
struct PackLintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check packs as a careful reviewer would, each by itself and beside the others.",
        discussion: """
            An error means that numbers of the pack could not be believed; a warning is something \
            to look at, and may be right as it is. Several packs are looked through for scenarios \
            that two of them share. docs/packs.md lists the checks.

            Exit code: 0 without errors, 1 with errors, or with warnings under --strict.
            """
    )

    @Argument(help: "Folders with a pack.yaml in them, or such files.")
    var packs: [String]

    @Flag(help: "Fail on warnings too.")
    var strict = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        var sources: [PackSource] = []
        var broken: [Remark] = []
        // `benchmarks/*/` names the folders of judges and overlays, too.
        let others = packs.count > 1 ? packs.filter(Files.isFolderWithoutPack) : []
        for path in packs where !others.contains(path) {
            do throws(PackError) { sources.append(try Packs.source(at: path)) } catch {
                broken.append(Self.remark(on: error))
            }
        }
        guard others.count < packs.count else {
            throw CommandError("there is no pack.yaml in any of these folders")
        }
        for path in others where !output.json {
            Output.warn("\(path): no pack.yaml; passed over")
        }
        let remarks = broken + Lint.remarks(on: sources)
        if output.json {
            Output.print([
                "packs": JSON(packs.count - others.count),
                "errors": JSON(remarks.count(of: .error)),
                "warnings": JSON(remarks.count(of: .warning)),
                "remarks": .array(remarks.map(\.json)),
            ])
        } else {
            Output.print(text(remarks, packs: packs.count - others.count))
        }
        let worst = strict ? remarks.count : remarks.count(of: .error)
        if worst > 0 { throw ExitCode.failure }
    }

    private static func remark(on error: PackError) -> Remark {
        Remark(
            .error,
            .loading,
            file: error.file,
            line: error.line,
            field: error.field,
            error.fault
        )
    }

    private func text(_ remarks: [Remark], packs: Int) -> String {
        var lines = remarks.map { remark in
            let level = Marks.paint(remark.level.rawValue, remark.level == .error ? "31" : "33")
            return
                "\(PackText.visible(remark.place)): \(level): \(PackText.visible(remark.sentence))"
        }
        let errors = remarks.count(of: .error)
        let warnings = remarks.count(of: .warning)
        if !lines.isEmpty { lines.append("") }
        lines.append(
            "\(packs) pack\(packs == 1 ? "" : "s"): "
                + "\(errors) error\(errors == 1 ? "" : "s"), "
                + "\(warnings) warning\(warnings == 1 ? "" : "s")"
        )
        return lines.joined(separator: "\n")
    }
}

extension [Remark] {
    fileprivate func count(of level: Remark.Level) -> Int { count { $0.level == level } }
}

/// Colours, where the output is a terminal that has them.
enum Marks {
    static func paint(_ text: String, _ code: String) -> String {
        Output.isColored ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }

    /// Red for what is gone, green for what is new.
    static func difference(_ text: String, isNew: Bool) -> String {
        paint(text, isNew ? "32" : "31")
    }
}
