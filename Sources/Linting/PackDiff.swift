import Bench

/// What changed between two versions of a pack, by what it does to numbers.
public struct PackDiff: Sendable {
    /// One change.
    public struct Change: Sendable, Equatable {
        /// What it is a change of, as in `sampling`.
        public var part: String
        /// What it does to numbers.
        public var effect: Effect
        /// What changed, for people.
        public var words: String
    }

    /// What a change does to numbers.
    public enum Effect: String, Sendable {
        /// Other questions, answers or counts: numbers before and after are not of the same thing.
        case measure
        /// The same thing, known better or less well.
        case certainty
        /// Nothing.
        case none
    }

    /// A prompt that is not what it was.
    public struct Prompt: Sendable, Equatable {
        /// The scenario, by its id.
        public var scenario: String
        /// The arm, by its id.
        public var arm: String
        /// What differs, a few words around each difference, marked as git marks words.
        public var words: String
    }

    /// Digest of the old pack and of the new one.
    public let digests: (old: Digest, new: Digest)
    /// The changes, in the order in which a pack is written.
    public private(set) var changes: [Change] = []
    /// The first prompts that differ, each in other words.
    public private(set) var prompts: [Prompt] = []

    /// Prompts that are shown, at most.
    public static let promptsMax = 3
    /// Prompts that are looked at for those, at most.
    static let promptsReadMax = 300

    /// Whether the series goes on: numbers of both are comparable.
    public var isSameSegment: Bool { digests.old == digests.new }

    /// Compares two versions.
    public init(from old: Pack, to new: Pack) {
        digests = (old.digest, new.digest)
        compareHeads(old, new)
        compareArms(old, new)
        compareScenarios(old, new)
        comparePrompts(old, new)
        compare("sampling", old.json["sampling"], new.json["sampling"])
        compareScorers(PackText(old), PackText(new), old, new)
        compareMetrics(old, new)
        compareOthers(PackText(old), PackText(new))
        if old.replicates != new.replicates {
            add("replicates", .certainty, "\(old.replicates) → \(new.replicates)")
        }
        if !isSameSegment, !changes.contains(where: { $0.effect == .measure }) {
            add("order", .measure, "the same parts in another order, which the digest sees")
        }
    }

    private mutating func add(_ part: String, _ effect: Effect, _ words: String) {
        changes.append(Change(part: part, effect: effect, words: words))
    }
}

// MARK: - Parts

extension PackDiff {
    private mutating func compareHeads(_ old: Pack, _ new: Pack) {
        if old.id != new.id { add("id", .measure, "\(old.id) → \(new.id): another series") }
        if old.version != new.version {
            add("version", .none, "\(old.version) → \(new.version)")
        }
        if old.title != new.title { add("title", .none, "«\(old.title)» → «\(new.title)»") }
    }

    private mutating func compareArms(_ old: Pack, _ new: Pack) {
        let before = old.arms.map(\.id)
        let after = new.arms.map(\.id)
        addNames("arms", before, after)
        let renamed = new.arms.filter { arm in
            old.arms.contains { $0.id == arm.id && $0.title != arm.title }
        }
        if !renamed.isEmpty {
            add("titles of arms", .none, renamed.map(\.id).joined(separator: ", "))
        }
    }

    private mutating func compareScenarios(_ old: Pack, _ new: Pack) {
        addNames("scenarios", old.scenarios.map(\.id), new.scenarios.map(\.id))
        let before = Dictionary(
            old.scenarios.map { ($0.id, $0.cluster) },
            uniquingKeysWith: { first, _ in first }
        )
        let moved = new.scenarios.filter { before[$0.id].map { $0 != "" } ?? false }
            .filter { before[$0.id] != $0.cluster }
        if !moved.isEmpty {
            add(
                "clusters",
                .measure,
                "\(moved.count) scenarios are in another one: \(Lint.some(moved.map(\.id)))"
            )
        }
    }

    private mutating func comparePrompts(_ old: Pack, _ new: Pack) {
        var changed: [String] = []
        var compared = 0
        var pairs = 0
        var differing = 0
        for (place, before) in Self.shared(old.scenarios.map(\.id), new.scenarios.map(\.id)) {
            compared += 1
            var isChanged = false
            for (arm, armBefore) in Self.shared(old.arms.map(\.id), new.arms.map(\.id)) {
                pairs += 1
                let was = old.messages(scenario: before, arm: armBefore)
                let now = new.messages(scenario: place, arm: arm)
                guard !Self.areSame(was, now) else { continue }
                differing += 1
                if !isChanged { changed.append(new.scenarios[place].id) }
                isChanged = true
                guard prompts.count < Self.promptsMax, differing <= Self.promptsReadMax else {
                    continue
                }
                let words = Self.excerpt(was, now)
                guard !prompts.contains(where: { $0.words == words }) else { continue }
                prompts.append(
                    Prompt(
                        scenario: new.scenarios[place].id,
                        arm: new.arms[arm].id,
                        words: words
                    )
                )
            }
        }
        guard differing > 0 else { return }
        add(
            "prompts",
            .measure,
            "\(differing) of \(pairs) that both have differ, in \(changed.count) of \(compared) "
                + "scenarios: \(Lint.some(changed))"
        )
    }

