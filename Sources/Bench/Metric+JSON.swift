extension Metric {
    /// The metric as the wire and the store keep it.
    ///
    /// What is not said is not there, so that a metric of an earlier version keeps its digest.
    public var json: JSON {
        .compact([
            ("id", JSON(id)), ("counts", JSON(counts.rawValue)), ("minuend", JSON(minuend)),
            ("subtrahend", JSON(subtrahend)), ("worse", JSON(worse.rawValue)),
            ("unparsed", JSON(unparsed.rawValue)),
            ("minimumEffectPoints", JSON(minimumEffectPoints)),
            ("marginPoints", JSON(marginPoints)), ("limitPoints", JSON(limitPoints)),
            ("kind", kindJSON), ("worth", worthJSON),
        ])
    }

    /// Reads what `json` wrote.
    public init(json: JSON) throws(FieldError) {
        self.init(
            id: try json.text("id"),
            kind: try Self.kind(json),
            counts: try json.choice("counts", of: Outcome.self),
            worth: try Self.worth(json),
            minuend: try json.text("minuend"),
            subtrahend: try json.text("subtrahend"),
            worse: try json.choice("worse", of: Direction.self),
            unparsed: try json.choice("unparsed", of: UnparsedPolicy.self),
            minimumEffectPoints: json["minimumEffectPoints"]?.double ?? 5,
            marginPoints: json["marginPoints"]?.double ?? 5,
            limitPoints: json["limitPoints"]?.double
        )
    }

    private var kindJSON: JSON {
        switch kind {
        case .difference: .null
        case .order: ["name": "order"]
        case .slope(let doses):
            [
                "name": "slope",
                "doses": .array(
                    doses.map { ["arm": JSON($0.arm), "dose": .number($0.dose)] }
                ),
            ]
        case .contrast(let weights):
            [
                "name": "contrast",
                "weights": .array(
                    weights.map { ["arm": JSON($0.arm), "weight": .number($0.weight)] }
                ),
            ]
        case .event(let event):
            [
                "name": "event", "conditions": .array(event.conditions.map(\.json)),
                "against": .array(event.against.map(\.json)),
                "given": .array(event.given.map(\.json)),
            ]
        }
    }

    private var worthJSON: JSON {
        switch worth {
        case .counted: .null
        case .weights(let weights):
            [
                "weights": .object(
                    weights.sorted { $0.key < $1.key }.map {
                        JSON.Member($0.key.rawValue, .number($0.value))
                    }
                )
            ]
        case .score(let range):
            ["score": [.number(range.lowerBound), .number(range.upperBound)]]
        }
    }

    private static func kind(_ json: JSON) throws(FieldError) -> Kind {
        guard let kind = json["kind"] else { return .difference }
        switch try kind.text("name") {
        case "order": return .order
        case "slope":
            var doses: [Dose] = []
            for dose in try kind.list("doses") {
                guard let number = dose["dose"]?.double, number.isFinite else {
                    throw FieldError("kind.doses", "a number is needed")
                }
                doses.append(Dose(arm: try dose.text("arm"), dose: number))
            }
            guard let first = doses.first, doses.contains(where: { $0.dose != first.dose }) else {
                throw FieldError("kind.doses", "two different doses are needed")
            }
            return .slope(doses)
        case "contrast":
            var weights: [Weight] = []
            for weight in try kind.list("weights") {
                guard let number = weight["weight"]?.double, number.isFinite else {
                    throw FieldError("kind.weights", "a number is needed")
                }
                weights.append(Weight(arm: try weight.text("arm"), weight: number))
            }
            guard isContrast(weights) else {
                throw FieldError("kind.weights", "positive and negative ones that add up to 0")
            }
            return .contrast(weights)
        case "event":
            let conditions = try Self.conditions(kind, "conditions")
            guard !conditions.isEmpty else {
                throw FieldError("kind.conditions", "one condition at least is needed")
            }
            return .event(
                Event(
                    conditions,
                    against: try Self.conditions(kind, "against"),
                    given: try Self.conditions(kind, "given")
                )
            )
        case let name: throw FieldError("kind.name", "there is no kind \"\(name)\" of metric")
        }
    }

    private static func conditions(
        _ json: JSON,
        _ key: String
    ) throws(FieldError) -> [Condition] {
        var conditions: [Condition] = []
        for condition in try json.list(key) {
            conditions.append(
                Condition(
                    arm: try condition.text("arm"),
                    outcome: try condition.choice("outcome", of: Outcome.self),
                    holds: condition["holds"]?.bool ?? true
                )
            )
        }
        return conditions
    }

    private static func worth(_ json: JSON) throws(FieldError) -> Worth {
        guard let worth = json["worth"] else { return .counted }
        if let members = worth["weights"]?.object {
            var weights: [Outcome: Double] = [:]
            for member in members {
                guard let outcome = Outcome(rawValue: member.key),
                    let weight = member.value.double, (0...1).contains(weight)
                else { throw FieldError("worth.weights", "outcomes with numbers from 0 to 1") }
                weights[outcome] = weight
            }
            return .weights(weights)
        }
        guard let low = worth["score"]?[0]?.double, let high = worth["score"]?[1]?.double,
            low.isFinite, high.isFinite, low < high
        else { throw FieldError("worth.score", "two ends of a range are needed") }
        return .score(low...high)
    }
}

extension Metric.Condition {
    var json: JSON {
        ["arm": JSON(arm), "outcome": JSON(outcome.rawValue), "holds": .bool(holds)]
    }
}
