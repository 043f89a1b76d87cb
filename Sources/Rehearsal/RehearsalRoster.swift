import Bench

/// The subjects as a roster names them.
public enum RehearsalRoster {
    /// The variable that holds the rehearsal's key; it opens nothing but the rehearsal.
    public static let keyVariable = "GAPWATCH_REHEARSAL_KEY"

    /// A roster of all subjects behind `endpoint`, as in `http://127.0.0.1:8700`, and their judge.
    public static func roster(endpoint: String) -> Roster {
        Roster(
            models: Subject.all.map { model($0, endpoint) },
            judge: model(Subject.judge, endpoint))
    }

    private static func model(_ subject: Subject, _ endpoint: String) -> Model {
        Model(
            id: "simulated/\(subject.name)", vendor: subject.vendor,
            endpoint: subject.vendor == .openai ? endpoint + "/v1" : endpoint,
            name: subject.name, keyVariable: keyVariable,
            price: Price(input: 0.5, output: 1.5, asOf: "simulated"), inFlightMax: 64,
            isSimulated: true)
    }

    /// The subject behind a model's id; nil for any other model.
    public static func subject(of model: String) -> Subject? {
        Subject.all.first { "simulated/\($0.name)" == model }
    }
}
