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

    /// What only some packs have, by name.
    var others: [(name: String, value: JSON)] { [] }

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

    /// What a part holds, for people.
    static func count(of json: JSON) -> String {
        if let list = json.array { return "\(list.count)" }
        return words(of: json)
    }
}
