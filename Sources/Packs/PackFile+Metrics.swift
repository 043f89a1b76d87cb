import Bench

extension PackFile {
    /// Metrics of a pack or a mapping, at most.
    static let metricsMax = 64
    /// Conditions of an event, at most.
    static let conditionsMax = 16

    /// The metrics of a pack or a mapping, over these arms.
    static func metrics(of top: Field, arms: [String]) throws(PackError) -> [Metric] {
        var metrics: [Metric] = []
        for field in try top.needed("metrics").list(countMax: metricsMax) {
            let metric = try MetricField(field: field, arms: arms).metric()
            guard !metrics.contains(where: { $0.id == metric.id }) else {
                throw try field.needed("id").error(
                    "another metric is called \"\(metric.id)\" already"
                )
            }
            metrics.append(metric)
        }
        return metrics
    }
}

/// One metric of a pack or a mapping.
private struct MetricField {
    let field: Field
    let arms: [String]

    private enum Kind: String, CaseIterable { case difference, slope, event, order, contrast }

    private static let always = [
        "id", "kind", "worse", "unparsed", "minimum_effect_points", "margin_points",
        "limit_points",
    ]

    func metric() throws(PackError) -> Metric {
        var kind = Kind.difference
        if let value = field.optional("kind") { kind = try value.choice(Kind.self) }
        var metric: Metric
        switch kind {
        case .difference: metric = try pair(.difference)
        case .order: metric = try pair(.order)
        case .slope: metric = try slope()
        case .event: metric = try event()
        case .contrast: metric = try contrast()
        }
        if let value = field.optional("counts") {
            // A rate is over the samples that say what the model did, and so must its count be.
            metric.counts = try value.choice(Outcome.self, where: \.isClear)
        }
        if let value = field.optional("unparsed") {
            metric.unparsed = try value.choice(Metric.UnparsedPolicy.self)
        }
        if let points = try field.number(of: "minimum_effect_points", in: 0...100) {
            metric.minimumEffectPoints = points
        }
        if let points = try field.number(of: "margin_points", in: 0...100) {
            metric.marginPoints = points
        }
        metric.limitPoints = try field.number(of: "limit_points", in: 0...100)
        return metric
    }

    private func id() throws(PackError) -> String { try field.needed("id").name() }

    private func worse() throws(PackError) -> Metric.Direction {
        try field.needed("worse").choice(Metric.Direction.self)
    }

    private func pair(_ kind: Metric.Kind) throws(PackError) -> Metric {
        try field.allow(Self.always + ["counts", "minuend", "subtrahend", "weights", "score"])
        let metric = Metric(
            id: try id(),
            kind: kind,
            worth: try worth(),
            minuend: try arm(field.needed("minuend")),
            subtrahend: try arm(field.needed("subtrahend")),
            worse: try worse()
        )
        guard metric.minuend != metric.subtrahend else {
            throw try field.needed("subtrahend").error("an arm minus itself is no gap")
        }
        return metric
    }

    private func slope() throws(PackError) -> Metric {
        try field.allow(Self.always + ["counts", "doses", "weights", "score"])
        let list = try field.needed("doses")
        var doses: [Metric.Dose] = []
        for (name, value) in try list.entries(countMax: arms.count) {
            guard arms.contains(name) else { throw value.error(unknown(name)) }
            doses.append(Metric.Dose(arm: name, dose: try value.number(in: -1e9...1e9)))
        }
        guard let first = doses.first, doses.contains(where: { $0.dose != first.dose }) else {
            throw list.error("two arms with different doses are needed")
        }
        var metric = Metric.slope(id: try id(), doses: doses, worse: try worse())
        metric.worth = try worth()
        return metric
    }

    private func contrast() throws(PackError) -> Metric {
        try field.allow(Self.always + ["counts", "arms", "weights", "score"])
        let list = try field.needed("arms")
        var weights: [Metric.Weight] = []
        for (name, value) in try list.entries(countMax: arms.count) {
            guard arms.contains(name) else { throw value.error(unknown(name)) }
            weights.append(Metric.Weight(arm: name, weight: try value.number(in: -1e6...1e6)))
        }
        guard Metric.isContrast(weights) else {
            throw list.error("positive and negative numbers are needed that add up to 0")
        }
        var metric = Metric.contrast(id: try id(), weights: weights, worse: try worse())
        metric.worth = try worth()
        return metric
    }

    private func event() throws(PackError) -> Metric {
        try field.allow(Self.always + ["conditions", "against", "given"])
        let conditions = try conditions(field.needed("conditions"))
        var event = Metric.Event(conditions)
        if let value = field.optional("against") { event.against = try self.conditions(value) }
        if let value = field.optional("given") { event.given = try self.conditions(value) }
        return Metric.event(id: try id(), event, worse: try worse())
    }

    private func conditions(_ list: Field) throws(PackError) -> [Metric.Condition] {
        var conditions: [Metric.Condition] = []
        for item in try list.list(countMax: PackFile.conditionsMax) {
            try item.allow(["arm", "is", "is_not"])
            let holds = item.optional("is")
            let fails = item.optional("is_not")
            guard let outcome = holds ?? fails, holds == nil || fails == nil else {
                throw item.error("either `is` or `is_not` is needed")
            }
            let condition = Metric.Condition(
                arm: try arm(item.needed("arm")),
                outcome: try outcome.choice(Outcome.self, where: \.isClear),
                holds: holds != nil
            )
            // Two conditions on one arm are not independent, so their chances do not multiply.
            guard !conditions.contains(where: { $0.arm == condition.arm }) else {
                throw item.error("`\(condition.arm)` has a condition already")
            }
            conditions.append(condition)
        }
        return conditions
    }

    private func worth() throws(PackError) -> Metric.Worth {
        let weights = field.optional("weights")
        let score = field.optional("score")
        if let score, weights != nil || field.optional("counts") != nil {
            throw score.error("a score stands alone: take `weights` and `counts` away")
        }
        if let weights {
            var found: [Outcome: Double] = [:]
            for (name, value) in try weights.entries(countMax: Outcome.allCases.count) {
                guard let outcome = Outcome(rawValue: name) else {
                    throw value.error("there is no outcome \"\(name)\"")
                }
                found[outcome] = try value.number(in: 0...1)
            }
            guard Set(found.values).count > 1 else {
                throw weights.error("two outcomes with different weights are needed")
            }
            return .weights(found)
        }
        guard let score else { return .counted }
        let ends = try score.list(countMax: 2)
        guard ends.count == 2 else { throw score.error("two numbers are needed: [low, high]") }
        let low = try ends[0].number(in: -1e9...1e9)
        let high = try ends[1].number(in: -1e9...1e9)
        guard low < high else { throw score.error("the range must go up") }
        return .score(low...high)
    }

    private func arm(_ field: Field) throws(PackError) -> String {
        let id = try field.text()
        guard arms.contains(id) else { throw field.error(unknown(id)) }
        return id
    }

    private func unknown(_ id: String) -> String {
        "no arm is called \"\(id)\"; the arms are \(arms.joined(separator: ", "))"
    }
}
