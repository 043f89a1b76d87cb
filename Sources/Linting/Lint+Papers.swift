import Bench

extension PackSource {
    /// What a README has to say, as its headings.
    package static let sections = [
        "What it measures", "Arms", "What a false positive would look like", "Limits",
        "Source of the idea",
    ]

    /// The bytes of a canary, at least: a short one stands in texts by chance.
    static let canaryBytesMin = 16

    var canaryRemarks: [Remark] {
        guard let canary else {
            return [
                Remark(
                    .warning,
                    .canary,
                    file: file,
                    "`canary` is missing: without one nobody can tell whether a model has read the "
                        + "pack"
                )
            ]
        }
        var remarks: [Remark] = []
        func add(_ words: String) {
            remarks.append(
                Remark(.error, .canary, file: file, line: canary.line, field: canary.field, words)
            )
        }
        guard canary.text.utf8.count >= Self.canaryBytesMin else {
            add("is shorter than \(Self.canaryBytesMin) letters; take \(pack.id) and a random UUID")
            return remarks
        }
        if pack.texts.contains(where: { $0.contains(canary.text) }) {
            add("is sent to the models, so it proves nothing")
        }
        if let text = readme.text, !text.contains(canary.text) {
            add("does not stand in \(readme.file)")
        }
        return remarks
    }

    var readmeRemarks: [Remark] {
        guard let text = readme.text else {
            return [
                Remark(
                    .error,
                    .readme,
                    file: readme.file,
                    "is missing: what does the pack measure, and what can it not show?"
                )
            ]
        }
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }
            .map { $0.drop { $0 == "#" || $0 == " " }.lowercased() }
        let missing = Self.sections.filter { section in
            !headings.contains { $0.hasPrefix(section.lowercased()) }
        }
        var remarks = missing.map {
            Remark(.error, .readme, file: readme.file, "has no section «\($0)»")
        }
        func note(_ kind: String, _ ids: [String]) {
            let silent = ids.filter { !text.contains($0) }
            guard !silent.isEmpty else { return }
            remarks.append(
                Remark(
                    .warning,
                    .readme,
                    file: readme.file,
                    "says nothing of the \(kind)\(silent.count == 1 ? "" : "s") "
                        + silent.joined(separator: ", ")
                )
            )
        }
        note("arm", pack.arms.map(\.id))
        note("metric", pack.metrics.map(\.id))
        return remarks
    }

    var keyRemarks: [Remark] {
        keys.map { place in
            // The text is not repeated: it may be a key.
            Remark(
                .error,
                .key,
                file: place.file,
                line: place.line,
                "something here looks like a key; packs are shared"
            )
        }
    }
}
