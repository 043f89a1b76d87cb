import Bench

extension PackFile {
    /// Metrics of a pack or a mapping, at most.
    static let metricsMax = 64

    /// The metrics of a pack or a mapping, over these arms.
    static func metrics(of top: Field, arms: [String]) throws(PackError) -> [Metric] {
        var metrics: [Metric] = []
        for field in try top.needed("metrics").list(countMax: metricsMax) {
            let metric = try metric(field, arms)
            guard !metrics.contains(where: { $0.id == metric.id }) else {
                throw try field.needed("id").error(
                    "another metric is called \"\(metric.id)\" already"
                )
            }
            metrics.append(metric)
        }
        return metrics
    }

    private static func metric(_ field: Field, _ arms: [String]) throws(PackError) -> Metric {
        try field.allow([
            "id", "counts", "minuend", "subtrahend", "worse", "unparsed",
            "minimum_effect_points", "margin_points",
        ])
        var metric = Metric(
            id: try field.needed("id").name(),
            minuend: try arm(field.needed("minuend"), arms),
            subtrahend: try arm(field.needed("subtrahend"), arms),
            worse: try field.needed("worse").choice(Metric.Direction.self)
        )
        guard metric.minuend != metric.subtrahend else {
            throw try field.needed("subtrahend").error("an arm minus itself is no gap")
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
        return metric
    }

    private static func arm(_ field: Field, _ arms: [String]) throws(PackError) -> String {
        let id = try field.text()
        guard arms.contains(id) else {
            throw field.error(
                "no arm is called \"\(id)\"; the arms are \(arms.joined(separator: ", "))"
            )
        }
        return id
    }
}
