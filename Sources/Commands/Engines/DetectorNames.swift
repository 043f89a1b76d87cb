import Bench
import Foundation
import Packs

/// Detectors by name.
enum DetectorNames {
    /// The folder in which names are looked for.
    static let folder = "benchmarks/detectors"
    /// What stands for every detector of the kind rule in that folder.
    static let rules = "rules"

    /// A detector's file, its name, or `rules`.
    static func detectors(_ name: String) throws -> [Detector] {
        if name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
            return [try Packs.detector(at: name)]
        }
        if name == rules {
            let files: [String]
            do { files = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
                throw CommandError("\(folder) cannot be read: name detectors by their files")
            }
            let all = try files.filter { $0.hasSuffix(".yaml") }.sorted().map {
                try Packs.detector(at: "\(folder)/\($0)")
            }
            let found = all.filter { if case .rule = $0.kind { true } else { false } }
            guard !found.isEmpty else { throw CommandError("\(folder) has no detector by rule") }
            return found
        }
        let file = "\(folder)/\(name).yaml"
        guard Files.exists(file) else {
            throw CommandError(
                "there is no detector \(name): \(file) does not exist; name a file, `rules`, or a "
                    + "detector of \(folder)"
            )
        }
        return [try Packs.detector(at: file)]
    }
}
