import Bench

/// What the digest of a pack covers, part by part, so that two packs can be told apart in words.
public struct PackParts: Sendable, Equatable {
    /// One part.
    public struct Part: Sendable, Equatable {
        /// Its name, as in `prompts`.
        public var name: String
        /// What is in it, for people.
        public var words: String
        /// The digest of this part alone.
        public var digest: Digest
    }

    /// The parts in a fixed order; what a pack does not have is not there.
    public var parts: [Part]

    /// What a change of does not change the digest.
    public static let uncovered = [
        "titles", "version", "comments", "canary", "number of replicates", "detectors",
    ]

    /// The parts of a pack.
    public init(_ pack: Pack) {
        let json = pack.json
        let clusters = Set(pack.scenarios.map(\.cluster)).count
        let prompts = pack.prompts.reduce(0) { $0 + $1.count }
        let sent = JSON.array(
            pack.scenarios.indices.map { scenario in
                .array(
                    pack.arms.indices.map { arm in
                        .array(
                            pack.messages(scenario: scenario, arm: arm).map {
                                [JSON($0.role.rawValue), JSON($0.text)]
                            }
                        )
                    }
                )
            }
        )
        let said = PackText(pack)
        parts = [
            Part(name: "id", words: pack.id, digest: Digest(of: JSON(pack.id))),
            Part(
                name: "arms",
                words: pack.arms.map(\.id).joined(separator: ", "),
                digest: Digest(of: JSON(pack.arms.map(\.id)))
            ),
            Part(
                name: "scenarios",
                words: "\(pack.scenarios.count) in \(clusters) clusters",
                digest: Digest(of: json["scenarios"] ?? .null)
            ),
            Part(
                name: "prompts",
                words: "\(prompts), of \(pack.texts.count) distinct texts",
                digest: Digest(of: sent)
            ),
            Part(
                name: "sampling",
                words: PackText.words(of: json["sampling"] ?? .null),
                digest: Digest(of: json["sampling"] ?? .null)
            ),
            Part(
                name: "scorer",
                words: said.scorerKind,
                digest: Digest(of: said.scorer)
            ),
            Part(
                name: "metrics",
                words: pack.metrics.map(\.id).joined(separator: ", "),
                digest: Digest(of: json["metrics"] ?? .null)
            ),
        ]
        for other in said.others where other.isCovered {
            parts.append(
                Part(name: other.name, words: other.words, digest: Digest(of: other.value))
            )
        }
    }
}
