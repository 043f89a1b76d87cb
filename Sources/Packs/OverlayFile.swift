import Bench

/// One overlay file: ways of asking the arms of any pack once more.
struct OverlayFile {
    /// Variants of an overlay, at most.
    static let variantsMax = 16
    /// Words that a variant replaces, at most.
    static let replacementsMax = 64
    /// How often a frame's text may be repeated, at most.
    static let repeatMax = 10_000
    /// The bytes of a frame, at most.
    static let frameBytesMax = 4 << 20

    private let top: Field

    init(_ file: String) throws(PackError) {
        top = try Field.top(of: file)
        try top.allow(["id", "title", "variants"])
    }

    func overlay() throws(PackError) -> Overlay {
        var variants: [Overlay.Variant] = []
        for field in try top.needed("variants").list(countMax: Self.variantsMax) {
            let variant = try variant(field)
            guard !variants.contains(where: { $0.id == variant.id }) else {
                throw try field.needed("id").error(
                    "another variant is called \"\(variant.id)\" already"
                )
            }
            variants.append(variant)
        }
        return Overlay(
            id: try top.needed("id").name(),
            title: try top.needed("title").text(),
            variants: variants
        )
    }

    private func variant(_ field: Field) throws(PackError) -> Overlay.Variant {
        try field.allow(["id", "title", "system", "prompt", "replace"])
        let variant = Overlay.Variant(
            id: try field.needed("id").name(),
            title: try field.needed("title").text(),
            system: try frame(field.optional("system")),
            prompt: try frame(field.optional("prompt")),
            replacements: try replacements(field.optional("replace"))
        )
        guard variant != Overlay.Variant(id: variant.id, title: variant.title) else {
            throw field.error("`system`, `prompt` or `replace` is needed: it changes nothing")
        }
        return variant
    }

    private func frame(_ field: Field?) throws(PackError) -> Overlay.Frame {
        guard let field else { return Overlay.Frame() }
        try field.allow(["before", "after", "repeat"])
        let times = try field.whole(of: "repeat", in: 1...Self.repeatMax) ?? 1
        let before = try field.text(of: "before") ?? ""
        let after = try field.text(of: "after") ?? ""
        guard (before.utf8.count + after.utf8.count) * times <= Self.frameBytesMax else {
            throw field.error("is longer than \(Self.frameBytesMax >> 20) MiB")
        }
        return Overlay.Frame(
            before: String(repeating: before, count: times),
            after: String(repeating: after, count: times)
        )
    }

    /// The longest words first, so that a part of one is not taken for it.
    private func replacements(_ field: Field?) throws(PackError) -> [Overlay.Replacement] {
        guard let field else { return [] }
        var found: [Overlay.Replacement] = []
        for (word, value) in try field.entries(countMax: Self.replacementsMax) {
            guard !word.isEmpty else { throw value.error("an empty word is everywhere") }
            found.append(.init(word: word, replacement: try value.textOrEmpty()))
        }
        guard !found.isEmpty else { throw field.error("the mapping is empty") }
        return found.sorted { (-$0.word.utf8.count, $0.word) < (-$1.word.utf8.count, $1.word) }
    }
}
