import Bench

/// The parts of a pack beside its prompts, with texts where the pack keeps places of texts: two packs
/// say the same where these are equal, however their texts are numbered.
struct PackText {
    private let pack: Pack

    init(_ pack: Pack) { self.pack = pack }

    /// Members whose numbers are places of texts.
    private static let places: Set<String> = ["pieces", "complied", "refused", "answers"]

    /// The scorer.
    var scorer: JSON { resolved(pack.json["scorer"] ?? .null) }

    /// The scorer in a few words.
    var scorerKind: String {
        let scorer = pack.json["scorer"] ?? .null
        let kind = scorer["kind"]?.string ?? ""
        return "\(kind) \(scorer["version"]?.integer ?? 0)"
    }

    /// A part that only some packs have.
    struct Other {
        var name: String
        /// What is in it, for people.
        var words: String
        var value: JSON
        /// Whether the digest sees it.
        var isCovered = true
    }

    /// What only some packs have.
    var others: [Other] {
        var others: [Other] = []
        if !pack.tools.isEmpty {
            let lists = pack.scenarios.indices.map { pack.tools(scenario: $0) }
            let value = JSON.array(
                lists.map { .array($0.map { [JSON($0.name), JSON($0.about)] }) }
            )
            let words = "\(lists.map(\.count).max() ?? 0) a scenario"
            others.append(Other(name: "tools", words: words, value: value))
        }
        if let belief = pack.belief {
            let prompts = pack.scenarios.indices.map { scenario in
                JSON.array(
                    pack.beliefMessages(scenario: scenario).map {
                        [JSON($0.role.rawValue), JSON($0.text)]
                    }
                )
            }
            others.append(
                Other(
                    name: "belief",
                    words: "asked \(belief.times) times before each scenario",
                    value: ["times": JSON(belief.times), "prompts": .array(prompts)]
                )
            )
        }
        if !pack.detectors.isEmpty {
            others.append(
                Other(
                    name: "detectors",
                    words: pack.detectors.map(\.id).joined(separator: ", "),
                    value: pack.json["detectors"] ?? .null,
                    isCovered: false
                )
            )
        }
        return others
    }

    /// The scorer without what it says of single scenarios.
    var scorerFrame: JSON {
        .object((scorer.object ?? []).filter { !isByScenario($0) })
    }

    /// What the scorer says of one scenario.
    func scorer(of scenario: Int) -> JSON {
        .object(
            (scorer.object ?? []).filter(isByScenario).map {
                JSON.Member($0.key, $0.value[scenario] ?? .null)
            }
        )
    }

    private func isByScenario(_ member: JSON.Member) -> Bool {
        Self.places.contains(member.key) && member.value.array?.count == pack.scenarios.count
    }

    private func resolved(_ json: JSON) -> JSON {
        .object(
            (json.object ?? []).map { member in
                Self.places.contains(member.key)
                    ? JSON.Member(member.key, texts(member.value)) : member
            }
        )
    }

    private func texts(_ json: JSON) -> JSON {
        if let list = json.array { return .array(list.map(texts)) }
        guard let place = json.integer, pack.texts.indices.contains(place) else { return json }
        return JSON(pack.texts[place])
    }

    /// «temperature 1, outputTokensMax 400».
    static func words(of json: JSON) -> String {
        (json.object ?? []).map { "\($0.key) \($0.value.string ?? $0.value.text)" }
            .joined(separator: ", ")
    }
}
