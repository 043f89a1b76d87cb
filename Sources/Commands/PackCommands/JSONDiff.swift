import Bench
import Linting

/// Where two JSON texts differ: the way to each value, and in which words.
enum JSONDiff {
    /// The differences in the order of the first text; one of the whole where a text is no JSON.
    static func differences(from old: [UInt8], to new: [UInt8]) -> [(path: String, diff: WordDiff)]
    {
        guard let before = try? JSON(parsing: old, rules: .vendor),
            let after = try? JSON(parsing: new, rules: .vendor)
        else {
            let texts = [old, new].map { PackText.visible(String(decoding: $0, as: UTF8.self)) }
            return [("body", WordDiff(from: texts[0], to: texts[1]))]
        }
        return differences(before, after, "")
    }

    private static func differences(
        _ old: JSON,
        _ new: JSON,
        _ path: String
    ) -> [(path: String, diff: WordDiff)] {
        if old.bytes == new.bytes { return [] }
        if let old = old.object, let new = new.object, old.map(\.key) == new.map(\.key) {
            return zip(old, new).flatMap { before, after in
                differences(
                    before.value,
                    after.value,
                    path.isEmpty ? before.key : "\(path).\(before.key)"
                )
            }
        }
        if let old = old.array, let new = new.array, old.count == new.count {
            return zip(old, new).enumerated().flatMap { index, pair in
                differences(pair.0, pair.1, "\(path)[\(index)]")
            }
        }
        let texts = [old, new].map { PackText.visible($0.string ?? $0.pretty) }
        return [(path, WordDiff(from: texts[0], to: texts[1]))]
    }
}
