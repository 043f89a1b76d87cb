import Bench

/// The subjects as a roster names them.
public enum RehearsalRoster {
    /// The variable that holds the rehearsal's key; it opens nothing but the rehearsal.
    public static let keyVariable = "GAPWATCH_REHEARSAL_KEY"

    /// A roster of all subjects behind `endpoint`, as in `http://127.0.0.1:8700`, and of their judge
    /// or judges.
    public static func roster(
        endpoint: String,
        judges: [Subject] = [Subject.judge]
    ) -> Roster {
        Roster(
            models: Subject.all.map { model($0, endpoint) },
            judges: judges.map { model($0, endpoint) }
        )
    }

    /// A roster of all subjects and of the two that no gap can show of.
    public static func whole(endpoint: String) -> Roster {
        var roster = roster(endpoint: endpoint)
        roster.models += Subject.extremes.map { model($0, endpoint) }
        return roster
    }

    private static func model(_ subject: Subject, _ endpoint: String) -> Model {
        Model(
            id: "simulated/\(subject.name)",
            vendor: subject.vendor,
            endpoint: [.chat, .responses].contains(subject.vendor.format)
                ? endpoint + "/v1" : endpoint,
            name: subject.name,
            keyVariable: keyVariable,
            price: Price(input: 0.5, output: 1.5, asOf: "simulated"),
            inFlightMax: 64,
            isSimulated: true
        )
    }

    /// The subject behind a model's id; nil for any other model.
    public static func subject(of model: String) -> Subject? {
        (Subject.all + Subject.extremes).first { "simulated/\($0.name)" == model }
    }
}

extension RehearsalRoster {
    /// The same roster as a file, for `gapwatch run` and `gapwatch submit`.
    public static func yaml(endpoint: String, judges: [Subject] = [Subject.judge]) -> String {
        var lines = ["# Simulated models: their numbers say nothing of any real model.", "models:"]
        let roster = roster(endpoint: endpoint, judges: judges)
        for model in roster.models { lines += entry(model, bullet: "  - ") }
        if !judges.isEmpty { lines.append(roster.hasPanel ? "judges:" : "judge:") }
        for judge in roster.judges {
            lines += entry(judge, bullet: roster.hasPanel ? "  - " : "  ")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func entry(_ model: Model, bullet: String) -> [String] {
        let fields = [
            "id: \(model.id)", "vendor: \(model.vendor.rawValue)", "name: \(model.name)",
            "endpoint: \(model.endpoint)", "key: \(keyVariable)", "simulated: true",
            "in_flight_max: \(model.inFlightMax)",
            "price: {input: 0.5, output: 1.5, as_of: simulated}",
        ]
        return fields.enumerated().map { index, field in
            index == 0 ? bullet + field : String(repeating: " ", count: bullet.count) + field
        }
    }
}
