/// How the model that a vendor says it served stands to the one that was asked for.
public enum ServedName: Sendable, Hashable {
    /// It is the one, by its name.
    case same
    /// A dated form of it, or the undated form of a dated one: an alias was resolved.
    case snapshot
    /// Another one.
    case other
    /// The vendor's names cannot be compared: a deployment's is its owner's choice.
    case unknown

    /// Compares by name alone.
    ///
    /// A router's or a publisher's path before the name counts for nothing, nor do the case of
    /// letters and a variant behind `:`. A snapshot differs by a suffix of numbers, as in
    /// `gpt-5-2025-08-07`, `gemini-2.5-pro-preview-05-06` or `mistral-large-2411`.
    public init(asked model: Model, served: String?) {
        guard let served, model.vendor != .azure else {
            self = .unknown
            return
        }
        let asked = Self.bare(model.name)
        let answered = Self.bare(served)
        if asked == answered {
            self = .same
        } else if Self.isSnapshot(answered, of: asked) || Self.isSnapshot(asked, of: answered) {
            self = .snapshot
        } else {
            self = .other
        }
    }

    private static func bare(_ name: String) -> Substring {
        let lower = name.lowercased().replacing("@", with: "-")
        let last = lower.split(separator: "/").last ?? ""
        return last.split(separator: ":").first ?? ""
    }

    private static func isSnapshot(_ long: Substring, of short: Substring) -> Bool {
        let stem = short.hasSuffix("-latest") ? short.dropLast(7) : short
        guard long.hasPrefix(stem), long.utf8.count > stem.utf8.count else { return false }
        let parts = long.dropFirst(stem.count).split(
            separator: "-",
            omittingEmptySubsequences: false
        )
        guard parts.first == "", parts.count > 1 else { return false }
        let words = parts.dropFirst()
        let isNumbers = words.allSatisfy { word in
            word == "preview" || word == "exp" || word.allSatisfy(\.isNumber) && !word.isEmpty
        }
        // `gpt-5-1` would be another model than `gpt-5`; no date is that short.
        return isNumbers && words.joined().count(where: \.isNumber) >= 3
    }
}
