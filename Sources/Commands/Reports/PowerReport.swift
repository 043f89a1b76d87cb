import Bench
import Gaps

/// What a plan can show, before it is paid for.
struct PowerReport {
    /// What a scenario's samples are assumed to vary by, or were seen to.
    struct Basis {
        var variation: Variation
        var words: String
    }

    let pack: Pack
    let metric: Metric
    let replicates: Int
    /// Tests that are adjusted together: models × metrics.
    let tests: Int
    let basis: Basis
    /// The gap to be shown, in (0, 1].
    let gap: Double
    let prices: Planner.Prices
    var power = Planner.power

    /// What is assumed where nobody has said: rates as published ones, and scenarios that differ.
    static let subtrahendRate = 0.10
    /// The standard deviation of true differences over scenarios that is assumed.
    static let spread = 0.10

    static func assumed(gap: Double, rate: Double, spread: Double) -> Basis {
        let high = min(1, rate + gap)
        return Basis(
            variation: Variation(minuendRate: high, subtrahendRate: rate, spread: spread),
            words: "assumed: rates of \(percent(high)) and \(percent(rate)) %, differences that "
                + "spread by \(percent(spread)) points over scenarios"
        )
    }

    private static func percent(_ rate: Double) -> String { Points.fixed(rate * 100, digits: 1) }

    private var planner: Planner { Planner(basis.variation, power: power) }
    private var scenarios: Int { pack.scenarios.count }
    private var clusters: Int { Set(pack.scenarios.map(\.cluster)).count }

    /// The smallest gap that the plan shows.
    var detectable: Double {
        planner.minimumDetectableGap(scenarios: max(1, scenarios), replicates: replicates)
    }

    /// Scenarios that the gap takes at the plan's replicates.
    var needed: Int {
        Int(planner.scenarios(for: gap, replicates: replicates).rounded(.up))
    }

    /// The exact power of McNemar's test at one sample an arm; nil where the assumed rates allow
    /// none, or the pack is too large.
    var exactPower: Double? {
        guard replicates == 1, scenarios <= McNemar.pairsMax, let rates else { return nil }
        return McNemar.power(pairs: scenarios, rates: rates)
    }

    /// Pairs that reach the power by the exact test at one sample an arm.
    var exactPairs: Int? {
        guard replicates == 1, let rates else { return nil }
        return McNemar.pairs(for: rates, power: power)
    }

    private var rates: DiscordantRates? {
        // The variance of one difference is the discordance less the gap's square.
        let discordance = basis.variation.ofDifference(replicates: 1) + gap * gap
        guard discordance <= 1, discordance >= gap else { return nil }
        return DiscordantRates(
            minuendOnly: (discordance + gap) / 2,
            subtrahendOnly: (discordance - gap) / 2
        )
    }

    var reach: Reach { Reach(clusters: clusters, tests: tests) }

    var cheapest: Planner.Design? {
        planner.cheapest(
            showing: gap,
            at: prices,
            within: .init(scenariosMax: 1_000_000, replicatesMax: 200)
        )
    }

    /// The line that `plan` prints.
    var line: String {
        if reach.answer == .never { return "\(metric.id): \(reachText)" }
        return "\(metric.id): shows a gap of \(Self.percent(detectable)) points with "
            + "\(Self.percent(power)) % power; \(basis.words)"
    }

    private var reachText: String {
        switch reach.answer {
        case .never:
            return "cannot reach significance: \(Points.count(clusters, "cluster")) can give no "
                + "p-value below "
                + "\(Points.probability(reach.smallestPValue)); \(Reach.clustersMin()) clusters are "
                + "the least"
        case .together:
            return "can reach significance only together with other models: one alone of "
                + "\(tests) tests needs \(Reach.clustersMin(tests: tests)) clusters, and there "
                + "are \(clusters)"
        case .alone:
            return "significance can be reached: \(Points.count(clusters, "cluster")), "
                + "\(Points.count(tests, "test")) adjusted together"
        }
    }

    var text: String {
        var lines = [
            "\(pack.id) \(metric.id): \(scenarios) scenarios in \(clusters) clusters × "
                + Points.count(replicates, "replicate"),
            "  \(basis.words)",
            "  shows a gap of \(Self.percent(detectable)) points with \(Self.percent(power)) % "
                + "power (normal approximation)",
            "  a gap of \(Self.percent(gap)) points takes \(needed) scenarios × "
                + Points.count(replicates, "replicate"),
        ]
        if let exactPower {
            lines.append(
                "  exact power of McNemar's test for that gap at \(scenarios) pairs: "
                    + "\(Self.percent(exactPower)) %"
            )
        }
        if replicates == 1 {
            lines.append(
                exactPairs.map { "  exactly \($0) pairs reach \(Self.percent(power)) %" }
                    ?? "  no number of pairs up to \(McNemar.pairsMax) reaches that exactly"
            )
        }
        if let cheapest {
            lines.append(
                "  cheapest for that gap at prices \(price(prices.scenario)) a scenario and "
                    + "\(price(prices.replicatePair)) a pair of samples: \(cheapest.scenarios) "
                    + "scenarios × \(Points.count(cheapest.replicates, "replicate"))"
            )
        }
        let best = planner.optimalReplicates(at: prices)
        if best.isFinite {
            lines.append(
                "  best replicates at these prices: \(Points.fixed(best, digits: 1)) "
                    + "(√(σ²/ω² · price of a scenario / price of a pair))"
            )
        }
        lines.append("  \(reachText)")
        return lines.joined(separator: "\n")
    }

    private func price(_ value: Double) -> String { Points.fixed(value, digits: 2) }

    var json: JSON {
        .compact([
            ("pack", JSON(pack.id)), ("metric", JSON(metric.id)), ("scenarios", JSON(scenarios)),
            ("clusters", JSON(clusters)), ("replicates", JSON(replicates)),
            ("basis", JSON(basis.words)),
            ("between_variance", .number(basis.variation.between)),
            ("within_variance", .number(basis.variation.within)),
            ("power", .number(power)), ("gap", .number(gap)),
            ("detectable_gap", .number(detectable)), ("scenarios_needed", JSON(needed)),
            ("exact_power", JSON(exactPower)), ("exact_pairs", JSON(exactPairs)),
            (
                "cheapest",
                cheapest.map {
                    [
                        "scenarios": JSON($0.scenarios), "replicates": JSON($0.replicates),
                        "price": .number($0.price),
                    ]
                } ?? .null
            ),
            ("smallest_p", .number(reach.smallestPValue)),
            ("can_reach_significance", .bool(reach.answer != .never)),
        ])
    }
}
