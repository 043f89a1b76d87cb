import ArgumentParser
import Bench
import Packs

/// What multiplies a pack.
struct OverlayOptions: ParsableArguments {
    @Option(
        name: .customLong("overlay"),
        help: ArgumentHelp(
            "Ask the pack's two main arms once more under other words (benchmarks/overlays); "
                + "with :variant,variant some of its ways only. May be given several times.",
            valueName: "file[:variants]"
        )
    )
    var names: [String] = []

    /// Overlays of a run, at most.
    static let countMax = 8

    /// The pack that was read from `path`, with every overlay.
    ///
    /// A bare name is looked for beside the pack: `mitigation` is `../overlays/mitigation.yaml` seen
    /// from the pack's folder.
    func applied(to pack: Pack, from path: String) throws -> Pack {
        guard names.count <= Self.countMax else {
            throw CommandError("--overlay: \(Self.countMax) at most")
        }
        var pack = pack
        let found = try names.map { try overlay($0, from: path) }
        for (index, name) in names.enumerated() {
            do throws(OverlayError) { pack = try pack.overlaid(with: found[index]) } catch {
                throw CommandError("--overlay \(name): \(error)")
            }
        }
        return pack
    }

    private func overlay(_ name: String, from path: String) throws -> Overlay {
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        var overlay = try Packs.overlay(at: Self.file(parts.first ?? "", from: path))
        guard parts.count == 2 else { return overlay }
        let wanted = parts[1].split(separator: ",").map(String.init)
        let known = overlay.variants.map(\.id)
        if let unknown = wanted.first(where: { !known.contains($0) }) {
            throw CommandError(
                "--overlay \(name): there is no variant \(unknown); there are "
                    + known.joined(separator: ", ")
            )
        }
        overlay.variants.removeAll { !wanted.contains($0.id) }
        return overlay
    }

    private static func file(_ name: String, from path: String) -> String {
        guard !name.contains("/"), !name.hasSuffix(".yaml"), !Files.exists(name) else {
            return name
        }
        var folder = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if folder.last?.isEmpty == true { folder.removeLast() }
        if folder.last?.hasSuffix(".yaml") == true { folder.removeLast() }
        if !folder.isEmpty { folder.removeLast() }
        return (folder + ["overlays", name + ".yaml"]).joined(separator: "/")
    }
}
