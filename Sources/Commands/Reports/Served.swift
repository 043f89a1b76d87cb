import Bench
import Publish
import Store

/// Who answered, where that was not one model and the one that was asked for.
enum Served {
    /// One sentence a matter; empty where all is as it should be.
    ///
    /// Where identities are strict, an alias's snapshot counts too, and so does any backend that
    /// changed within the run.
    static func words(of spec: Spec, _ observed: [Fact: Int], isStrict: Bool) -> [String] {
        spec.roster.models.enumerated().flatMap { place, model in
            let mine = observed.filter { $0.key.model == place }
            let faults = served(model, mine, isStrict: isStrict) + fallback(mine)
            return (isStrict ? faults + changes(mine) : faults).map { "\(model.id): \($0)" }
        } + judge(spec, observed, isStrict: isStrict)
    }

    private static func values(_ name: String, _ facts: [Fact: Int]) -> [(String, Int)] {
        facts.filter { $0.key.name == name }.map { ($0.key.value, $0.value) }
            .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    }

    private static func served(
        _ model: Model,
        _ facts: [Fact: Int],
        isStrict: Bool
    ) -> [String] {
        let served = values("served model", facts)
        var words = served.compactMap { name, count in
            strange(model, name, isStrict: isStrict).map { "\($0) in \(samples(count))" }
        }
        if served.count > 1 {
            let list = served.map { "\($0.0) (\(samples($0.1)))" }.joined(separator: ", ")
            words.append("served by several models within the run: \(list)")
        }
        return words
    }

    private static func strange(_ model: Model, _ served: String, isStrict: Bool) -> String? {
        switch ServedName(asked: model, served: served) {
        case .same, .unknown: nil
        case .snapshot:
            isStrict ? "asked for \(model.name), which is an alias: \(served) answered" : nil
        case .other: "asked for \(model.name), \(served) answered"
        }
    }

    private static func fallback(_ facts: [Fact: Int]) -> [String] {
        values("fallback", facts).map {
            "another model answered in its place in \(samples($0.1)), which count as refusals"
        }
    }

    private static func changes(_ facts: [Fact: Int]) -> [String] {
        ["api version", "system fingerprint", "upstream provider"].compactMap { name in
            let seen = values(name, facts)
            guard seen.count > 1 else { return nil }
            return "its \(name) changed within the run: "
                + seen.prefix(4).map(\.0).joined(separator: ", ")
        }
    }

    private static func judge(
        _ spec: Spec,
        _ observed: [Fact: Int],
        isStrict: Bool
    ) -> [String] {
        spec.roster.judges.flatMap { judge in
            let fact = Fact.judgeServed(spec.roster.hasPanel ? judge.id : nil)
            let names = Set(observed.keys.filter { $0.name == fact }.map(\.value))
            return names.sorted().compactMap { strange(judge, $0, isStrict: isStrict) }
                .map { "the judge \(judge.id): \($0)" }
        }
    }

    private static func samples(_ count: Int) -> String {
        "\(Figures.count(count)) sample\(count == 1 ? "" : "s")"
    }
}