    private mutating func compareScorers(
        _ before: PackText,
        _ after: PackText,
        _ old: Pack,
        _ new: Pack
    ) {
        if before.scorerFrame != after.scorerFrame {
            add("scorer", .measure, Self.words(before.scorerFrame, after.scorerFrame))
        }
        let changed = Self.shared(old.scenarios.map(\.id), new.scenarios.map(\.id)).filter {
            before.scorer(of: $0.1) != after.scorer(of: $0.0)
        }
        if !changed.isEmpty {
            let ids = changed.map { new.scenarios[$0.0].id }
            add(
                "scorer",
                .measure,
                "reads \(ids.count) scenarios otherwise: \(Lint.some(ids))"
            )
        }
    }

    private mutating func compareMetrics(_ old: Pack, _ new: Pack) {
        addNames("metrics", old.metrics.map(\.id), new.metrics.map(\.id))
        let before = old.json["metrics"]?.array ?? []
        let after = new.json["metrics"]?.array ?? []
        for (place, placeBefore) in Self.shared(old.metrics.map(\.id), new.metrics.map(\.id))
        where before[placeBefore] != after[place] {
            add(
                "metric \(new.metrics[place].id)",
                .measure,
                Self.words(before[placeBefore], after[place])
            )
        }
    }

    private mutating func compareOthers(_ before: PackText, _ after: PackText) {
        let names = before.others.map(\.name) + after.others.map(\.name)
        for name in Set(names).sorted() {
            let was = before.others.first { $0.name == name }
            let now = after.others.first { $0.name == name }
            guard was?.value != now?.value, let either = now ?? was else { continue }
            let words = was == nil ? "new" : now == nil ? "gone" : "changed"
            add(name, either.isCovered ? .measure : .none, "\(words): \(either.words)")
        }
    }

    private mutating func compare(_ part: String, _ old: JSON?, _ new: JSON?) {
        guard old != new else { return }
        add(part, .measure, Self.words(old ?? .null, new ?? .null))
    }

    private mutating func addNames(_ part: String, _ before: [String], _ after: [String]) {
        let gone = before.filter { !Set(after).contains($0) }
        let new = after.filter { !Set(before).contains($0) }
        if !gone.isEmpty { add(part, .measure, "\(gone.count) gone: \(Lint.some(gone))") }
        if !new.isEmpty { add(part, .measure, "\(new.count) new: \(Lint.some(new))") }
    }

    // MARK: - Helpers

    /// The places in the new list of what both have, each with its place in the old one.
    private static func shared(_ old: [String], _ new: [String]) -> [(Int, Int)] {
        let places = Dictionary(
            old.enumerated().map { ($1, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return new.enumerated().compactMap { place, id in places[id].map { (place, $0) } }
    }

    /// Letter for letter: `String` takes two spellings of «é» for one.
    private static func areSame(_ left: [Message], _ right: [Message]) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy {
                $0.role == $1.role && $0.text.utf8.elementsEqual($1.text.utf8)
            }
    }

    private static func excerpt(_ old: [Message], _ new: [Message]) -> String {
        func text(_ messages: [Message]) -> String {
            messages.map { "\($0.role.rawValue): \($0.text)" }.joined(separator: "\n")
        }
        return WordDiff(from: text(old), to: text(new)).excerpt(words: 5).marked()
    }

    /// «minimumEffectPoints 5 → 8, …».
    private static func words(_ old: JSON, _ new: JSON) -> String {
        var keys: [String] = []
        for member in (old.object ?? []) + (new.object ?? []) where !keys.contains(member.key) {
            keys.append(member.key)
        }
        return keys.compactMap { key in
            guard old[key] != new[key] else { return nil }
            func text(_ value: JSON?) -> String {
                guard let value, !value.isNull else { return "none" }
                return value.string ?? value.text
            }
            return "\(key) \(text(old[key])) → \(text(new[key]))"
        }.joined(separator: ", ")
    }
}

extension PackDiff {
    /// The comparison as `pack diff --json` answers.
    public var json: JSON {
        [
            "old_digest": JSON(digests.old.hex), "new_digest": JSON(digests.new.hex),
            "same_segment": .bool(isSameSegment),
            "changes": .array(
                changes.map {
                    [
                        "part": JSON($0.part), "effect": JSON($0.effect.rawValue),
                        "words": JSON($0.words),
                    ]
                }
            ),
            "prompts": .array(
                prompts.map {
                    [
                        "scenario": JSON($0.scenario), "arm": JSON($0.arm),
                        "words": JSON($0.words),
                    ]
                }
            ),
        ]
    }
}
