import Bench

/// One policy file.
struct PolicyFile {
    /// Metrics that a policy may name, at most.
    static let metricsMax = 1_000
    /// Runs of history, at most.
    static let historyMax = 10_000

    private let top: Field

    init(_ file: String) throws(PackError) {
        top = try Field.top(of: file)
        try top.allow([
            "q", "adjustment", "history", "missing_max_percent", "minimum_effect_points",
            "margin_points", "limit_points", "inconclusive_passes", "metrics",
        ])
    }

    func policy() throws(PackError) -> Policy {
        var policy = Policy()
        if let level = try top.number(of: "q", in: 0.000_001...0.5) { policy.level = level }
        if let field = top.optional("adjustment") {
            policy.adjustment = try field.choice(Policy.Adjustment.self)
        }
        if let runs = try top.whole(of: "history", in: 1...Self.historyMax) {
            policy.historyMax = runs
        }
        if let percent = try top.number(of: "missing_max_percent", in: 0...100) {
            policy.missingMax = percent / 100
        }
        if let passes = try top.flag(of: "inconclusive_passes") {
            policy.passesInconclusive = passes
        }
        policy.otherwise = try thresholds(top)
        if let metrics = top.optional("metrics") {
            for (id, field) in try metrics.entries(countMax: Self.metricsMax) {
                try field.allow(["minimum_effect_points", "margin_points", "limit_points"])
                policy.metrics[id] = try thresholds(field)
            }
        }
        return policy
    }

    private func thresholds(_ field: Field) throws(PackError) -> Policy.Thresholds {
        Policy.Thresholds(
            minimumEffectPoints: try field.number(of: "minimum_effect_points", in: 0...100),
            marginPoints: try field.number(of: "margin_points", in: 0...100),
            limitPoints: try field.number(of: "limit_points", in: 0...100)
        )
    }
}
